"""The product checks its own trail: a break stops all writing in its organisation until two people have ended that."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, InternalError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from assessments.domain.heads import Heads
from assessments.domain.tampering import Break, Tampering
from assessments.jobs import tasks
from assessments.models import Assessment, AuditEvent, Revision, TrailAlarm
from assessments.services import self_check
from assessments.services.access import scope
from assessments.services.heads import write_heads
from assessments.services.self_check import (
    CHECK_TASK,
    ask_for_check,
    check_itself,
    end_read_only,
    is_read_only,
)
from assessments.services.trail_check import CheckedTrail, check_trail
from assessments.services.trail_keys import make_trail_key
from tests.conftest import NOW, Cast, make_cast, sign_in, start
from tests.services.test_audit_complete import frozen
from trust.trail.superuser import as_owner

BEND = "UPDATE assessments_auditevent SET at = at - interval '1 day' WHERE sequence = 2"
CUT = (
    "DELETE FROM assessments_auditevent WHERE sequence > 3",
    "UPDATE assessments_audithead SET sequence = 3,"
    " digest = (SELECT digest FROM assessments_auditevent WHERE sequence = 3)",
)


@pytest.fixture(autouse=True)
def only_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Organisations that other tests left behind would only take time."""
    if "cast" in request.fixturenames:
        here = request.getfixturevalue("cast").organisation_id

        def of_one(heads: Heads | None, as_of: datetime, only: UUID | None = None) -> CheckedTrail:
            return check_trail(heads, as_of, here)

        monkeypatch.setattr(self_check, "check_trail", of_one)


@pytest.fixture
def heads(tmp_path: Path, settings: Settings) -> Path:
    make_trail_key(tmp_path / "trail.pem")
    settings.TRAIL_KEY, settings.TRAIL_FOLDER = (tmp_path / "trail.pem").read_text(), str(tmp_path / "heads")
    return tmp_path / "heads"


def test_a_trail_that_fits_raises_nothing(cast: Cast) -> None:
    start(cast.assessor)
    assert check_itself(NOW) == []
    assert not is_read_only(cast.organisation_id)


def test_a_break_stops_all_writing_in_its_organisation_and_nowhere_else(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    as_owner(cast.organisation_id, BEND)
    with caplog.at_level(logging.CRITICAL):
        (found,) = check_itself(NOW)
    assert (found.kind, found.place) == (Tampering.REDATED, 2)
    assert f"the audit trail of {cast.organisation_id} does not fit" in caplog.text
    assert is_read_only(cast.organisation_id)
    before = AuditEvent.objects.count()
    with pytest.raises(InternalError, match="only reading"), transaction.atomic():
        start(cast.assessor)
    assert AuditEvent.objects.count() == before
    assert Assessment.objects.count() == 0
    with scope(cast.outsider.organisation_id):
        assert start(cast.outsider)
    check_itself(NOW + timedelta(hours=1))
    assert TrailAlarm.objects.filter(chain=cast.organisation_id).count() == 1


def test_a_tail_cut_off_is_seen_with_the_heads_outside(cast: Cast, heads: Path) -> None:
    start(cast.assessor)
    write_heads(NOW)
    assert check_itself(NOW) == []
    as_owner(cast.organisation_id, *CUT)
    assert [each.kind for each in check_itself(NOW)] == [Tampering.TAIL_CUT]
    assert is_read_only(cast.organisation_id)


def test_heads_that_lag_or_cannot_be_read_are_an_alarm_for_the_operator_alone(
    cast: Cast, heads: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert check_itself(NOW) == []  # no head was written yet
    write_heads(NOW)
    start(cast.assessor)
    (found,) = check_itself(NOW + timedelta(days=1))
    assert found.kind is Tampering.HEADS_CUT
    assert not is_read_only(cast.organisation_id)
    settings.TRAIL_KEY = "no key"
    assert check_itself(NOW) == []
    assert "the heads of the audit trail cannot be read" in caplog.text


def test_what_is_there_only_once_is_an_event_that_came_in_between(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    passing = [Break(Tampering.INSERTED, str(cast.organisation_id), place, "") for place in (7, 8)]
    looks = iter([[passing[0]], [passing[1]]])
    monkeypatch.setattr(self_check, "_look", lambda now: next(looks))
    assert check_itself(NOW) == []
    assert not is_read_only(cast.organisation_id)


def test_two_operators_end_it_for_a_reason_and_it_is_not_raised_again(cast: Cast) -> None:
    _, revision_id = frozen(cast)
    as_owner(cast.organisation_id, BEND)
    check_itself(NOW)
    organisation = str(cast.organisation_id)
    for given in (
        (),
        ("--operator", "Li"),
        ("--operator", "Li", "--operator", " li"),
        ("--operator", "A", "--operator", "B"),
    ):
        with pytest.raises(CommandError, match="give --operator twice"):
            call_command("end_read_only", organisation, *given)
    both = ("--operator", "Li", "--operator", "Wang", "--reason", "A clock was set back by hand.")
    said = StringIO()
    call_command("end_read_only", organisation, *both, stdout=said)
    assert "1 alarms ended" in said.getvalue()
    assert AuditEvent.objects.latest("sequence").action == "end_read_only"
    assert start(cast.assessor)
    assert len(check_itself(NOW)) == 1
    assert not is_read_only(cast.organisation_id)
    assert TrailAlarm.objects.get(chain=organisation).operators == "Li, Wang"
    with pytest.raises(CommandError, match="is not read-only"):
        call_command("end_read_only", organisation, *both)
    waiting = ProcrastinateJob.objects.filter(task_name="assessments.seal_revision")
    assert waiting.filter(args__revision_id=str(revision_id)).count() == 2
    assert Revision.objects.get(id=revision_id).status == "sealing"


def test_a_chain_that_is_gone_is_ended_without_an_event(cast: Cast) -> None:
    gone = uuid4()
    TrailAlarm.objects.create(chain=gone, kind="all_deleted", place=1, found_at=NOW)
    assert end_read_only(gone, ("Li", "Wang"), "It was a copy.", NOW) == 1


def test_an_alarm_is_never_deleted_and_never_ended_by_nobody(cast: Cast) -> None:
    TrailAlarm.objects.create(chain=cast.organisation_id, kind="changed", place=1, found_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        TrailAlarm.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        TrailAlarm.objects.update(cleared_at=NOW)


def test_a_look_is_asked_for_once(committed: None) -> None:
    asked = [ask_for_check(), ask_for_check()]
    assert asked[-1] is False
    assert ProcrastinateJob.objects.filter(task_name=CHECK_TASK, status="todo").count() == 1


def test_the_worker_looks_every_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[datetime] = []
    monkeypatch.setattr(tasks, "check_itself", looked.append)
    tasks.check_trail_of_all(timestamp=0)
    assert len(looked) == 1


@pytest.mark.parametrize(("language", "words"), [("en", "Only reading just now"), ("zh-hans", "目前只能查阅")])
def test_pages_can_be_read_and_say_why_nothing_can_be_changed(committed: None, language: str, words: str) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    TrailAlarm.objects.create(chain=cast.organisation_id, kind="changed", place=1, found_at=NOW)
    client = sign_in(cast.assessor)
    client.raise_request_exception = False
    client.cookies["django_language"] = language
    listed = client.get(reverse("dashboard"))
    assert listed.status_code == 200
    assert '<div class="note bad" role="alert">' in listed.content.decode()
    refused = client.post(reverse("new-deployment"), {"name": "Gates", "place": "Here"})
    assert refused.status_code == 503
    assert words in refused.content.decode()
    assert client.get(reverse("findings", args=[assessment_id])).status_code == 200
    assert (
        '<div class="note bad" role="alert">' not in sign_in(cast.outsider).get(reverse("dashboard")).content.decode()
    )
