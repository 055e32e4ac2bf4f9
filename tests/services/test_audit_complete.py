"""Every change of state leaves its event in the same transaction, and what is sealed is kept for three years."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessments.domain.actions import ACTION_WORDS, Act, action_words
from assessments.domain.canonical import read_object
from assessments.models import Attestation, AuditEvent, DraftReport, Entry, Report, ReviewEvent, Revision
from assessments.report.process import RenderingFailed
from assessments.services import drafts, sealing
from assessments.services.assessments import load_workspace
from assessments.services.drafts import ask_for_draft, forget_draft, make_draft
from assessments.services.entries import record_entry
from assessments.services.review import approve, hand_in, return_to_assessor
from assessments.services.revision_pages import retry_sealing
from assessments.services.sealing import MOST_ATTEMPTS, seal_revision
from tests.chains import verify_chain
from tests.conftest import NOW, RUNTIME_ROLE, Cast, answer_all, case_answers, start
from trust.retained import put_report

pytestmark = pytest.mark.usefixtures("clocks_agree")
ANSWERS = case_answers("g-05-not-in-the-mainland.yaml")


def actions(subject: UUID) -> list[str]:
    return list(AuditEvent.objects.filter(subject=subject).order_by("sequence").values_list("action", flat=True))


def hand(cast: Cast, assessment_id: UUID) -> str:
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    return digest


def frozen(cast: Cast) -> tuple[UUID, UUID]:
    """An assessment that went through return and approval, and its revision."""
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, ANSWERS)
    hand(cast, assessment_id)
    return_to_assessor(cast.dpo, assessment_id, "Look again.", {})
    digest = hand(cast, assessment_id)
    made = approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)
    return assessment_id, made.id


def test_the_whole_way_of_an_assessment_is_told_in_order(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **more: object) -> tuple[bytes, object]:
        raise RenderingFailed("no paper")

    assessment_id, revision_id = frozen(cast)
    entries = Entry.objects.filter(assessment_id=assessment_id).count()
    assert actions(assessment_id) == [
        "start_assessment",
        *["record_answers"] * entries,
        *("hand_in", "return", "hand_in", "approve"),
    ]
    monkeypatch.setattr(sealing, "_make", refuse)
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(RenderingFailed):
            seal_revision(cast.organisation_id, revision_id, lambda: NOW)
    seal_revision(cast.organisation_id, revision_id, lambda: NOW)
    retry_sealing(cast.dpo, revision_id)
    assert actions(revision_id) == [
        *("freeze", "begin_sealing"),
        *["attempt_sealing"] * MOST_ATTEMPTS,
        *("sealing_failed", "retry_sealing"),
    ]
    verify_chain(cast.organisation_id)


def test_drafts_leave_their_events_made_or_failed_or_forgotten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: object) -> bytes:
        raise RenderingFailed("no paper")

    assessment_id = start(cast.assessor)
    ask_for_draft(cast.auditor, assessment_id, "en")
    draft_id = DraftReport.objects.values_list("id", flat=True).get(assessment_id=assessment_id)
    monkeypatch.setattr(drafts, "render_draft", refuse)
    for _ in range(2):
        make_draft(cast.organisation_id, draft_id, lambda: NOW)
    for _ in range(2):
        forget_draft(cast.organisation_id, draft_id, NOW)
    ask_for_draft(cast.auditor, assessment_id, "en")
    monkeypatch.setattr(drafts, "render_draft", lambda content: b"%PDF-1.7")
    again = DraftReport.objects.values_list("id", flat=True).get(assessment_id=assessment_id)
    make_draft(cast.organisation_id, again, lambda: NOW)
    told = actions(assessment_id)[1:]
    assert told == ["ask_for_draft", "draft_failed", "forget_draft", "ask_for_draft", "finish_draft"]


def test_rows_of_the_history_and_their_events_are_equal_in_number(cast: Cast) -> None:
    frozen(cast)
    told = Counter(AuditEvent.objects.values_list("action", flat=True))
    assert told[Act.RECORD_ANSWERS] == Entry.objects.count() > 0
    assert told[Act.HAND_IN] + told[Act.RETURN] + told[Act.APPROVE] == ReviewEvent.objects.count() == 4
    assert told[Act.FREEZE] == Revision.objects.count() == 1
    assert told[Act.HAND_IN] + told[Act.APPROVE] == Attestation.objects.count() == 3


def save_first_step(cast: Cast, assessment_id: UUID) -> None:
    space = load_workspace(cast.assessor, assessment_id)
    step = space.catalogue.steps[0]
    here = {str(one.question): ANSWERS[one.question] for one in step.placements if one.question in ANSWERS}
    record_entry(cast.assessor, space, step.key, here, space.based_on(step.key))


def test_what_is_rolled_back_leaves_neither_answer_nor_event(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    before = verify_chain(cast.organisation_id)
    with transaction.atomic():
        save_first_step(cast, assessment_id)
        assert verify_chain(cast.organisation_id).sequence == before.sequence + 1
        transaction.set_rollback(True)
    assert verify_chain(cast.organisation_id) == before
    assert Entry.objects.count() == 0


def test_answers_saved_again_as_they_were_leave_no_second_event(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    for _ in range(2):
        save_first_step(cast, assessment_id)
    assert actions(assessment_id) == ["start_assessment", "record_answers"]


def store(cast: Cast, revision_id: UUID, years: int, kept_years: int = 3) -> Report:
    """A report that was sealed so many years ago."""
    return put_report(cast, revision_id, timezone.now() - timedelta(days=365 * years), kept_years)


KEPT = (
    "DELETE FROM assessments_report",
    "DELETE FROM assessments_revision",
    "DELETE FROM assessments_auditevent WHERE sequence = 1",
    "DELETE FROM assessments_audithead",
)


@pytest.mark.parametrize("statement", KEPT)
def test_what_was_sealed_is_kept_three_years_even_were_deleting_allowed(cast: Cast, statement: str) -> None:
    _, revision_id = frozen(cast)
    store(cast, revision_id, 2)
    with pytest.raises(DatabaseError, match="kept for three years"):
        delete(statement)


# A revision is held by its report besides.
@pytest.mark.parametrize("statement", [each for each in KEPT if "revision" not in each])
def test_control_after_three_years_it_is_no_longer_this_guard_that_refuses(cast: Cast, statement: str) -> None:
    _, revision_id = frozen(cast)
    store(cast, revision_id, 4)
    assert delete(statement) > 0


def delete(statement: str) -> int:
    """As the owner of the tables, with those guards off that refuse any deleting whatsoever."""
    table = statement.split()[2]
    guard = "refuse_delete" if table in ("assessments_revision", "assessments_audithead") else "refuse_change"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
        cursor.execute(statement)
        deleted: int = cursor.rowcount
        cursor.execute(f"SET ROLE {RUNTIME_ROLE}")
    return deleted


def test_every_action_has_words_in_both_languages() -> None:
    assert set(ACTION_WORDS) == set(Act)
    assert all(text.en and text.zh for text in ACTION_WORDS.values())
    assert len({text.en for text in ACTION_WORDS.values()}) == len(Act)
    assert action_words("hand_in").zh == "提交"
    assert action_words("of_a_later_version").en == "of_a_later_version"


def test_an_event_tells_the_deployment_of_what_was_started(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    payload = read_object(bytes(AuditEvent.objects.get(subject=assessment_id).payload))
    assert isinstance(payload["details"], dict)
    assert set(payload["details"]) == {"deployment"}
