"""Where files are: a folder whose files are whole or not there, and a bucket of a real S3-compatible server."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.urls import reverse

from assessments.models import Evidence
from assessments.services.access import scope
from assessments.services.evidence import withdraw
from assessments.services.evidence_files import ORPHAN_AGE, StoreFailed, names_of_files
from assessments.services.evidence_keeping import SECOND_THOUGHTS, Swept, sweep_files
from assessments.services.evidence_views import load_file
from frcompliance.evidence_folder import EvidenceFolder
from frcompliance.evidence_settings import evidence_storage
from tests.conftest import NOW, Cast, make_cast, sign_in, start
from tests.services.filing import PDF, package, put_file
from trust.product import free_port

ACCESS_KEY, SECRET_KEY = "TESTACCESSKEY0000001", "a secret of the tests"
RCLONE = Path(sys.executable).with_name("rclone")
START_SECONDS = 20


def folder_at(path: Path) -> EvidenceFolder:
    return EvidenceFolder(location=str(path))


def test_a_file_is_whole_private_and_never_overwritten(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "evidence")
    assert folder.save("o/a", ContentFile(PDF)) == "o/a"
    kept = tmp_path / "evidence" / "o" / "a"
    assert kept.read_bytes() == PDF
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    with pytest.raises(FileExistsError):
        folder._save("o/a", ContentFile(b"other"))
    assert [each.name for each in kept.parent.iterdir()] == ["a"]
    assert kept.read_bytes() == PDF


def test_half_a_file_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_at(tmp_path)

    def fail(descriptor: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        folder.save("o/a", ContentFile(PDF))
    assert list((tmp_path / "o").iterdir()) == []


def test_what_a_killed_attempt_left_behind_is_in_nobodys_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_at(tmp_path)

    def die(*paths: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as killed:
        killed.setattr(os, "link", die)
        killed.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(OSError, match="killed"):
            folder.save("o/a", ContentFile(PDF))
    assert [each.suffix for each in (tmp_path / "o").iterdir()] == [".part"]
    assert folder.save("o/a", ContentFile(PDF)) == "o/a"


def test_without_settings_files_are_in_the_folder(tmp_path: Path) -> None:
    made = evidence_storage(tmp_path)
    assert (made["BACKEND"], made["OPTIONS"]) == (
        "frcompliance.evidence_folder.EvidenceFolder",
        {"location": str(tmp_path)},
    )


@dataclass(frozen=True, slots=True)
class Server:
    """An S3-compatible server, and how to stop it."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with one bucket, which is a folder of this test."""
    (tmp_path / "bucket").mkdir()
    port = free_port()
    command = [
        *(str(RCLONE), "serve", "s3", "--config", os.devnull, "--addr", f"127.0.0.1:{port}"),
        *("--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", str(tmp_path)),
    ]
    with (tmp_path.parent / f"{uuid4().hex}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(port)
        yield Server(port, tmp_path / "bucket", process)
    finally:
        process.kill()
        process.wait(timeout=10)


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.fixture
def bucket(server: Server, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """The bucket, in place of the folder, from the settings that an installation gives."""
    monkeypatch.setenv("EVIDENCE_S3_BUCKET", server.folder.name)
    monkeypatch.setenv("EVIDENCE_S3_ENDPOINT", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("EVIDENCE_S3_REGION", "us-east-1")
    monkeypatch.setenv("EVIDENCE_S3_ACCESS_KEY", ACCESS_KEY)
    monkeypatch.setenv("EVIDENCE_S3_SECRET_KEY", SECRET_KEY)
    made = storages.create_storage(evidence_storage(Path("unused")))
    monkeypatch.setitem(storages._storages, "evidence", made)  # type: ignore[attr-defined]
    return made


def put(cast: Cast, assessment_id: UUID) -> UUID:
    # Larger than what stays in memory when it is read again.
    content = package(further={"word/media/image1.png": os.urandom(2_000_000)})
    with scope(cast.organisation_id):
        return put_file(cast.assessor, assessment_id, content, "contract.docx")


def test_the_whole_life_of_a_file_in_a_bucket(committed: None, server: Server, bucket: Storage) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    made = put(cast, assessment_id)
    (kept,) = (server.folder / str(cast.organisation_id)).iterdir()
    answer = sign_in(cast.auditor).get(reverse("evidence-file", args=[made]))
    assert b"".join(answer) == kept.read_bytes()
    assert len(kept.read_bytes()) > 2_000_000
    with scope(cast.organisation_id):
        withdraw(cast.assessor, assessment_id, made)
    orphan = bucket.save(f"{cast.organisation_id}/{uuid4().hex}", ContentFile(PDF))
    assert sweep_files(NOW + SECOND_THOUGHTS + timedelta(hours=1)) == Swept(1, 0, 0)
    assert names_of_files(cast.organisation_id) == {orphan}
    assert sweep_files(datetime.now(UTC) + ORPHAN_AGE + timedelta(hours=1)) == Swept(0, 1, 0)
    assert sweep_files(NOW) == Swept(0, 0, 0)


def test_a_bucket_that_fails_is_said_on_a_page_and_leaves_no_row(
    committed: None, server: Server, bucket: Storage
) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    made = put(cast, assessment_id)
    with scope(cast.organisation_id):
        stored = Evidence.objects.get().storage_name
    server.process.kill()
    server.process.wait(timeout=10)
    with scope(cast.organisation_id):
        with pytest.raises(StoreFailed):
            put_file(cast.assessor, assessment_id)
        with pytest.raises(StoreFailed):
            load_file(cast.assessor, made)
        assert Evidence.objects.count() == 1
    assert sign_in(cast.assessor).get(reverse("evidence-file", args=[made])).status_code == 503
    for ask in (bucket.exists, bucket.delete, bucket.listdir, bucket.get_modified_time):
        with pytest.raises(OSError, match="store of evidence failed"):
            ask(stored)


def test_with_a_wrong_key_nothing_is_stored(
    committed: None, server: Server, bucket: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIDENCE_S3_SECRET_KEY", "another")
    wrong = storages.create_storage(evidence_storage(Path("unused")))
    monkeypatch.setitem(storages._storages, "evidence", wrong)  # type: ignore[attr-defined]
    cast = make_cast()
    assessment_id = start(cast.assessor)
    with pytest.raises(StoreFailed), scope(cast.organisation_id):
        put_file(cast.assessor, assessment_id)
    assert list(server.folder.iterdir()) == []


def test_what_is_missing_in_a_bucket_is_said(committed: None, server: Server, bucket: Storage) -> None:
    cast = make_cast()
    made = put(cast, start(cast.assessor))
    with scope(cast.organisation_id):
        bucket.delete(Evidence.objects.get().storage_name)
    with pytest.raises(StoreFailed), scope(cast.organisation_id):
        load_file(cast.assessor, made)
