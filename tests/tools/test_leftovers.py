"""Lock files of the dead."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import leftovers
from tools.leftovers import drop_lock_files_of_the_dead

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="zombies are told apart with /proc, on Linux")


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "PATIENCE_SECONDS", 0.3)


@pytest.fixture
def zombie() -> Iterator[int]:
    """A process that has ended and is not collected until the test is over."""
    with subprocess.Popen(["true"]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        yield process.pid


def write_locks(folder: Path, pid: int) -> list[Path]:
    paths = [folder / "postmaster.pid", folder / ".s.PGSQL.5432.lock"]
    for path in paths:
        path.write_text(f"{pid}\n{folder}\n")
    return paths


def test_those_of_a_zombie_are_removed(tmp_path: Path, zombie: int) -> None:
    paths = write_locks(tmp_path, zombie)
    drop_lock_files_of_the_dead(tmp_path, tmp_path)
    assert not any(path.exists() for path in paths)


def test_those_of_another_program_are_removed(tmp_path: Path) -> None:
    paths = write_locks(tmp_path, os.getpid())
    drop_lock_files_of_the_dead(tmp_path, tmp_path)
    assert not any(path.exists() for path in paths)


def test_those_of_a_running_server_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "describe", lambda _: ("S", "postgres"))
    paths = write_locks(tmp_path, 4321)
    drop_lock_files_of_the_dead(tmp_path, tmp_path)
    assert all(path.exists() for path in paths)


def test_those_of_a_process_that_is_gone_are_left_to_postgresql(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as process:
        pid = process.pid
    paths = write_locks(tmp_path, pid)
    drop_lock_files_of_the_dead(tmp_path, tmp_path)
    assert all(path.exists() for path in paths)


def test_rubbish_and_nothing_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("not a number")
    drop_lock_files_of_the_dead(tmp_path, tmp_path)
    assert (tmp_path / "postmaster.pid").exists()
