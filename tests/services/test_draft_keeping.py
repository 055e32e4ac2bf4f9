"""Drafts go after a day, in every organisation that can be written to, whatever happens in another."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError

from assessments.jobs import tasks
from assessments.models import AuditEvent, DraftReport, TrailAlarm
from assessments.services import draft_keeping
from assessments.services.access import scope
from assessments.services.draft_keeping import forget_old_drafts
from assessments.services.drafts import KEPT, ask_for_draft, forget_draft
from assessments.services.self_check import end_read_only
from tests.conftest import NOW, Cast, make_cast, start

OVER = NOW + KEPT


@pytest.fixture
def people(db: None) -> Cast:
    return make_cast()


def ask(cast: Cast) -> UUID:
    with scope(cast.organisation_id):
        ask_for_draft(cast.auditor, start(cast.assessor), "en")
        return DraftReport.objects.values_list("id", flat=True).get()


def drafts_of(cast: Cast) -> int:
    with scope(cast.organisation_id):
        return DraftReport.objects.count()


def alarm(cast: Cast) -> None:
    TrailAlarm.objects.create(chain=cast.organisation_id, kind="changed", place=1, found_at=NOW)


def test_a_draft_goes_a_day_after_it_was_asked_for(people: Cast) -> None:
    ask(people)
    assert forget_old_drafts(OVER - timedelta(seconds=1)) == 0
    assert (forget_old_drafts(OVER), forget_old_drafts(OVER)) == (1, 0)
    assert drafts_of(people) == 0
    with scope(people.organisation_id):
        assert AuditEvent.objects.latest("sequence").action == "forget_draft"


def test_where_nothing_can_be_changed_drafts_go_when_the_alarm_is_cleared(
    people: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    draft_id, other = ask(people), make_cast()
    ask(other)
    alarm(people)
    assert forget_old_drafts(OVER) == 1
    assert f"{people.organisation_id} can only be read" in caplog.text
    tasks.forget(str(people.organisation_id), str(draft_id))  # a job from before, which must not fail for good
    assert (drafts_of(people), drafts_of(other)) == (1, 0)
    end_read_only(people.organisation_id, ("Li", "Wang"), "explained", NOW)
    assert forget_old_drafts(OVER) == 1


def test_jobs_that_wait_from_before_still_delete_their_draft(people: Cast) -> None:
    draft_id = ask(people)
    for _ in range(2):
        tasks.forget(str(people.organisation_id), str(draft_id))
    assert drafts_of(people) == 0


def test_an_error_of_the_database_in_one_organisation_stops_no_other(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = make_cast()
    ask(people), ask(other)

    def refuse(organisation_id: UUID, draft_id: UUID, now: datetime) -> None:
        if organisation_id == people.organisation_id:
            raise DatabaseError("only reading")
        forget_draft(organisation_id, draft_id, now)

    monkeypatch.setattr(draft_keeping, "forget_draft", refuse)
    assert forget_old_drafts(OVER) == 1
    assert (drafts_of(people), drafts_of(other)) == (1, 0)
    assert f"drafts of organisation {people.organisation_id} were not deleted" in caplog.text


def test_the_worker_sweeps_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime] = []
    monkeypatch.setattr(tasks, "forget_old_drafts", seen.append)
    tasks.sweep_drafts(0)
    assert len(seen) == 1
