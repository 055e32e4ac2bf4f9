"""A wrong clock cannot seal: every clock that can be asked has to agree."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from assessments.models import AuditEvent, Report, Revision
from assessments.report.assurance import AssuranceUnusable
from assessments.report.levels import Level
from assessments.report.process import RenderingFailed, render_in_child
from assessments.report.sealing import SealingFailed, seal
from assessments.report.verification import verify_report
from assessments.services import clocks, sealing
from assessments.services.access import scope
from assessments.services.audit import record_event
from assessments.services.clocks import ClockWrong, check_stamp, read_clocks, sealing_time
from assessments.services.registry import find_by_digest
from assessments.services.seal_setup import current_assurance, current_key, what_is_wrong
from frcompliance.seal_settings import SealSettings
from tests.conftest import Cast, make_cast
from tests.report.authorities import Authorities, running_authorities, write_certificates
from tests.services.test_sealing import approved, key

__all__ = ["key"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEM = "-----BEGIN CERTIFICATE-----"


def now() -> datetime:
    return datetime.now(UTC)


def off_by(by: timedelta) -> Callable[[], datetime]:
    return lambda: now() + by


@pytest.fixture
def people(committed: None) -> Cast:
    return make_cast()


@pytest.fixture(scope="module")
def who() -> Iterator[Authorities]:
    with running_authorities() as running:
        yield running


STEPS = [HOUR, -HOUR, DAY, -DAY, 1096 * DAY, -1096 * DAY, timedelta(seconds=6), -timedelta(seconds=6)]


@pytest.mark.parametrize("by", STEPS, ids=str)
def test_a_worker_whose_clock_is_wrong_seals_nothing(by: timedelta, people: Cast) -> None:
    with pytest.raises(ClockWrong, match="differ by more than 5 seconds"):
        sealing_time(people.organisation_id, now() - DAY, off_by(by))


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=str)
def test_a_database_whose_clock_is_wrong_is_noticed_as_well(
    by: timedelta, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "database_now", off_by(by))
    with pytest.raises(ClockWrong, match="of the database"):
        sealing_time(people.organisation_id, now() - DAY, now)


def test_nothing_is_sealed_before_what_happened_already(people: Cast) -> None:
    here = people.organisation_id
    near, far = now() + timedelta(seconds=3), now() + HOUR
    assert sealing_time(here, near, now) == near
    with pytest.raises(ClockWrong, match="behind the newest event"):
        sealing_time(here, far, now)
    with scope(here):
        record_event(here, None, "freeze", uuid4(), far)
    with pytest.raises(ClockWrong, match="behind the newest event"):
        sealing_time(here, now() - DAY, now)


def test_a_little_difference_is_no_matter(people: Cast) -> None:
    at = sealing_time(people.organisation_id, now() - DAY, off_by(timedelta(seconds=2)))
    assert timedelta(seconds=1) < at - now() < timedelta(seconds=3)


def test_a_time_stamp_has_to_agree_as_well() -> None:
    at = now()
    check_stamp(at, None)
    for fine in (-timedelta(seconds=4), timedelta(seconds=50)):
        check_stamp(at, at + fine)
    for wrong in (-timedelta(seconds=6), HOUR):
        with pytest.raises(ClockWrong, match="the time-stamp authority says"):
            check_stamp(at, at + wrong)


def test_a_wrong_clock_ahead_leaves_no_event_in_the_future(people: Cast, key: Path) -> None:
    """It would hold up every later seal, for nothing is sealed before the newest event."""
    revision_id = approved(people)
    for _ in range(sealing.MOST_ATTEMPTS - 1):
        with pytest.raises(ClockWrong):
            sealing.seal_revision(people.organisation_id, revision_id, off_by(1096 * DAY))
    sealing.seal_revision(people.organisation_id, revision_id, off_by(1096 * DAY))
    with scope(people.organisation_id):
        row = Revision.objects.get(id=revision_id)
        assert (row.status, "differ by more than 5 seconds" in row.failure) == ("failed", True)
        assert not AuditEvent.objects.filter(at__gt=now() + DAY).exists()
    assert read_clocks(off_by(-HOUR)).agreed < now() - HOUR / 2


def configured(who: Authorities, folder: Path, settings: Settings, **more: str) -> SealSettings:
    """Settings of a worker that seals at the highest level."""
    middle, root = (write_certificates(folder / "c.pem", each).read_text() for each in (who.middle, who.root))
    settings.SEAL = SealSettings(
        tsa_url=f"{who.address}/tsa",
        tsa_certificates=middle,
        roots=root,
        **more,
    )
    made: SealSettings = settings.SEAL
    return made


def test_the_worker_seals_at_the_configured_level_and_no_lower(
    people: Cast, who: Authorities, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In three attempts: without the authority, with a seal that is lower than asked for, and well."""
    configured(who, tmp_path, settings)
    issued = who.key()
    monkeypatch.setattr(sealing, "current_key", lambda: issued)
    monkeypatch.setattr(sealing, "render_in_child", once(render_in_child))
    monkeypatch.setattr("assessments.report.stamping._PAUSE_SECONDS", 0)
    revision_id = approved(people)
    with monkeypatch.context() as down:
        down.setattr(who, "stamp_answer", lambda body: (503, "text/plain", b""))
        with pytest.raises(SealingFailed, match="HTTP 503"):
            sealing.seal_revision(people.organisation_id, revision_id, now)
    with monkeypatch.context() as careless:
        careless.setattr(sealing, "seal", lambda *args, assurance, **kwargs: seal(*args, **kwargs))
        with pytest.raises(sealing.OutputDoesNotVerify, match="level"):
            sealing.seal_revision(people.organisation_id, revision_id, now)
    sealing.seal_revision(people.organisation_id, revision_id, now)
    with scope(people.organisation_id):
        report = Report.objects.get(revision_id=revision_id)
    found = verify_report(bytes(report.pdf), {report.signer_fingerprint}, (who.middle,))
    assert (found.level, found.intact, found.stamp_known) == (Level.B_LTA, True, True)
    assert found.sealed_at == report.sealed_at.replace(microsecond=0)
    registered = find_by_digest(report.pdf_digest)
    assert registered is not None
    assert (report.level, registered.stamped_at, registered.stamped_by) == (
        "B-LTA",
        found.stamped_at,
        found.stamped_by,
    )
    page = Client().post("/verify/", {"go": "look-up", "code": report.pdf_digest}).content.decode()
    assert "a time-stamp authority" in page
    assert found.stamped_by in page


def once(render: Callable[..., bytes]) -> Callable[..., bytes]:
    """Renders the first time; a rendering of the same content is the same."""
    made: list[bytes] = []

    def remembered(*args: object, **kwargs: object) -> bytes:
        made.extend([] if made else [render(*args, **kwargs)])
        return made[0]

    return remembered


def test_settings_decide_the_level(who: Authorities, tmp_path: Path, settings: Settings) -> None:
    every = configured(who, tmp_path, settings, tsa_user="me", tsa_password="secret")
    assert "secret" not in repr(every)
    assurance = current_assurance()
    assert (assurance.level, assurance.known, assurance.roots) == (Level.B_LTA, (who.middle,), (who.root,))
    for changed, level in (({"roots": ""}, Level.B_T), ({"level": "B-LT"}, Level.B_LT), ({"level": "B-B"}, Level.B_B)):
        settings.SEAL = replace(every, **changed)
        assert current_assurance().level is level
    settings.SEAL = SealSettings()
    assert current_assurance().level is Level.B_B


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"level": "B-T"}, "needs a time-stamp authority"),
        ({"level": "A"}, "it can be B-B, B-T, B-LT, B-LTA"),
        ({"tsa_url": "http://x/"}, "without SEAL_TSA_CERTIFICATES_FILE"),
        ({"tsa_url": "http://x/", "tsa_certificates": "x"}, "SEAL_TSA_CERTIFICATES_FILE holds no certificates"),
        ({"roots": PEM}, "SEAL_ROOTS_FILE holds no certificates"),
    ],
    ids=str,
)
def test_settings_that_do_not_fit_together_are_named(changed: dict[str, str], reason: str, settings: Settings) -> None:
    settings.SEAL = SealSettings(**changed)
    with pytest.raises(AssuranceUnusable, match=reason):
        current_assurance()


def test_proofs_need_roots(who: Authorities, tmp_path: Path, settings: Settings) -> None:
    settings.SEAL = replace(configured(who, tmp_path, settings), roots="", level="B-LT")
    with pytest.raises(AssuranceUnusable, match="SEAL_ROOTS_FILE") as refused:
        current_assurance()
    assert str(refused.value) == refused.value.reason


def test_what_is_wrong_is_said_before_anything_is_to_be_sealed(
    key: Path, who: Authorities, tmp_path: Path, settings: Settings
) -> None:
    settings.SEAL = SealSettings()
    assert current_key().is_self_issued
    assert what_is_wrong() == ""
    configured(who, tmp_path, settings)
    assert "issued by its owner to itself" in what_is_wrong()
    settings.SEAL = SealSettings(level="B-T")
    assert "needs a time-stamp authority" in what_is_wrong()
    settings.SEAL_KEY_FILE = ""
    assert "no sealing key is configured" in what_is_wrong()


def test_the_control_of_the_check_of_clocks_finds_nothing_where_nothing_can_be_rendered(
    cast: Cast, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = []

    def refuse(*given: object, **more: object) -> bytes:
        attempts.append(given)
        raise RenderingFailed("no paper")

    level = logging.getLogger(sealing.__name__).level
    check = import_module("trust.checks.clock")
    logging.getLogger(sealing.__name__).setLevel(level)
    monkeypatch.setattr(check, "rendered_here", refuse)
    assert check.control(None).faults == []
    assert len(attempts) == 1, "it came as far as that"
