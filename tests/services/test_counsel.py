"""Counsel's views on record: who may, when, what counts for which revision, and what never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from assessments.catalogues import current_edition
from assessments.domain.catalogue import UncertainPointKey
from assessments.domain.findings import Finding, Verdict
from assessments.domain.lifecycle import Refusal, Role, Status
from assessments.domain.revision import from_canonical
from assessments.models import Assessment, AuditEvent, CounselRecord, Deployment, Revision
from assessments.services.access import Actor, NotAllowed, NotFound, scope
from assessments.services.assessments import load_workspace
from assessments.services.counsel import (
    LONGEST_NAME,
    LONGEST_TEXT,
    IllegalView,
    NewView,
    StaleView,
    UnderReview,
    UnknownPoint,
    ViewProblem,
    record_view,
    withdraw_view,
)
from assessments.services.counsel_views import load_history
from assessments.services.drafts import draft_content
from assessments.services.listing import load_list
from assessments.services.review import MoveRefused, approve, hand_in, reopen, return_to_assessor
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, at, case_answers, make_cast, start

POINT = UncertainPointKey("U8")
VIEW = NewView(
    "Lee & Partners 李律师", date(2026, 10, 30), "A sign is enough here. 设有标识即可。", "The court said so."
)
OTHER = replace(VIEW, view="Only a signature will do.")


def complete(cast: Cast, case: str = "a-02-office-tower-neglected.yaml") -> UUID:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers(case))
    return assessment_id


def place(assessment_id: UUID) -> int:
    deployment_id = Assessment.objects.values_list("deployment_id", flat=True).get(id=assessment_id)
    return load_history(deployment_id)[0].place


def touched(actor: Actor, assessment_id: UUID) -> list[Finding]:
    return [each for each in load_workspace(actor, assessment_id).assessed.findings if POINT in each.counsel]


def digest(actor: Actor, assessment_id: UUID) -> str:
    return load_workspace(actor, assessment_id).answers_digest


def handed_in(cast: Cast, assessment_id: UUID) -> None:
    value = digest(cast.assessor, assessment_id)
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)


def approved(cast: Cast, assessment_id: UUID) -> Revision:
    value = digest(cast.dpo, assessment_id)
    return approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)


def test_a_recorded_view_leaves_what_depends_on_the_point_to_a_person(cast: Cast) -> None:
    assessment_id = complete(cast)
    before = {each.obligation: each.verdict for each in load_workspace(cast.assessor, assessment_id).assessed.findings}
    assert record_view(cast.assessor, assessment_id, POINT, VIEW)
    space = load_workspace(cast.auditor, assessment_id)
    (view,) = space.counsel
    assert (view.point, view.counsel, view.given_on, view.view, view.reason) == (
        POINT, VIEW.counsel, VIEW.given_on, VIEW.view, VIEW.reason,
    )  # fmt: skip
    assert (view.recorded_by, view.recorded_at) == (cast.assessor.person_name, "2026-11-02T06:30:00+00:00")
    found = touched(cast.assessor, assessment_id)
    assert {each.verdict for each in found} == {Verdict.NEEDS_JUDGEMENT}
    assert Verdict.NOT_MET in {each.by_our_reading for each in found}
    assert all(each.by_our_reading == before[each.obligation] for each in found if each.by_our_reading)
    untouched = [each for each in space.assessed.findings if not each.counsel]
    assert all(each.verdict == before[each.obligation] for each in untouched)


def test_the_dpo_may_record_and_nobody_without_one_of_the_two_roles(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    assert record_view(cast.dpo, assessment_id, POINT, VIEW)
    administrator = replace(cast.auditor, roles=frozenset({Role.AUDITOR, Role.ADMINISTRATOR}))
    for actor in (cast.auditor, administrator):
        with pytest.raises(NotAllowed):
            record_view(actor, assessment_id, POINT, OTHER, based_on=place(assessment_id))
        with pytest.raises(NotAllowed):
            withdraw_view(actor, assessment_id, POINT, based_on=place(assessment_id))
    assert CounselRecord.objects.count() == 1


def test_another_organisation_neither_finds_the_assessment_nor_sees_the_record(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    with scope(cast.organisation_id):
        record_view(cast.assessor, assessment_id, POINT, VIEW)
        record = CounselRecord.objects.get()
    with scope(cast.outsider.organisation_id):
        assert not CounselRecord.objects.filter(id=record.id).exists()
        with pytest.raises(NotFound):
            record_view(cast.outsider, assessment_id, POINT, VIEW)
        with pytest.raises(NotFound):
            withdraw_view(cast.outsider, assessment_id, POINT, based_on=1)
    values = {
        "point": "U8", "withdrawn": True, "recorded_by_id": cast.outsider.person_id, "recorded_by_name": "x",
        "recorded_at": NOW, "audit_sequence": 999,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="row-level security"), scope(cast.outsider.organisation_id):
        CounselRecord.objects.create(organisation_id=cast.organisation_id, deployment_id=record.deployment_id, **values)
    with pytest.raises(IntegrityError, match="one_organisation"), scope(cast.outsider.organisation_id):
        CounselRecord.objects.create(
            organisation_id=cast.outsider.organisation_id, deployment_id=record.deployment_id, **values
        )


def test_a_newer_view_supersedes_and_a_withdrawal_ends_it_and_all_stays_on_record(cast: Cast) -> None:
    assessment_id = complete(cast)
    record_view(cast.assessor, assessment_id, POINT, VIEW)
    assert not record_view(cast.assessor, assessment_id, POINT, VIEW)
    record_view(cast.dpo, assessment_id, POINT, OTHER, based_on=place(assessment_id))
    assert [each.view for each in load_workspace(cast.assessor, assessment_id).counsel] == [OTHER.view]
    assert withdraw_view(cast.assessor, assessment_id, POINT, based_on=place(assessment_id))
    assert not withdraw_view(cast.assessor, assessment_id, POINT, based_on=0)
    assert load_workspace(cast.assessor, assessment_id).counsel == ()
    assert touched(cast.assessor, assessment_id) == []
    history = load_history(load_workspace(cast.assessor, assessment_id).assessment.deployment_id)
    assert [(each.withdrawn, each.view, each.recorded_by) for each in history] == [
        (True, "", cast.assessor.person_name),
        (False, OTHER.view, cast.dpo.person_name),
        (False, VIEW.view, cast.assessor.person_name),
    ]
    record_view(cast.assessor, assessment_id, POINT, VIEW, based_on=place(assessment_id))
    assert len(load_workspace(cast.assessor, assessment_id).counsel) == 1


def test_each_act_stands_in_the_audit_trail_without_its_words(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    record_view(cast.assessor, assessment_id, POINT, VIEW)
    withdraw_view(cast.dpo, assessment_id, POINT, based_on=place(assessment_id))
    events = list(AuditEvent.objects.filter(action__contains="counsel").order_by("sequence"))
    assert [(each.action, each.actor) for each in events] == [
        ("record_counsel_view", cast.assessor.person_id),
        ("withdraw_counsel_view", cast.dpo.person_id),
    ]
    assert b"Lee" not in bytes(events[0].payload)
    assert b"view_digest" in bytes(events[0].payload)
    verify_chain(cast.organisation_id)


def test_nothing_is_recorded_over_what_somebody_else_recorded_meanwhile(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    with pytest.raises(StaleView):
        withdraw_view(cast.assessor, assessment_id, POINT, based_on=0)
    record_view(cast.assessor, assessment_id, POINT, VIEW)
    known = place(assessment_id)
    record_view(cast.colleague, assessment_id, POINT, OTHER, based_on=known)
    with pytest.raises(StaleView):
        record_view(cast.assessor, assessment_id, POINT, replace(VIEW, reason="Another one"), based_on=known)
    with pytest.raises(StaleView):
        withdraw_view(cast.assessor, assessment_id, POINT, based_on=known)


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"counsel": " "}, "counsel", ViewProblem.MISSING),
        ({"view": "\n"}, "view", ViewProblem.MISSING),
        ({"reason": ""}, "reason", ViewProblem.MISSING),
        ({"counsel": "x" * (LONGEST_NAME + 1)}, "counsel", ViewProblem.TOO_LONG),
        ({"view": "x" * (LONGEST_TEXT + 1)}, "view", ViewProblem.TOO_LONG),
        ({"reason": "字" * 10_000_000}, "reason", ViewProblem.TOO_LONG),
        ({"view": "a\0b"}, "view", ViewProblem.UNFIT),
        ({"counsel": "a\x07b"}, "counsel", ViewProblem.UNFIT),
        ({"reason": "a\ud800b"}, "reason", ViewProblem.UNFIT),
        ({"given_on": date(2026, 11, 3)}, "given_on", ViewProblem.IN_THE_FUTURE),
        ({"given_on": date(1989, 12, 31)}, "given_on", ViewProblem.TOO_EARLY),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(
    cast: Cast, change: dict[str, str | date], field: str, problem: ViewProblem
) -> None:
    assessment_id = start(cast.assessor)
    with pytest.raises(IllegalView) as refused:
        record_view(cast.assessor, assessment_id, POINT, replace(VIEW, **change))  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert CounselRecord.objects.count() == 0


def test_the_longest_text_and_the_day_itself_are_taken_as_they_are(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    longest = "<script>" + "字" * (LONGEST_TEXT - 8)
    record_view(cast.assessor, assessment_id, POINT, replace(VIEW, view=longest, given_on=date(2026, 11, 2)))
    assert load_workspace(cast.assessor, assessment_id).counsel[0].view == longest
    # 01:00 in China is still the day before in UTC
    late = at(cast.assessor, NOW + timedelta(hours=10, minutes=30))
    record_view(late, assessment_id, UncertainPointKey("U9"), replace(VIEW, given_on=date(2026, 11, 3)))


def test_a_point_that_the_edition_does_not_have_is_refused(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    for key in ("U999", "", "q_zone"):
        with pytest.raises(UnknownPoint):
            record_view(cast.assessor, assessment_id, UncertainPointKey(key), VIEW)
        with pytest.raises(UnknownPoint):
            withdraw_view(cast.assessor, assessment_id, UncertainPointKey(key), based_on=0)


def test_while_it_is_handed_in_nothing_is_recorded_or_withdrawn(cast: Cast) -> None:
    assessment_id = complete(cast)
    record_view(cast.assessor, assessment_id, POINT, VIEW)
    known = place(assessment_id)
    handed_in(cast, assessment_id)

    def refused() -> Status:
        with pytest.raises(UnderReview) as caught:
            record_view(cast.dpo, assessment_id, POINT, OTHER, based_on=known)
        with pytest.raises(UnderReview):
            withdraw_view(cast.dpo, assessment_id, POINT, based_on=known)
        return caught.value.status

    assert refused() is Status.IN_REVIEW
    return_to_assessor(cast.dpo, assessment_id, "Counsel changed its mind")
    record_view(cast.dpo, assessment_id, POINT, OTHER, based_on=known)
    handed_in(cast, assessment_id)
    approved(cast, assessment_id)
    assert refused() is Status.SEALING


def test_the_database_itself_refuses_a_record_under_an_attestation_and_any_change(cast: Cast) -> None:
    assessment_id = complete(cast)
    record_view(cast.assessor, assessment_id, POINT, VIEW)
    record = CounselRecord.objects.get()
    for statement in (lambda: CounselRecord.objects.update(view="x"), record.delete):
        with pytest.raises(DatabaseError, match=r"permission denied|append-only"), transaction.atomic():
            statement()
    handed_in(cast, assessment_id)
    with pytest.raises(IntegrityError, match="outside of a review"), transaction.atomic():
        CounselRecord.objects.create(
            organisation_id=cast.organisation_id, deployment_id=record.deployment_id, point="U8", withdrawn=True,
            recorded_by_id=cast.dpo.person_id, recorded_by_name="x", recorded_at=NOW, audit_sequence=999,
        )  # fmt: skip


def test_a_record_says_everything_or_withdraws(cast: Cast) -> None:
    deployment = Deployment.objects.get(id=load_workspace(cast.assessor, start(cast.assessor)).assessment.deployment_id)
    for said in ({"withdrawn": True, "view": "x"}, {"withdrawn": False, "counsel": "x"}):
        with pytest.raises(IntegrityError, match="says_all_or_withdraws"), transaction.atomic():
            CounselRecord.objects.create(
                organisation_id=cast.organisation_id, deployment=deployment, point="U8", recorded_at=NOW,
                recorded_by_id=cast.dpo.person_id, recorded_by_name="x", audit_sequence=999, **said,
            )  # fmt: skip


def test_an_attestation_does_not_match_after_a_new_view(cast: Cast) -> None:
    assessment_id = complete(cast)
    without = digest(cast.assessor, assessment_id)
    record_view(cast.assessor, assessment_id, POINT, VIEW)
    first = digest(cast.assessor, assessment_id)
    assert first != without
    with pytest.raises(MoveRefused) as refused:
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=without)
    assert refused.value.refusal is Refusal.ANSWERS_CHANGED
    withdraw_view(cast.assessor, assessment_id, POINT, based_on=place(assessment_id))
    assert digest(cast.assessor, assessment_id) == without


def test_what_is_attested_stands_beside_the_views_of_that_moment(cast: Cast) -> None:
    assessment_id = complete(cast)
    record_view(cast.assessor, assessment_id, POINT, VIEW)
    handed_in(cast, assessment_id)
    revision = approved(cast, assessment_id)
    content = from_canonical(bytes(revision.content), current_edition())
    assert [each.view for each in content.counsel] == [VIEW.view]
    assert content.assessed == load_workspace(cast.dpo, assessment_id).assessed
    assert [each.statement for each in content.attestations] == ["hand_in", "approve"]


def test_later_views_change_nothing_that_was_sealed_and_count_once_it_is_reopened(cast: Cast) -> None:
    assessment_id = complete(cast)
    handed_in(cast, assessment_id)
    revision = approved(cast, assessment_id)
    before = bytes(revision.content)
    Assessment.objects.filter(id=assessment_id).update(status="sealed")
    sealed = load_workspace(cast.assessor, assessment_id)
    # The clock of whoever records afterwards may be behind: the audit trail tells the order.
    record_view(at(cast.dpo, NOW - timedelta(days=1)), assessment_id, POINT, VIEW)
    after = load_workspace(cast.assessor, assessment_id)
    assert (after.counsel, after.answers_digest, after.assessed) == ((), sealed.answers_digest, sealed.assessed)
    assert load_list(cast.assessor).rows[0].red_lines == sum(each.is_red_line for each in sealed.assessed.findings)
    assert draft_content(cast.organisation_id, assessment_id, "en", NOW).counsel == ()
    assert bytes(Revision.objects.get(id=revision.id).content) == before
    reopen(cast.assessor, assessment_id)
    assert len(load_workspace(cast.assessor, assessment_id).counsel) == 1
    assert len(draft_content(cast.organisation_id, assessment_id, "en", NOW).counsel) == 1


def test_the_list_of_assessments_counts_as_the_findings_page_does(cast: Cast) -> None:
    first, second = complete(cast), complete(cast)
    record_view(cast.assessor, first, POINT, VIEW)
    for assessment_id in (first, second):
        space = load_workspace(cast.assessor, assessment_id)
        row = next(each for each in load_list(cast.assessor).rows if each.id == assessment_id)
        assert row.gaps == sum(each.is_gap for each in space.assessed.findings)
        assert row.overall == space.assessed.overall
        assert row.red_lines_aside == sum(each.is_red_line_set_aside for each in space.assessed.findings)
    gaps = {each.id: each.gaps for each in load_list(cast.assessor).rows}
    assert gaps[first] < gaps[second]
    handed_in(cast, first)
    assert {each.id: each.gaps for each in load_list(cast.assessor).rows} == gaps


def test_an_assessment_that_does_not_exist_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        record_view(cast.assessor, uuid4(), POINT, VIEW)
