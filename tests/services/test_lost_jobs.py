"""A revision waits for its seal only as long as a job is there that will do it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.models import TrailAlarm
from assessments.report.process import RenderingFailed
from assessments.services import sealing
from assessments.services.access import scope
from assessments.services.lost_jobs import LEFT_ALONE, NEVER_BEGUN, NOBODY_SAID, end_waiting_without_job
from assessments.services.revision_pages import load_revision, retry_sealing
from assessments.services.self_check import end_read_only
from tests.conftest import NOW, Cast, make_cast
from tests.services.test_sealing import approved

MOMENT = timedelta(seconds=1)
LATER = NOW + LEFT_ALONE + MOMENT


@pytest.fixture
def people(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def revision_id(people: Cast) -> UUID:
    """One whose job is gone."""
    found = approved(people)
    ProcrastinateJob.objects.filter(args__revision_id=str(found)).delete()
    return found


def failure(people: Cast, revision_id: UUID) -> str:
    """What its page says; empty while it waits."""
    with scope(people.organisation_id):
        page = load_revision(people.dpo, revision_id)
    assert page.failed == page.may_retry
    return page.failure if page.failed else ""


def test_what_nobody_will_seal_has_failed_and_can_be_tried_again(people: Cast, revision_id: UUID) -> None:
    assert end_waiting_without_job(LATER - 2 * MOMENT) == 0
    assert (end_waiting_without_job(LATER), end_waiting_without_job(LATER)) == (1, 0)
    assert failure(people, revision_id) == NEVER_BEGUN
    with scope(people.organisation_id):
        retry_sealing(people.dpo, revision_id)
    assert end_waiting_without_job(LATER + LEFT_ALONE) == 0
    assert failure(people, revision_id) == ""


def test_an_attempt_under_way_is_left_alone_and_publishes_nothing_once_it_counts_as_dead(
    people: Cast, revision_id: UUID
) -> None:
    asleep = sealing._begin(people.organisation_id, revision_id, NOW + MOMENT)
    assert asleep is not None
    assert end_waiting_without_job(LATER) == 0
    assert end_waiting_without_job(LATER + 2 * MOMENT) == 1
    sealing._give_up(asleep, "it was asleep, not dead", LATER)
    assert failure(people, revision_id) == NOBODY_SAID


@pytest.mark.usefixtures("clocks_agree")
def test_the_reason_of_the_last_attempt_is_told(
    people: Cast, revision_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> bytes:
        raise RenderingFailed("out of time")

    monkeypatch.setattr(sealing, "_make", fail)
    with pytest.raises(RenderingFailed):
        sealing.seal_revision(people.organisation_id, revision_id, lambda: NOW)
    assert failure(people, revision_id) == ""
    assert end_waiting_without_job(LATER) == 1
    assert failure(people, revision_id) == "out of time"


@pytest.mark.parametrize("status", ["todo", "doing"])
def test_what_somebody_will_seal_goes_on_waiting(people: Cast, status: str) -> None:
    waiting = approved(people)
    ProcrastinateJob.objects.filter(args__revision_id=str(waiting)).update(status=status)
    assert end_waiting_without_job(LATER) == 0
    assert failure(people, waiting) == ""


def test_an_organisation_that_can_only_be_read_holds_up_no_other_and_asks_again_itself(
    people: Cast, revision_id: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    there = make_cast()
    elsewhere = approved(there)
    ProcrastinateJob.objects.filter(args__revision_id=str(elsewhere)).delete()
    TrailAlarm.objects.create(chain=people.organisation_id, kind="changed", place=1, found_at=NOW)
    assert end_waiting_without_job(LATER) == 1
    assert (failure(people, revision_id), failure(there, elsewhere)) == ("", NEVER_BEGUN)
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []
    end_read_only(people.organisation_id, ["Li", "Wang"], "an explained test", LATER)
    assert end_waiting_without_job(LATER) == 0
