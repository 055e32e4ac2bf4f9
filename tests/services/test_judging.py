"""What a reviewer holds of verdicts: who may say it, when, what counts, and that it is sealed beside the verdicts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from assessments.catalogues import current_edition
from assessments.domain.catalogue import ObligationKey
from assessments.domain.characters import UnfitText
from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Refusal
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision import from_canonical, reviewer_views_in
from assessments.domain.revision_schemas import FOURTH_SCHEMA, THIRD_SCHEMA
from assessments.models import AuditEvent
from assessments.models import ReviewerView as Record
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.judging import NewView, NoReason, UnknownObligation, record_views
from assessments.services.review import MoveRefused, approve, hand_in, return_to_assessor
from assessments.services.reviewer_views import load_reviewer_views
from tests.conftest import NOW, Cast, at
from tests.services.test_review import approved, digest, handed_in, refusal

WHY = "The sign hangs behind the gate 标识在闸机之后"


def some_key(actor: Actor, assessment_id: UUID, verdict: Verdict) -> ObligationKey:
    found = load_workspace(actor, assessment_id).assessed.findings
    return next(each.obligation for each in found if each.verdict is verdict)


def record(actor: Actor, assessment_id: UUID, key: ObligationKey, *, agrees: bool, why: str = "") -> int:
    value = digest(actor, assessment_id)
    return record_views(actor, assessment_id, {key: NewView(agrees, why)}, expected_answers_digest=value)


def standing(actor: Actor, assessment_id: UUID) -> list[ReviewerView]:
    space = load_workspace(actor, assessment_id)
    return list(load_reviewer_views(assessment_id, space.assessment.number, space.assessed.findings))


def test_a_view_stands_beside_the_verdict_and_a_newer_one_supersedes_it(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = some_key(cast.dpo, assessment_id, Verdict.MET)
    before = load_workspace(cast.dpo, assessment_id).assessed
    assert record(cast.dpo, assessment_id, key, agrees=False, why=WHY) == 1
    assert record(cast.dpo, assessment_id, key, agrees=False, why=WHY) == 0
    (view,) = standing(cast.dpo, assessment_id)
    assert (view.obligation, view.verdict, view.agrees, view.reason) == (key, Verdict.MET, False, WHY)
    assert (view.made_by, view.made_at) == (cast.dpo.person_name, "2026-11-02T06:30:00+00:00")
    assert load_workspace(cast.dpo, assessment_id).assessed == before
    assert record(cast.dpo, assessment_id, key, agrees=True) == 1
    assert [each.agrees for each in standing(cast.dpo, assessment_id)] == [True]
    assert Record.objects.count() == 2
    acts = AuditEvent.objects.filter(action__endswith="_with_verdict").order_by("sequence")
    assert [each.action for each in acts] == ["disagree_with_verdict", "agree_with_verdict"]
    assert WHY.encode() not in bytes(acts[0].payload)
    assert str(Record.objects.first()) == f"{key} of {assessment_id}"


def test_a_view_counts_only_while_the_rules_say_what_they_said_then(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = some_key(cast.dpo, assessment_id, Verdict.MET)
    record(cast.dpo, assessment_id, key, agrees=False, why=WHY)
    found = load_workspace(cast.dpo, assessment_id).assessed.findings
    others = [each for each in found if each.obligation != key]
    assert load_reviewer_views(assessment_id, 1, others) == ()
    assert load_reviewer_views(assessment_id, 2, found) == ()


def test_views_are_refused_to_authors_to_other_roles_and_outside_the_review(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = some_key(cast.dpo, assessment_id, Verdict.MET)
    value = digest(cast.dpo, assessment_id)

    def act(actor: Actor, expected: str = value) -> Refusal:
        view = {key: NewView(agrees=True, reason="")}
        return refusal(lambda: record_views(actor, assessment_id, view, expected_answers_digest=expected))

    assert act(cast.assessor) is Refusal.ROLE_MISSING
    assert act(cast.auditor) is Refusal.ROLE_MISSING
    assert act(cast.dpo, "0" * 64) is Refusal.ANSWERS_CHANGED
    return_to_assessor(cast.dpo, assessment_id, "again")
    assert act(cast.dpo) is Refusal.WRONG_STATUS
    assert not Record.objects.exists()


def test_a_view_without_ground_or_on_nothing_is_refused(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = some_key(cast.dpo, assessment_id, Verdict.MET)
    with pytest.raises(NoReason):
        record(cast.dpo, assessment_id, key, agrees=False, why="  ")
    with pytest.raises(UnfitText):
        record(cast.dpo, assessment_id, key, agrees=False, why="a\x07")
    with pytest.raises(UnknownObligation):
        record(cast.dpo, assessment_id, ObligationKey("nothing"), agrees=True)
    assert not Record.objects.exists()


def put(cast: Cast, assessment_id: UUID, **changed: object) -> None:
    """Past the services, as the runtime role could."""
    values: dict[str, object] = {
        "organisation_id": cast.organisation_id,
        "assessment_id": assessment_id,
        "number": 1,
        "obligation": "o",
        "verdict": "met",
        "agrees": True,
        "made_by_id": cast.dpo.person_id,
        "made_by_name": "x",
        "made_at": NOW,
        "audit_sequence": 10_000,
    }
    with transaction.atomic():
        Record.objects.create(**{**values, **changed})


def test_the_database_keeps_views_to_reviewers_to_the_review_and_for_ever(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    for changed, words in (
        ({"made_by_id": cast.assessor.person_id}, "may not review"),
        ({"made_by_id": cast.auditor.person_id}, "may not review"),
        ({"number": 2}, "in review"),
        ({"agrees": False}, "says_why"),
        ({"verdict": "fine"}, "verdict_is_known"),
        ({"obligation": ""}, "names_an_obligation"),
    ):
        with pytest.raises(DatabaseError, match=words):
            put(cast, assessment_id, **changed)
    put(cast, assessment_id)
    for act in (lambda: Record.objects.all().delete(), lambda: Record.objects.update(agrees=False, reason="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    return_to_assessor(cast.dpo, assessment_id, "again")
    with pytest.raises(DatabaseError, match="in review"):
        put(cast, assessment_id, audit_sequence=10_001)


def test_what_counts_at_the_approval_is_sealed_with_the_revision(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = some_key(cast.dpo, assessment_id, Verdict.MET)
    record(cast.dpo, assessment_id, key, agrees=False, why=WHY)
    value = digest(cast.dpo, assessment_id)
    revision = approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    content = from_canonical(bytes(revision.content), current_edition())
    assert content.schema == FOURTH_SCHEMA
    assert content.reviewer_views == tuple(standing(cast.dpo, assessment_id))
    assert reviewer_views_in(bytes(revision.content)) == content.reviewer_views
    assert content.assessed == load_workspace(cast.dpo, assessment_id).assessed


def test_a_revision_without_views_is_written_as_before(cast: Cast) -> None:
    revision = approved(cast)
    assert b"reviewer_views" not in bytes(revision.content)
    assert from_canonical(bytes(revision.content), current_edition()).schema == THIRD_SCHEMA
    assert reviewer_views_in(bytes(revision.content)) == ()


def test_a_view_of_an_earlier_round_stands_again_where_the_verdict_is_the_same(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = some_key(cast.dpo, assessment_id, Verdict.MET)
    record(cast.dpo, assessment_id, key, agrees=False, why=WHY)
    return_to_assessor(cast.dpo, assessment_id, "again")
    later = at(cast.assessor, NOW + timedelta(hours=1))
    hand_in(later, assessment_id, statement_accepted=True, expected_answers_digest=digest(later, assessment_id))
    assert [each.obligation for each in standing(cast.dpo, assessment_id)] == [key]
    with pytest.raises(MoveRefused):
        record(cast.colleague, assessment_id, key, agrees=True)
