"""The sealed content: one form of bytes and no other, back and forth; hostile bytes are refused."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain.answers import Answer, IllegalAnswer, NotSure, Several, answer_to_json
from assessments.domain.canonical import NotCanonical, from_json, read_object, to_bytes, to_json
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey, Severity, StepKey, UncertainPointKey
from assessments.domain.counsel import CounselView, points_of
from assessments.domain.engine import assess
from assessments.domain.evidence import LATER_IN_EVIDENCE, EvidenceKind, EvidenceMark
from assessments.domain.findings import Verdict
from assessments.domain.progress import ActionState
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision import (
    ActionMark,
    Attested,
    AuditMark,
    DeploymentFacts,
    EditionMark,
    GivenAnswer,
    Party,
    Reviewed,
    RevisionContent,
    RoutedStep,
    answers_digest,
    answers_of,
    digest,
    edition_of,
    from_canonical,
    reviewer_views_in,
    to_canonical,
)
from assessments.domain.revision_schemas import (
    FIRST_SCHEMA,
    FOURTH_SCHEMA,
    SCHEMA,
    SECOND_SCHEMA,
    THIRD_SCHEMA,
    schema_for,
)
from assessments.domain.route import plan_route
from tests.domain.answering import some_answers

TODAY = date(2026, 11, 2)
COUNSEL = CounselView(
    UncertainPointKey("U1"),
    "Zhao 赵律师",
    date(2026, 10, 1),
    "The point is settled.",
    "Court of 2026",
    "Ma Li",
    "2026-10-02T08:00:00Z",
)
EVIDENCE = EvidenceMark(
    "plan.pdf",
    "1" * 64,
    QuestionKey("q_use"),
    "e-1",
    EvidenceKind.FILE,
    "application/pdf",
    1024,
    "",
    "",
    date(2026, 10, 1),
    None,
    "Ma Li",
    "2026-10-02T08:00:00Z",
)
BARE = EvidenceMark("plan.pdf", "1" * 64, QuestionKey("q_use"))
"""As the first two schemas knew it."""
ANSWERS: dict[str, Answer] = {
    "q_kind": "a",
    "q_use": Several(("x", "y")),
    "q_sure": "yes",
    "q_count": 128_400,
    "q_cite": "Law 5，第七条",
    "q_day": date(2026, 9, 1),
}


PLANNED = ActionMark(
    key="o_sign",
    owner="Sun Li 孙丽",
    due=date(2026, 12, 1),
    state=ActionState.DONE,
    note="A new sign",
    evidence="sign.jpg",
    evidence_digest="3" * 64,
    made_by="Ma Li",
    made_at="2026-11-01T09:30:00Z",
)
VIEW = ReviewerView(ObligationKey("o_sign"), Verdict.MET, False, "No sign 无标识", "Li Wei", "2026-11-01T11:00:00Z")


def content(catalogue: Catalogue, answers: dict[str, Answer]) -> RevisionContent:
    """A revision with everything filled in."""
    route = plan_route(catalogue, answers)
    given_answers = tuple(
        GivenAnswer(
            QuestionKey(key), tuple(value) if isinstance(value, list) else value, "Ma Li 马丽", "2026-11-01T08:00:00Z"
        )
        for key, value in ((key, answer_to_json(answer)) for key, answer in sorted(answers.items()))
    )
    return RevisionContent(
        schema=SCHEMA,
        revision_id="r-1",
        number=2,
        organisation=Party("o-1", "Company 公司", "91310000MA1FL00000"),
        deployment=DeploymentFacts("d-1", "Gate 闸机", "Shanghai 上海", ""),
        assessment_id="a-1",
        edition=EditionMark(catalogue.key, catalogue.digest, catalogue.law_as_of),
        as_of=TODAY,
        language="both",
        route=tuple(RoutedStep(StepKey(step.step.key), step.shown) for step in route.steps),
        answers=given_answers,
        counsel=(COUNSEL,),
        assessed=assess(catalogue, answers, TODAY, points_of((COUNSEL,))),
        attestations=(Attested("Ma Li", "assessor", "hand_in", "2026-11-01T09:00:00Z", "0" * 64),),
        review=(Reviewed("return", "Li Wei", "2026-11-01T10:00:00Z", "“Please” say more\n请补充"),),
        sole_person_exception=False,
        evidence=(EVIDENCE,),
        audit=AuditMark(17, "2" * 64),
        frozen_at="2026-11-02T06:30:00Z",
        reviewer_views=(VIEW,),
        sole_person_reason="One employee 一名员工",
        actions=(PLANNED,),
    )


def before_plans(catalogue: Catalogue) -> RevisionContent:
    """The same, as it was before the plan was part of it."""
    return replace(content(catalogue, ANSWERS), schema=FOURTH_SCHEMA, actions=())


def before_views(catalogue: Catalogue) -> RevisionContent:
    """The same, as it was before reviewers said what they hold of verdicts."""
    return replace(before_plans(catalogue), reviewer_views=(), sole_person_reason="")


@pytest.fixture(scope="module")
def sealed(small: Catalogue) -> bytes:
    return to_canonical(content(small, ANSWERS))


def test_a_revision_is_read_back_as_it_was(small: Catalogue, sealed: bytes) -> None:
    found = from_canonical(sealed, small)
    assert found == content(small, ANSWERS)
    assert to_canonical(found) == sealed
    assert answers_of(found, small) == ANSWERS
    assert assess(small, answers_of(found, small), found.as_of, points_of(found.counsel)) == found.assessed


def test_a_revision_of_the_first_schema_is_read_and_written_as_it_was(small: Catalogue, sealed: bytes) -> None:
    bare = assess(small, ANSWERS, TODAY)
    first = replace(before_views(small), schema=FIRST_SCHEMA, counsel=(), assessed=bare, evidence=(BARE,))
    written = to_canonical(first)
    for name in ("counsel", "by_our_reading", "not_in_force_before"):
        assert f'"{name}"'.encode() not in written
        assert f'"{name}"'.encode() in sealed
    assert from_canonical(written, small) == first
    assert edition_of(written) == edition_of(sealed)


def test_a_revision_of_the_second_schema_is_read_and_written_as_it_was(small: Catalogue, sealed: bytes) -> None:
    second = replace(before_views(small), schema=SECOND_SCHEMA, evidence=(BARE,))
    written = to_canonical(second)
    assert b'"evidence":[{"digest":"' + b"1" * 64 + b'","name":"plan.pdf","question":"q_use"}]' in written
    assert b'"counsel"' in written
    assert all(f'"{name}"'.encode() in sealed for name in LATER_IN_EVIDENCE)
    assert from_canonical(written, small) == second
    assert edition_of(written) == edition_of(sealed)


def test_a_revision_of_the_third_schema_is_read_and_written_as_it_was(small: Catalogue, sealed: bytes) -> None:
    third = replace(before_views(small), schema=THIRD_SCHEMA)
    written = to_canonical(third)
    for name in ("reviewer_views", "sole_person_reason"):
        assert f'"{name}"'.encode() not in written
        assert f'"{name}"'.encode() in sealed
    assert from_canonical(written, small) == third
    assert (reviewer_views_in(sealed), reviewer_views_in(written)) == ((VIEW,), ())
    assert (schema_for(says_more=True), schema_for(says_more=False)) == (FOURTH_SCHEMA, THIRD_SCHEMA)


def test_a_revision_of_the_fourth_schema_is_read_and_written_as_it_was(small: Catalogue, sealed: bytes) -> None:
    fourth = before_plans(small)
    written = to_canonical(fourth)
    assert b'"actions"' not in written
    assert from_canonical(written, small) == fourth
    fifth = json.loads(to_canonical(replace(fourth, schema=SCHEMA)))
    assert fifth.pop("actions") == []
    assert to_bytes({**fifth, "schema": FOURTH_SCHEMA}) == written
    assert {schema_for(says_more=one, has_plan=True) for one in (True, False)} == {SCHEMA}


@pytest.mark.parametrize("broken", [[1], {"a": 1}, "x"])
def test_evidence_in_no_known_form_is_refused_under_every_schema(
    small: Catalogue, sealed: bytes, broken: object
) -> None:
    for schema in (SCHEMA, FOURTH_SCHEMA, THIRD_SCHEMA, SECOND_SCHEMA, FIRST_SCHEMA):
        changed = {**json.loads(sealed), "schema": schema, "evidence": broken}
        with pytest.raises(NotCanonical):
            from_canonical(to_bytes(changed), small)


@pytest.mark.parametrize("schema", [FIRST_SCHEMA, SECOND_SCHEMA, THIRD_SCHEMA, FOURTH_SCHEMA])
def test_a_field_that_an_earlier_schema_did_not_have_is_refused_even_where_it_says_nothing(
    small: Catalogue, sealed: bytes, schema: str
) -> None:
    counsel: list[object] = [] if schema == FIRST_SCHEMA else json.loads(sealed)["counsel"]
    changed = {**json.loads(sealed), "schema": schema, "counsel": counsel}
    with pytest.raises(NotCanonical):
        from_canonical(to_bytes(changed), small)


def test_a_field_that_the_first_schema_did_not_have_is_refused_under_it(small: Catalogue, sealed: bytes) -> None:
    with pytest.raises(NotCanonical):
        from_canonical(sealed.replace(SCHEMA.encode(), FIRST_SCHEMA.encode()), small)


def test_views_of_counsel_are_part_of_what_is_attested() -> None:
    without = answers_digest("2026-11", "0" * 64, TODAY, {"q_a": "x"})
    assert answers_digest("2026-11", "0" * 64, TODAY, {"q_a": "x"}, (COUNSEL,)) != without
    assert answers_digest("2026-11", "0" * 64, TODAY, {"q_a": "x"}, ()) == without


def test_the_edition_can_be_told_before_anything_else_is_read(small: Catalogue, sealed: bytes) -> None:
    assert edition_of(sealed) == EditionMark(small.key, small.digest, small.law_as_of)


def test_the_bytes_are_plain_sorted_json(sealed: bytes) -> None:
    found = json.loads(sealed)
    assert sealed == json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert "公司".encode() in sealed
    assert found["as_of"] == "2026-11-02"


def test_the_digest_is_that_of_the_bytes_and_does_not_drift() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    values: dict[str, Answer] = {"q_b": Several(("x", "y")), "q_a": date(2026, 9, 1), "q_c": NotSure.NOT_SURE, "q_d": 5}
    first = answers_digest("2026-11", "0" * 64, TODAY, values)
    assert first == answers_digest("2026-11", "0" * 64, TODAY, dict(reversed(values.items())))
    assert first == "a38b2a8eacf424b597e2f63056c6c839e69eae1f1eb8fed668a8776c8bd4dcb2"


@pytest.mark.parametrize(
    "other",
    [
        ("2026-12", "0" * 64, TODAY, {"q_a": "x"}),
        ("2026-11", "1" * 64, TODAY, {"q_a": "x"}),
        ("2026-11", "0" * 64, date(2026, 11, 3), {"q_a": "x"}),
        ("2026-11", "0" * 64, TODAY, {"q_a": "y"}),
        ("2026-11", "0" * 64, TODAY, {"q_a": Several(("x",))}),
        ("2026-11", "0" * 64, TODAY, {}),
    ],
)
def test_another_edition_day_or_answer_gives_another_digest(other: tuple[str, str, date, dict[str, Answer]]) -> None:
    assert answers_digest(*other) != answers_digest("2026-11", "0" * 64, TODAY, {"q_a": "x"})


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@settings(max_examples=25, deadline=None)
@given(some_answers(current_edition()))
def test_any_revision_of_the_published_edition_survives_the_way_there_and_back(answers: dict[str, Answer]) -> None:
    written = to_canonical(content(current_edition(), answers))
    assert to_canonical(from_canonical(written, current_edition())) == written


def path(*names: str | int) -> Callable[[Any, object], None]:
    def put(found: Any, value: object) -> None:
        for name in names[:-1]:
            found = found[name]
        found[names[-1]] = value

    return put


REASON = ("assessed", "findings", 0, "reasons", 0)
FORGED: list[tuple[tuple[str | int, ...], object]] = [
    (("schema",), "frcompliance/revision/6"),
    (("number",), "2"),
    (("number",), 2.0),
    (("number",), True),
    (("number",), None),
    (("as_of",), "2026-11-31"),
    (("as_of",), "20261102"),
    (("as_of",), 20261102),
    (("as_of",), "2026-W45-1"),
    (("reviewer_views", 0, "agrees"), 0),
    (("reviewer_views", 0, "verdict"), "fine"),
    (("sole_person_reason",), None),
    (("sole_person_exception",), 0),
    (("sole_person_exception",), "no"),
    (("organisation",), None),
    (("organisation",), {"id": "o-1", "name": "x"}),
    (("organisation", "more"), "x"),
    (("more",), "x"),
    (("route",), {}),
    (("route", 0, "questions"), "q_kind"),
    (("answers", 0, "value"), True),
    (("answers", 0, "value"), {"a": 1}),
    (("answers", 0, "value"), [1]),
    (("answers", 0, "value"), None),
    (("assessed",), []),
    (("assessed", "findings"), {}),
    (("assessed", "findings", 0), "met"),
    (("assessed", "findings", 0, "reasons"), None),
    (("assessed", "findings", 0, "verdict"), "fine"),
    (("assessed", "findings", 0, "verdict"), 1),
    (REASON, "because"),
    ((*REASON, "question"), "q_none"),
    ((*REASON, "question"), 5),
    ((*REASON, "answer"), "z"),
    ((*REASON, "answer"), ["x"]),
    ((*REASON, "answer"), True),
    ((*REASON, "answer"), {"a": 1}),
    ((*REASON, "holds"), 1),
]


@pytest.mark.parametrize(("place", "value"), FORGED)
def test_a_value_of_the_wrong_form_is_refused(
    small: Catalogue, sealed: bytes, place: tuple[str | int, ...], value: object
) -> None:
    found = json.loads(sealed)
    path(*place)(found, value)
    forged = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(NotCanonical):
        from_canonical(forged, small)


def test_choices_in_another_order_are_not_the_one_form(small: Catalogue, sealed: bytes) -> None:
    forged = sealed.replace(b'"answer":["x","y"]', b'"answer":["y","x"]')
    assert forged != sealed
    with pytest.raises(NotCanonical, match="one form"):
        from_canonical(forged, small)


def test_a_day_of_assessment_in_a_reason_is_read_strictly(small: Catalogue, sealed: bytes) -> None:
    forged = sealed.replace(b'"answer":"2026-11-02"', b'"answer":"2026-99-02"')
    assert forged != sealed
    with pytest.raises(NotCanonical):
        from_canonical(forged, small)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{ "a":1}',
        b'{"a":"\\u4e00"}',
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b"\xff\xfe",
        '{"a":1}'.encode("utf-16"),
        b'\xef\xbb\xbf{"a":1}',
        b"[" * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":1e999}',
        b'{"a":1}\n',
    ],
)
def test_bytes_that_are_not_canonical_are_refused(hostile: bytes, small: Catalogue) -> None:
    for read in (read_object, edition_of, lambda raw: from_canonical(raw, small)):
        with pytest.raises(NotCanonical):
            read(hostile)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_else(raw: bytes) -> None:
    with contextlib.suppress(NotCanonical):
        assert to_bytes(read_object(raw)) == raw


def test_a_refusal_stays_short() -> None:
    with pytest.raises(NotCanonical) as caught:
        read_object(b'{"a":"' + b"x" * 5000 + b'"')
    assert len(str(caught.value)) <= 200


def test_a_schema_of_another_version_is_refused_before_anything_is_read(small: Catalogue) -> None:
    other = to_bytes({"schema": "frcompliance/revision/9", "edition": {}})
    for read in (edition_of, lambda raw: from_canonical(raw, small)):
        with pytest.raises(NotCanonical, match="schema"):
            read(other)


def test_answers_that_the_edition_does_not_know_are_refused(small: Catalogue) -> None:
    good = content(small, ANSWERS)
    strange = replace(good, answers=(replace(good.answers[0], question=QuestionKey("q_none")),))
    with pytest.raises(NotCanonical, match="q_none"):
        answers_of(strange, small)
    wrong = replace(good, answers=(replace(good.answers[0], question=QuestionKey("q_kind"), value="z"),))
    with pytest.raises(IllegalAnswer):
        answers_of(wrong, small)


@dataclass(frozen=True, slots=True)
class Odd:
    """Forms that the revision itself does not use."""

    pair: tuple[int, str]
    loose: object


def test_a_pair_has_exactly_two_members_and_a_loose_type_is_never_guessed() -> None:
    assert from_json(tuple[int, str], [1, "a"]) == (1, "a")
    with pytest.raises(NotCanonical):
        from_json(tuple[int, str], [1])
    with pytest.raises(NotCanonical):
        from_json(list[int], [1])
    with pytest.raises(NotCanonical):
        from_json(Severity, [])


@pytest.mark.parametrize("value", [1.5, b"bytes", {1, 2}, object])
def test_a_value_without_a_canonical_form_is_no_content(value: object) -> None:
    with pytest.raises(TypeError):
        to_json(value)


def test_a_lone_surrogate_has_no_bytes() -> None:
    with pytest.raises(UnicodeEncodeError):
        to_bytes({"a": "\ud800"})
