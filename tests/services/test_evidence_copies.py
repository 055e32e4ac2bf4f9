"""Files of evidence go into a backup and come back as they were, and nothing is overwritten on the way."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from assessments.services.evidence_copies import OtherFileThere, copy_in, copy_out, in_store

CONTENT = b"Signs stand before gate 1.\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def stored() -> str:
    return storages["evidence"].save(f"{uuid4()}/{uuid4().hex}", ContentFile(CONTENT))


def test_a_file_goes_out_and_comes_back(stored: str, tmp_path: Path) -> None:
    (out,) = copy_out([stored], tmp_path)
    assert (out.digest, out.size_bytes) == (DIGEST, len(CONTENT))
    assert (tmp_path / stored).read_bytes() == CONTENT
    storages["evidence"].delete(stored)
    (back,) = copy_in([stored], tmp_path)
    assert back == out == in_store(stored)
    assert [*copy_in([stored], tmp_path)] == [out], "what is there already is left alone"


def test_a_file_that_is_not_there_has_no_digest(tmp_path: Path) -> None:
    name = f"{uuid4()}/{uuid4().hex}"
    (gone,) = copy_out([name], tmp_path)
    assert (gone.digest, gone.size_bytes) == ("", 0)
    assert not (tmp_path / name).exists()
    assert in_store(name) == gone


def test_another_file_in_the_store_is_never_overwritten(stored: str, tmp_path: Path) -> None:
    [*copy_out([stored], tmp_path)]
    (tmp_path / stored).write_bytes(b"Others\n")
    with pytest.raises(OtherFileThere):
        [*copy_in([stored], tmp_path)]
    assert in_store(stored).digest == DIGEST


def told(monkeypatch: pytest.MonkeyPatch, names: str, *options: str) -> list[dict[str, object]]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(names))
    call_command("evidence_files", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_takes_names_and_gives_digests(
    stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [{"name": stored, "digest": DIGEST, "size_bytes": len(CONTENT)}]
    assert told(monkeypatch, f"{stored}\n", "--look") == expected
    assert told(monkeypatch, stored, "--out", str(tmp_path)) == expected
    assert told(monkeypatch, stored, "--in", str(tmp_path)) == expected


@pytest.mark.parametrize("name", ["../../etc/passwd", "a", "", "x" * 36 + "/" + "0" * 32])
def test_the_command_takes_no_other_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="no name of a file of evidence"):
        told(monkeypatch, f"{name}\n", "--out", str(tmp_path))


def test_the_command_says_what_failed(stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, stored, "--out", str(tmp_path))
    with pytest.raises(CommandError, match="File exists"):
        told(monkeypatch, stored, "--out", str(tmp_path))
    (tmp_path / stored).write_bytes(b"Others\n")
    with pytest.raises(CommandError, match="nothing was overwritten"):
        told(monkeypatch, stored, "--in", str(tmp_path))
