"""A revision waits for its seal only as long as a job is there that will do it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.models import TrailAlarm
from assessments.services import sealing
from assessments.services.access import scope
from assessments.services.lost_jobs import NEVER_BEGUN, end_waiting_without_job
from assessments.services.revision_pages import load_revision, retry_sealing
from assessments.services.self_check import end_read_only
from tests.conftest import NOW, Cast, make_cast
from tests.services.test_sealing import approved

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def people(db: None) -> Cast:
    return make_cast()


def end_jobs(status: str) -> None:
    """As the queue leaves a job behind that it delivers no more."""
    ProcrastinateJob.objects.filter(task_name="assessments.seal_revision").update(status=status)


def test_what_nobody_will_seal_has_failed_and_can_be_tried_again(people: Cast) -> None:
    revision_id = approved(people)
    asleep = sealing._begin(people.organisation_id, revision_id, NOW)
    assert asleep is not None
    end_jobs("failed")
    assert (end_waiting_without_job(LATER), end_waiting_without_job(LATER)) == (1, 0)
    sealing._give_up(asleep, "it was asleep, not dead", LATER)
    with scope(people.organisation_id):
        page = load_revision(people.dpo, revision_id)
        assert (page.failed, page.failure, page.may_retry) == (True, NEVER_BEGUN, True)
        retry_sealing(people.dpo, revision_id)
        assert end_waiting_without_job(LATER) == 0  # the new job is there, beside the old one
        assert not load_revision(people.dpo, revision_id).failed


@pytest.mark.parametrize("status", ["todo", "doing"])
def test_what_somebody_will_seal_goes_on_waiting(people: Cast, status: str) -> None:
    revision_id = approved(people)
    end_jobs(status)
    assert end_waiting_without_job(LATER) == 0
    with scope(people.organisation_id):
        assert not load_revision(people.dpo, revision_id).failed


def test_an_organisation_that_can_only_be_read_is_left_alone_and_asks_again_later(people: Cast) -> None:
    revision_id = approved(people)
    end_jobs("failed")
    TrailAlarm.objects.create(chain=people.organisation_id, kind="changed", place=1, found_at=NOW)
    assert end_waiting_without_job(LATER) == 0
    end_read_only(people.organisation_id, ["Li", "Wang"], "an explained test", LATER)
    assert end_waiting_without_job(LATER) == 0
    with scope(people.organisation_id):
        assert not load_revision(people.dpo, revision_id).failed
