"""Heads outside the database: written once, signed, chained, and never for a trail that has gone back."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from assessments.domain.heads import Heads, read_line
from assessments.models import AuditEvent, AuditHead
from assessments.services import heads_files, heads_writer
from assessments.services.access import HEADS, scope, set_locally
from assessments.services.heads import HEADS_TOLD, load_heads, what_is_missing, write_heads
from assessments.services.heads_files import HeadsGone, Mark, files_in
from assessments.services.heads_writer import HeadsWriter, tell_heads
from assessments.services.trail_check import read_heads
from assessments.services.trail_keys import (
    TrailKeyUnusable,
    load_public_keys,
    load_trail_key,
    make_trail_key,
    public_file,
)
from assessments.services.trials import TrialNames, begin_trial
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, make_cast, start
from trust.trail.superuser import as_owner

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    make_trail_key(tmp_path / "trail.pem")
    settings.TRAIL_KEY, settings.TRAIL_FOLDER = (tmp_path / "trail.pem").read_text(), str(tmp_path / "heads")
    return tmp_path / "heads"


def read(folder: Path) -> Heads:
    return read_heads(folder, load_public_keys([public_file(folder.parent / "trail.pem").read_bytes()]))


def test_every_head_is_told_once_and_again_when_it_has_grown(cast: Cast, folder: Path) -> None:
    here = str(cast.organisation_id)
    assert write_heads(NOW) == len(load_heads()) >= 2
    assert write_heads(NOW) == 0
    start(cast.assessor)
    assert write_heads(NOW + timedelta(seconds=20)) == 1
    heads = read(folder)
    assert heads.first is None
    with scope(cast.organisation_id):
        mark = verify_chain(cast.organisation_id)
    assert dict(heads.of(here)) == {mark.sequence - 1: heads.of(here)[mark.sequence - 1], mark.sequence: mark.digest}
    assert heads.last_at == "2026-11-02T06:30:20+00:00"


def test_the_worker_tells_the_heads_at_its_start_again_and_at_its_end(committed: None, folder: Path) -> None:
    told: list[int] = []
    writer = HeadsWriter(every_seconds=0.001)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heads_writer, "write_heads", lambda now: told.append(write_heads(now)))
        writer.start()
        while writer.is_alive() and len(told) < 2:
            writer.join(0.01)
        here = make_cast().organisation_id
        writer.stop(30)
    assert not writer.is_alive()
    assert str(here) in read(folder).witnessed


@pytest.mark.parametrize(
    "problem", [HeadsGone("cut"), OSError("full"), TrailKeyUnusable("none"), DatabaseError("gone")]
)
def test_a_failure_is_logged_and_does_not_end_it(
    problem: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(now: datetime) -> int:
        raise problem

    monkeypatch.setattr(heads_writer, "write_heads", fail)
    tell_heads()
    assert "were not written" in caplog.text


@pytest.mark.parametrize("is_told", [True, False], ids=["a folder", "none"])
def test_monitoring_hears_of_heads_only_where_they_are_kept(
    is_told: bool, cast: Cast, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = list[str]()
    monkeypatch.setattr(heads_writer, "cache", SimpleNamespace(set=lambda key, value, timeout: told.append(key)))
    monkeypatch.setattr(heads_writer, "connections", SimpleNamespace(close_all=lambda: None))
    if not is_told:
        settings.TRAIL_FOLDER = ""
    tell_heads()
    assert told == [HEADS_TOLD] * is_told


def test_trials_leave_nothing_outside(cast: Cast, folder: Path, settings: Settings) -> None:
    begun = begin_trial(TrialNames("Trial", "You", "Gates"), "203.0.113.7", NOW, language="en")
    write_heads(NOW)
    assert set(read(folder).witnessed) == set(load_heads())
    assert str(begun.organisation_id) not in load_heads()


def test_whoever_writes_heads_sees_where_chains_end_and_nothing_in_them(committed: None) -> None:
    with transaction.atomic():
        set_locally(HEADS, "on")
        assert AuditEvent.objects.count() == 0
        assert AuditHead.objects.update(sequence=0) == 0


def test_without_a_folder_nothing_is_written_and_the_worker_says_what_is_missing(settings: Settings) -> None:
    settings.TRAIL_FOLDER = ""
    assert write_heads(NOW) == 0
    assert "TRAIL_FOLDER is not set" in what_is_missing()
    settings.TRAIL_FOLDER, settings.TRAIL_KEY = "somewhere", "no key"
    assert "make_trail_key" in what_is_missing()


def test_with_folder_and_key_nothing_is_missing(folder: Path) -> None:
    assert what_is_missing() == ""


def test_a_new_month_begins_a_new_file_that_tells_every_head_again(cast: Cast, folder: Path) -> None:
    first = write_heads(NOW)
    assert write_heads(DECEMBER) == first
    assert write_heads(DECEMBER + timedelta(hours=1)) == 0
    assert [each.name for each in files_in(folder)] == ["heads-2026-11.jsonl", "heads-2026-12.jsonl"]
    assert (read(folder).first, read(folder).lines) == (None, 2 * first)
    start(cast.assessor)
    assert write_heads(NOW) == 1, "a clock that has gone back"
    assert len(files_in(folder)) == 2
    assert read(folder).first is None


@pytest.mark.parametrize("forgets", [False, True])
def test_a_write_that_a_crash_cut_off_is_passed_over(cast: Cast, folder: Path, forgets: bool) -> None:
    write_heads(NOW)
    path = files_in(folder)[0]
    with path.open("ab") as file:
        file.write(path.read_bytes()[:70])
    if forgets:
        heads_files._known.clear()
    start(cast.assessor)
    assert write_heads(NOW) == 1
    start(cast.assessor)
    assert write_heads(NOW) == 1
    assert read(folder).first is None
    assert max(read(folder).of(str(cast.organisation_id))) == load_heads()[str(cast.organisation_id)][0]


def cut_off_december(monkeypatch: pytest.MonkeyPatch, whole: int, more: int) -> None:
    """The first write of a month on a disk that takes only so many whole lines and so many bytes of the next."""

    def append(path: Path, lines: Iterable[bytes], *, after_torn: bool) -> None:
        assert not after_torn
        written = list(lines)
        path.write_bytes(b"".join(line + b"\n" for line in written[:whole]) + written[whole][:more])
        raise OSError("full")

    with monkeypatch.context() as full:
        full.setattr("assessments.services.heads.append", append)
        with pytest.raises(OSError, match="full"):
            write_heads(DECEMBER)


CUT_OFF = pytest.mark.parametrize(
    ("whole", "more"), [(0, 0), (0, 70), (1, 0), (1, 70)], ids=["empty", "half a line", "a line", "a line and a half"]
)


@pytest.mark.parametrize("forgets", [False, True])
@CUT_OFF
def test_the_first_write_of_a_month_that_was_cut_off_is_gone_on_from(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch, whole: int, more: int, forgets: bool
) -> None:
    first = write_heads(NOW)
    cut_off_december(monkeypatch, whole, more)
    if forgets:
        heads_files._known.clear()
    assert write_heads(DECEMBER + timedelta(seconds=20)) == first - whole
    assert write_heads(DECEMBER + timedelta(seconds=40)) == 0
    assert (read(folder).first, read(folder).lines) == (None, 2 * first)
    newest = [read_line(each) for each in files_in(folder)[1].read_bytes().splitlines()]
    assert {line.organisation for line, _ in filter(None, newest)} == set(load_heads()), "the file tells every head"
    start(cast.assessor)
    assert write_heads(DECEMBER + timedelta(seconds=60)) == 1
    assert read(folder).first is None


def test_what_another_process_added_to_the_month_before_is_taken_in(cast: Cast, folder: Path) -> None:
    first = write_heads(NOW)
    known = deepcopy(heads_files._known)
    start(cast.assessor)
    write_heads(NOW)
    (folder / "heads-2026-12.jsonl").touch()
    heads_files._known.clear()
    heads_files._known.update(known)
    assert write_heads(DECEMBER) == first
    assert (read(folder).first, read(folder).lines) == (None, 2 * first + 1)


def test_lines_that_another_process_wrote_are_gone_on_from(cast: Cast, folder: Path) -> None:
    written = write_heads(NOW)
    start(cast.assessor)
    heads_files._known.clear()
    assert write_heads(NOW) == 1
    assert (read(folder).first, read(folder).lines) == (None, written + 1)


def test_nothing_is_signed_on_top_of_files_that_were_cut_or_taken_away(cast: Cast, folder: Path) -> None:
    write_heads(NOW)
    path = files_in(folder)[0]
    content = path.read_bytes()
    path.write_bytes(content[:-100])
    with pytest.raises(HeadsGone):
        write_heads(NOW)
    path.unlink()
    with pytest.raises(HeadsGone):
        write_heads(NOW)
    path.write_bytes(content)
    assert write_heads(NOW) == 0


def go_back(cast: Cast) -> None:
    """Whoever owns the database takes away all events but two."""
    as_owner(
        cast.organisation_id,
        "DELETE FROM assessments_auditevent WHERE sequence > 2",
        "UPDATE assessments_audithead SET sequence = 2, digest ="
        " (SELECT digest FROM assessments_auditevent WHERE sequence = 2)",
    )


def test_a_trail_that_has_gone_back_is_never_signed(cast: Cast, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    here = str(cast.organisation_id)
    start(cast.assessor)
    write_heads(NOW)
    before = read(folder).of(here)
    go_back(cast)
    with caplog.at_level(logging.CRITICAL):
        assert write_heads(NOW) == 0
    assert f"organisation {here} has gone back" in caplog.text
    assert read(folder).of(here) == before
    assert write_heads(DECEMBER) == len(load_heads())
    assert read(folder).of(here) == before, "a new month tells what is known, not what is there"


@CUT_OFF
def test_a_trail_that_has_gone_back_is_not_signed_after_a_write_that_was_cut_off(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, whole: int, more: int
) -> None:
    here = str(cast.organisation_id)

    def others_first() -> dict[str, Mark]:
        found = load_heads()
        return {**{one: mark for one, mark in found.items() if one != here}, here: found[here]}

    monkeypatch.setattr("assessments.services.heads.load_heads", others_first)
    start(cast.assessor)
    first = write_heads(NOW)
    before = read(folder).of(here)
    cut_off_december(monkeypatch, whole, more)
    go_back(cast)
    heads_files._known.clear()
    assert write_heads(DECEMBER) == first - whole
    assert f"organisation {here} has gone back" in caplog.text
    assert (read(folder).first, read(folder).of(here)) == (None, before)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "trail.pem"
    name = make_trail_key(path)
    assert load_trail_key(path.read_text()).name == name
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        make_trail_key(path)
    assert load_trail_key(path.read_text()).name == name
    assert b"PRIVATE" not in public_file(path).read_bytes()


EC_KEYS = (
    b"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n",
    b"nothing of the kind",
    b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
)


@pytest.mark.parametrize("pem", EC_KEYS)
def test_what_is_no_key_is_refused(pem: bytes) -> None:
    with pytest.raises(TrailKeyUnusable):
        load_public_keys([pem])


def test_keys_of_another_kind_are_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for pem in (public, private):
        with pytest.raises(TrailKeyUnusable, match="not an Ed25519 key"):
            load_public_keys([pem])


def test_signatures_are_checked_under_the_key_that_is_named(tmp_path: Path) -> None:
    make_trail_key(tmp_path / "one.pem")
    key = load_trail_key((tmp_path / "one.pem").read_text())
    verify = load_public_keys([(tmp_path / "one.pem").read_bytes()])
    assert verify(key.name, key.sign(b"content"), b"content")
    assert not verify(key.name, key.sign(b"content"), b"other content")
    assert not verify("another", key.sign(b"content"), b"content")


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"at":"","digest":"","key":"","line":"1","organisation":"","previous":"","schema":"frcompliance/heads/1",'
        b'"sequence":1,"signature":"00"}',
        b'{"at":"","digest":"","key":"","line":1,"organisation":"","previous":"","schema":"frcompliance/heads/1",'
        b'"sequence":1,"signature":"no"}',
        b'{"at":"","digest":"","key":"","line":1,"organisation":"","previous":"","schema":"frcompliance/heads/2",'
        b'"sequence":1,"signature":"00"}',
    ],
)
def test_what_is_no_line_of_heads_is_none(written: bytes) -> None:
    assert read_line(written) is None


def test_the_database_refuses_a_head_that_the_writer_would_change(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organisation', '', true), set_config('app.heads', 'on', true)")
        cursor.execute("UPDATE assessments_audithead SET sequence = sequence + 1")
        assert cursor.rowcount == 0
