"""Places in the sealed content: a fourth form that holds them, and the third as it was where there are none."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assessments.domain.canonical import NotCanonical, to_bytes
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.findings import Overall
from assessments.domain.revision import (
    GivenAnswer,
    PlaceMark,
    RevisionContent,
    answers_digest,
    from_canonical,
    to_canonical,
)
from assessments.domain.revision_schemas import FOURTH_SCHEMA, THIRD_SCHEMA, schema_for
from tests.domain.test_revision import ANSWERS, TODAY, before_views, content

AT = "2026-11-01T08:00:00Z"


def with_places(catalogue: Catalogue) -> RevisionContent:
    """Two places; the findings of the first hold values of every kind that a reason can have."""
    whole = content(catalogue, ANSWERS)
    given = GivenAnswer(QuestionKey("q_use"), ("x",), "Ma Li 马丽", AT)
    first = PlaceMark(
        "p-1", "Gate 1 号口", "Road 1", 4, "Ma Li", AT, (given,), (), Overall.GAPS, whole.assessed.findings
    )
    second = replace(first, id="p-2", name="Gate 2", devices=None, open=(QuestionKey("q_day"),), findings=())
    return replace(whole, schema=schema_for(says_more=True), actions=(), places=(first, second))


def test_places_are_read_back_as_they_were(small: Catalogue) -> None:
    whole = with_places(small)
    written = to_canonical(whole)
    assert json.loads(written)["schema"] == FOURTH_SCHEMA
    assert from_canonical(written, small) == whole
    assert to_canonical(from_canonical(written, small)) == written


def test_without_places_the_third_form_is_written_byte_for_byte(small: Catalogue) -> None:
    third = replace(before_views(small), schema=schema_for(says_more=False))
    written = to_canonical(third)
    assert third.schema == THIRD_SCHEMA == "frcompliance/revision/3"
    assert b'"places"' not in written
    assert from_canonical(written, small) == third
    fourth = json.loads(to_canonical(replace(third, schema=FOURTH_SCHEMA)))
    assert [fourth.pop(name) for name in ("places", "reviewer_views", "sole_person_reason")] == [[], [], ""]
    assert to_bytes({**fourth, "schema": THIRD_SCHEMA}) == written


@pytest.mark.parametrize("broken", [None, [1], {"a": 1}, "x", [{"findings": [{"reasons": "x"}]}], [{"findings": 1}]])
def test_places_in_no_known_form_are_refused(small: Catalogue, broken: object) -> None:
    found = json.loads(to_canonical(with_places(small)))
    for schema in (FOURTH_SCHEMA, THIRD_SCHEMA):
        with pytest.raises(NotCanonical):
            from_canonical(to_bytes({**found, "schema": schema, "places": broken}), small)


def test_places_are_refused_under_the_third_form(small: Catalogue) -> None:
    found = json.loads(to_canonical(with_places(small)))
    tried: tuple[list[object], ...] = (found["places"], [])
    for places in tried:
        with pytest.raises(NotCanonical):
            from_canonical(to_bytes({**found, "schema": THIRD_SCHEMA, "places": places}), small)


@pytest.mark.parametrize("value", [{"a": 1}, 1.5, "no choice", ["x", "x"]])
def test_a_reason_at_a_place_that_the_edition_does_not_know_is_refused(small: Catalogue, value: object) -> None:
    found = json.loads(to_canonical(with_places(small)))
    given = (each for one in found["places"][0]["findings"] for each in one["reasons"] if each["answer"] is not None)
    next(given)["answer"] = value
    with pytest.raises(NotCanonical):
        from_canonical(json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), small)


def test_places_and_their_exceptions_are_part_of_what_is_attested(small: Catalogue) -> None:
    one, other = with_places(small).places
    before = answers_digest("2026-11", "0" * 64, TODAY, {"q_a": "x"})
    tried: tuple[tuple[PlaceMark, ...], ...] = (
        (),
        (one,),
        (one, other),
        (other, one),
        (replace(one, exceptions=()),),
        (replace(one, name="Gate 3"),),
        (replace(one, devices=5),),
    )
    digests = {answers_digest("2026-11", "0" * 64, TODAY, {"q_a": "x"}, (), places) for places in tried}
    assert before in digests
    assert len(digests) == 7
    assert answers_digest("2026-11", "0" * 64, TODAY, {"q_a": "x"}, (), (replace(one, findings=()),)) in digests
