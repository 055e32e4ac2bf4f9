"""Sealing: one report for each revision, whatever fails, dies, or comes twice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from assessments.domain.canonical import read_object
from assessments.domain.lifecycle import Status
from assessments.models import Assessment, AuditEvent, Report
from assessments.report.process import RenderingFailed
from assessments.report.sealing import SealKeyUnusable, make_self_issued_key
from assessments.report.verification import verify_report
from assessments.services import sealing
from assessments.services.access import NotAllowed, NotFound, scope
from assessments.services.queueing import tell_rendered
from assessments.services.review import reopen
from assessments.services.revision_pages import load_report, load_revision, retry_sealing
from assessments.services.seal_setup import current_key
from assessments.services.sealing import seal_revision
from assessments.services.verification import Genuineness, verify_upload
from frcompliance.log_lines import JsonLines
from tests.conftest import NOW, Cast, answer_all, case_answers, make_cast, start
from tests.services.withdrawals import withdraw
from trust.cast import approved as approved_as_it_is

pytestmark = pytest.mark.usefixtures("clocks_agree")


def clock() -> datetime:
    return datetime(2026, 11, 3, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "seal.p12"
    make_self_issued_key(path, "secret", "Test key", NOW)
    settings.SEAL_KEY_FILE, settings.SEAL_PASSPHRASE = str(path), "secret"
    return path


@pytest.fixture
def people(committed: None) -> Cast:
    return make_cast()


def approved(cast: Cast, assessment_id: UUID | None = None) -> UUID:
    assessment_id = assessment_id or start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    return approved_as_it_is(cast, assessment_id)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_a_revision_is_sealed_once_and_its_report_verifies(people: Cast, key: Path) -> None:
    revision_id = approved(people)
    for _ in range(2):
        seal_revision(people.organisation_id, revision_id, clock)
    with scope(people.organisation_id):
        assert Report.objects.filter(revision_id=revision_id).count() == 1
        page = load_revision(people.auditor, revision_id)
        name, pdf = load_report(people.auditor, revision_id)
    assert (page.status, page.failed, page.sealed_at) == (Status.SEALED, False, clock())
    assert (page.size_bytes, len(page.pdf_digest), page.self_issued) == (len(pdf), 64, True)
    assert name.isascii()
    checked = verify_upload(pdf)
    assert checked.issued is not None
    assert (checked.genuineness, checked.issued.number, checked.issued.self_issued) == (Genuineness.CURRENT, 1, True)
    assert (checked.issued.content_digest, checked.issued.signer_name) == (page.content_digest, "Test key")
    changed = pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:]
    assert verify_upload(changed).genuineness is Genuineness.UNKNOWN
    assert verify_upload(b"hello").genuineness is Genuineness.NOT_A_PDF


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_a_later_revision_supersedes_and_the_earlier_stays_genuine(people: Cast, key: Path) -> None:
    revision_id = approved(people)
    seal_revision(people.organisation_id, revision_id, clock)
    with scope(people.organisation_id):
        _, first = load_report(people.assessor, revision_id)
        assessment_id = load_revision(people.assessor, revision_id).assessment_id
        reopen(people.assessor, assessment_id)
    second_id = approved(people, assessment_id)
    assert verify_upload(first).genuineness is Genuineness.CURRENT
    seal_revision(people.organisation_id, second_id, clock)
    assert verify_upload(first).genuineness is Genuineness.SUPERSEDED
    with scope(people.organisation_id):
        assert load_revision(people.dpo, revision_id).status is Status.SUPERSEDED
        _, second = load_report(people.assessor, second_id)
        told = AuditEvent.objects.get(action="supersede_revision", subject=revision_id)
        assert read_object(bytes(told.payload))["details"] == {"by": str(second_id)}
        withdraw(people, second_id)
    assert verify_upload(second).genuineness is Genuineness.WITHDRAWN


def test_a_sealed_report_tells_where_the_chain_of_events_stood(people: Cast, key: Path) -> None:
    revision_id = approved(people)
    seal_revision(people.organisation_id, revision_id, clock)
    with scope(people.organisation_id):
        _, pdf = load_report(people.assessor, revision_id)
        event = AuditEvent.objects.get(action="freeze", subject=revision_id)
    content = verify_report(pdf, {current_key().fingerprint}).content
    assert content is not None
    assert read_object(content)["audit"] == {"sequence": event.sequence, "digest": event.digest}


def test_a_seal_by_an_unknown_key_is_said_to_be_unknown(
    people: Cast, key: Path, tmp_path: Path, settings: Settings
) -> None:
    revision_id = approved(people)
    other = tmp_path / "other.p12"
    make_self_issued_key(other, "secret", "Somebody else", NOW)
    attempt = sealing._begin(people.organisation_id, revision_id, clock())
    assert attempt is not None
    settings.SEAL_KEY_FILE = str(other)
    foreign = sealing._make(attempt, clock).pdf
    settings.SEAL_KEY_FILE = str(key)
    assert verify_upload(foreign).genuineness is Genuineness.UNKNOWN
    settings.SEAL_KEY_FILE = ""
    assert verify_upload(foreign).genuineness is Genuineness.UNKNOWN


def test_a_failure_is_tried_again_and_then_said(people: Cast, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    revision_id = approved(people)

    def fail(*args: object, **kwargs: object) -> bytes:
        raise RenderingFailed("out of time")

    monkeypatch.setattr(sealing, "render_in_child", fail)
    for _ in range(sealing.MOST_ATTEMPTS - 1):
        with pytest.raises(RenderingFailed):
            seal_revision(people.organisation_id, revision_id, clock)
    seal_revision(people.organisation_id, revision_id, clock)
    with scope(people.organisation_id):
        page = load_revision(people.dpo, revision_id)
        assert (page.failed, page.failure, page.may_retry) == (True, "out of time", True)
        assert not load_revision(people.assessor, revision_id).may_retry
        with pytest.raises(NotAllowed):
            retry_sealing(people.assessor, revision_id)
        with pytest.raises(NotFound):
            retry_sealing(people.dpo, uuid4())
    monkeypatch.undo()
    seal_revision(people.organisation_id, revision_id, clock)  # given up: nothing happens
    with scope(people.organisation_id):
        retry_sealing(people.dpo, revision_id)
        retry_sealing(people.dpo, revision_id)
        assert not load_revision(people.dpo, revision_id).failed


def test_a_signer_that_dies_in_every_attempt_leaves_a_reason(people: Cast) -> None:
    """Nobody says that an attempt failed; its lack of an end has to be noticed by the next one."""
    revision_id, here = approved(people), people.organisation_id
    begun = [sealing._begin(here, revision_id, clock()) for _ in range(sealing.MOST_DEATHS)]
    last = begun[-1]
    assert last is not None
    tell_rendered(here, revision_id, last.fence)
    seal_revision(here, revision_id, clock)
    with scope(here):
        page = load_revision(people.dpo, revision_id)
        assert (page.failed, page.failure, page.may_retry) == (True, sealing.DIED_EACH_TIME, True)
        assert page.attempts == sealing.MOST_DEATHS
        told = AuditEvent.objects.filter(subject=revision_id).order_by("sequence").last()
        assert told is not None
        assert (told.action, read_object(bytes(told.payload))["details"]) == ("sealing_failed", {"attempts": 6})
        retry_sealing(people.dpo, revision_id)
        page = load_revision(people.dpo, revision_id)
        assert (page.failed, page.failure, page.attempts, page.is_rendered) == (False, "", 0, False)
    sealing._give_up(last, "it was asleep, not dead", clock())
    again = sealing._begin(here, revision_id, clock())
    assert again is not None
    assert again.number == 1


@pytest.mark.parametrize("step", ["_make", "_store"])
def test_an_error_that_nobody_foresaw_is_tried_again_and_then_said_without_its_words(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    def fail(*args: object) -> None:
        raise OSError("an answer of somebody")

    monkeypatch.setattr(sealing, "_make", lambda *args: None)
    monkeypatch.setattr(sealing, step, fail)
    revision_id = approved(people)
    for _ in range(sealing.MOST_ATTEMPTS - 1):
        with pytest.raises(OSError, match="an answer"):
            seal_revision(people.organisation_id, revision_id, clock)
    seal_revision(people.organisation_id, revision_id, clock)
    with scope(people.organisation_id):
        page = load_revision(people.dpo, revision_id)
    assert (page.failed, page.may_retry) == (True, True)
    assert page.failure == "the signer met an error that it does not know (OSError)"
    lines = [JsonLines().format(each) for each in caplog.records if each.name == sealing.__name__]
    assert len(lines) == sealing.MOST_ATTEMPTS
    assert all("builtins.OSError" in line and "an answer" not in line for line in lines)


def test_output_that_does_not_verify_is_never_stored(people: Cast, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    revision_id = approved(people)
    monkeypatch.setattr(sealing, "seal", lambda pdf, *args, **kwargs: pdf)
    with pytest.raises(sealing.OutputDoesNotVerify):
        seal_revision(people.organisation_id, revision_id, clock)
    with scope(people.organisation_id):
        assert not Report.objects.filter(revision_id=revision_id).exists()


def test_without_a_key_nothing_is_sealed(people: Cast, settings: Settings) -> None:
    settings.SEAL_KEY_FILE = ""
    with pytest.raises(SealKeyUnusable, match="SEAL_KEY_FILE"):
        seal_revision(people.organisation_id, approved(people), clock)


def test_an_attempt_that_was_overtaken_stores_nothing(people: Cast, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was paused wakes up after another one took over: its fence is old."""
    revision_id = approved(people)
    late = sealing._begin(people.organisation_id, revision_id, clock())
    assert late is not None
    made = sealing._make(late, clock)
    newer = sealing._begin(people.organisation_id, revision_id, clock())
    assert newer is not None
    sealing._store(late, made)
    sealing._give_up(late, "too late", clock())
    with scope(people.organisation_id):
        assert not Report.objects.filter(revision_id=revision_id).exists()
        assert not load_revision(people.dpo, revision_id).failed
    sealing._store(newer, made)
    with scope(people.organisation_id):
        assert Report.objects.filter(revision_id=revision_id).count() == 1
        assert Assessment.objects.get(id=load_revision(people.dpo, revision_id).assessment_id).status == "sealed"
        report = Report.objects.get(revision_id=revision_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(
                organisation_id=report.organisation_id,
                revision_id=report.revision_id,
                language="en",
                pdf=b"x",
                pdf_digest=report.pdf_digest,
                size_bytes=1,
                signer_fingerprint="0" * 64,
                self_issued=True,
                sealed_at=NOW,
            )


def test_unknown_revisions_and_reports_that_are_not_there_yet_are_not_found(people: Cast) -> None:
    revision_id = approved(people)
    seal_revision(people.organisation_id, uuid4(), clock)
    with scope(people.organisation_id):
        page = load_revision(people.dpo, revision_id)
        assert (page.status, page.pdf_digest, page.size_bytes) == (Status.SEALING, "", 0)
        for act in (load_revision, load_report):
            with pytest.raises(NotFound):
                act(people.dpo, uuid4())
        with pytest.raises(NotFound):
            load_report(people.dpo, revision_id)
