"""The list of assessments, a page at a time: its order, the filter, and a number of queries that does not grow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.findings import Overall
from assessments.domain.lifecycle import Role, Status
from assessments.models import Assessment
from assessments.services import listing
from assessments.services.access import Actor, scope
from assessments.services.assessments import load_workspace
from assessments.services.listing import AssessmentList, Wanted, load_list
from assessments.services.review import hand_in, return_to_assessor
from tests.conftest import NOW, Cast, answer_all, at, case_answers, sign_in, start
from tests.services.placing import answered_with_places, except_at


def page_of(actor: Actor, wanted: Wanted | None = None) -> AssessmentList:
    with scope(actor.organisation_id):
        return load_list(actor, wanted)


def names(found: AssessmentList) -> list[str]:
    return [row.deployment_name for row in found.rows]


def made(cast: Cast, *given: str) -> list[UUID]:
    """One after the other, a minute apart."""
    return [start(at(cast.assessor, NOW + timedelta(minutes=place)), name) for place, name in enumerate(given)]


def handed_in(cast: Cast, assessment_id: UUID) -> None:
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)


def test_pages_follow_each_other_and_one_that_is_not_there_becomes_the_nearest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    made(cast, "a", "b", "c", "d", "e")
    pages = [page_of(cast.assessor, Wanted(page=number)) for number in (1, 2, 3)]
    assert [names(one) for one in pages] == [["e", "d"], ["c", "b"], ["a"]]
    assert [(one.before, one.page, one.after, one.pages) for one in pages] == [(0, 1, 2, 3), (1, 2, 3, 3), (2, 3, 0, 3)]
    assert all(one.has_more and one.found == one.total == 5 for one in pages)
    assert page_of(cast.assessor, Wanted(page=99)).page == 3
    assert page_of(cast.assessor, Wanted(page=-4)).page == 1


def test_the_filter_looks_into_name_and_place_and_at_the_status(cast: Cast) -> None:
    made(cast, "Gates 100%", "Lounge 休息室", "Kiosk")
    assert names(page_of(cast.assessor, Wanted(text=" gATES "))) == ["Gates 100%"]
    assert names(page_of(cast.assessor, Wanted(text="100%"))) == ["Gates 100%"]
    assert names(page_of(cast.assessor, Wanted(text="休息"))) == ["Lounge 休息室"]
    assert len(names(page_of(cast.assessor, Wanted(text="Shanghai")))) == 3
    nothing = page_of(cast.assessor, Wanted(status=Status.SEALED))
    assert (nothing.rows, nothing.found, nothing.total, nothing.pages) == ([], 0, 3, 1)


def test_what_was_returned_stands_before_what_changed_later_and_closed_ones_stand_last(cast: Cast) -> None:
    returned, review, closed, _ = made(cast, "returned", "review", "closed", "draft")
    handed_in(cast, returned)
    handed_in(cast, review)
    handed_in(cast, closed)
    with scope(cast.organisation_id):
        return_to_assessor(cast.dpo, returned, "Look again.", {})
        Assessment.objects.update(updated_at=NOW)
        Assessment.objects.filter(id=review).update(updated_at=NOW + timedelta(hours=1))
        later = {"status": Status.SUPERSEDED.value, "updated_at": NOW + timedelta(hours=2)}
        Assessment.objects.filter(id=closed).update(**later)
    for_assessor, for_dpo = page_of(cast.assessor), page_of(cast.dpo)
    assert (names(for_assessor)[0], names(for_assessor)[-1]) == ("returned", "closed")
    assert [one.deployment_name for one in for_assessor.waiting] == ["returned", "draft"]
    assert [one.deployment_name for one in for_dpo.waiting] == ["review"]
    assert (for_assessor.waiting_count, for_dpo.waiting_count) == (2, 1)


def test_a_prohibition_that_is_not_met_stands_on_top_of_its_page(cast: Cast) -> None:
    forbidden, _, _ = made(cast, "forbidden", "later", "latest")
    answer_all(cast.assessor, forbidden, case_answers("a-24-compound-face-only.yaml"))
    with scope(cast.organisation_id):
        Assessment.objects.filter(id=forbidden).update(updated_at=NOW - timedelta(days=1))
    found = page_of(cast.assessor)
    assert found.rows[0].red_lines
    assert names(found) == ["forbidden", "latest", "later"]
    assert sum(found.rows[0].severities.values()) == found.rows[0].gaps


def test_nothing_waits_for_an_auditor_and_both_kinds_for_somebody_with_both_roles(cast: Cast) -> None:
    draft, review = made(cast, "draft", "review")
    handed_in(cast, review)
    both = replace(cast.dpo, roles=frozenset({Role.DPO, Role.ASSESSOR}))
    assert page_of(cast.auditor).waiting_count == 0
    assert {one.id for one in page_of(both).waiting} == {draft, review}


def test_another_organisation_sees_nothing_of_it(cast: Cast) -> None:
    made(cast, "a", "b")
    assert page_of(cast.outsider).total == 0


def test_the_number_of_queries_does_not_depend_on_the_number_of_assessments(cast: Cast) -> None:
    counts = []
    for several in (("a",), ("b", "c", "d", "e")):
        made(cast, *several)
        with scope(cast.organisation_id), CaptureQueriesContext(connection) as queries:
            load_list(cast.assessor)
        counts.append(len(queries))
    assert counts == [13, 13]


def test_a_place_with_an_unlawful_room_stands_on_the_list_however_good_the_common_answers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.assessor, assessment_id, places[0], "q_zone", "no")
    (row,) = page_of(cast.dpo).rows
    assert (row.overall, row.red_lines) == (Overall.RED_LINE, 0)
    assert (row.places, row.places_red, row.places_short, row.places_not_judged) == (3, 1, 1, 0)
    shown = sign_in(cast.dpo).get(reverse("dashboard")).content.decode()
    assert "1 place with a prohibition not met" in shown
    monkeypatch.setattr("assessments.services.rows.MOST_JUDGED", 1)
    (row,) = page_of(cast.dpo).rows
    assert (row.overall, row.places_red, row.places_short, row.places_not_judged) == (Overall.GAPS, 0, 0, 2)
    shown = sign_in(cast.dpo).get(reverse("dashboard")).content.decode()
    assert "2 places with exceptions, not judged in this list" in shown
