"""What a revision states plans the same actions as what was judged before it was frozen."""

from __future__ import annotations

from uuid import UUID

import pytest

from assessments.catalogues import current_edition
from assessments.domain.answers import NotSure
from assessments.domain.place_actions import plan_everywhere
from assessments.domain.places import find_common, judge_places
from assessments.domain.revision import PlaceMark, RevisionContent, answers_of, exceptions_of
from assessments.domain.stated import stated_results
from tests.report.samples import sample, with_many_places, with_places


def places_in_doubt() -> RevisionContent:
    """Places that nobody knows about, besides those that differ."""
    return with_many_places(sample("g-03"), exceptions=({"q_private_room": NotSure.NOT_SURE}, {"q_cctv": "yes"}, {}))


@pytest.mark.parametrize(
    "content", [sample("g-03"), with_places(), with_many_places(sample("g-02")), places_in_doubt()]
)
def test_the_same_is_to_be_done(content: RevisionContent) -> None:
    catalogue = current_edition()
    common = find_common(catalogue, answers_of(content, catalogue), content.as_of)
    _, stated = result = stated_results(content, catalogue)
    judged = judge_places(common, {key: exceptions_of(each, catalogue) for key, each in keyed(content).items()})
    assert plan_everywhere(*result) == plan_everywhere(common, judged)
    for key, one in stated.items():
        now = judged[key]
        assert (one.own, one.opened, one.open, one.closed) == (now.own, now.opened, now.open, now.closed)


def keyed(content: RevisionContent) -> dict[UUID, PlaceMark]:
    return {UUID(each.id): each for each in content.places}
