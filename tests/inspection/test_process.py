"""The look happens in a process of its own: its memory, time and faults are its own, and it is given no secrets."""

from __future__ import annotations

import subprocess
import tracemalloc

import pytest

from assessments.domain.evidence import FILE_TYPES, file_type_of
from assessments.domain.file_problems import FileProblem
from assessments.inspection.process import Limits, inspect_file
from tests.services.filing import ACCEPTED, PDF, on_disk, package, png

KINDS = {one.key: one for one in FILE_TYPES}
PDF_KIND, DOCX_KIND, PNG_KIND = KINDS["pdf"], KINDS["docx"], KINDS["png"]


@pytest.mark.parametrize("name", ACCEPTED)
def test_each_kind_is_looked_at_from_outside(name: str) -> None:
    kind = file_type_of(name)
    assert kind is not None
    assert inspect_file(on_disk(ACCEPTED[name]), kind) is None


def test_a_refusal_comes_back_in_one_word() -> None:
    assert inspect_file(on_disk(b"<html>"), PDF_KIND) is FileProblem.MISMATCH
    assert inspect_file(on_disk(png(60_000, 60_000)), PNG_KIND) is FileProblem.BOMB


def test_a_large_directory_costs_the_caller_no_memory() -> None:
    file = on_disk(package(further={f"word/{n}.xml": b"" for n in range(20_000)}))
    tracemalloc.start()
    problem = inspect_file(file, DOCX_KIND)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert problem is FileProblem.BOMB
    assert peak < 1_000_000


def test_without_memory_the_look_ends_as_a_refusal() -> None:
    file = on_disk(package(further={f"word/{n}.xml": b"" for n in range(20_000)}))
    assert inspect_file(file, DOCX_KIND, Limits(memory_mebibytes=34)) in (FileProblem.BOMB, FileProblem.BROKEN)


def test_without_time_the_look_ends_as_a_refusal() -> None:
    assert inspect_file(on_disk(PDF), PDF_KIND, Limits(wall_seconds=0)) is FileProblem.BROKEN


@pytest.mark.parametrize(("code", "word"), [(1, b"fine"), (-9, b""), (0, b""), (0, b"splendid"), (0, b"\xff")])
def test_anything_but_the_right_word_is_a_refusal(code: int, word: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        given.update(options)
        return subprocess.CompletedProcess(command, code, word, b"")

    monkeypatch.setattr(subprocess, "run", run)
    assert inspect_file(on_disk(PDF), PDF_KIND) is FileProblem.BROKEN
    assert set(given["env"]) == {"PYTHONPATH"}  # type: ignore[call-overload]
