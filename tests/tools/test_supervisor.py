"""Children are kept running, and end with their supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.paths import ROOT
from tools.problem import Problem
from tools.supervisor import ATTEMPTS_BEFORE_STEADY, STOP_SIGNALS, Child, Supervisor

PATIENCE_SECONDS = 20.0


@pytest.fixture(autouse=True)
def _same_signal_handlers_afterwards() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def child(code: str, name: str = "child") -> Child:
    return Child(name, [sys.executable, "-c", code], dict(os.environ))


def wait_until(condition: object) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_child_is_started_again_whatever_its_exit_code(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = f"import sys; open({str(log)!r}, 'a').write('x'); sys.exit(0)"
    said: list[str] = []
    supervisor = Supervisor([child(code)], tmp_path, say=said.append)
    supervisor.each_round = lambda: setattr(supervisor, "is_stopping", log.exists() and len(log.read_text()) >= 3)
    supervisor.run()
    assert len(log.read_text()) >= 3
    assert said[0].startswith("The child ended with 0; it starts again")


def test_a_child_that_never_stays_up_ends_the_whole_and_its_siblings(tmp_path: Path) -> None:
    steady = child("import time; time.sleep(600)", "sibling")
    said: list[str] = []
    supervisor = Supervisor([child("raise SystemExit(3)", "web server"), steady], tmp_path, say=said.append)
    with pytest.raises(Problem, match="The web server ends again and again"):
        supervisor.run()
    assert len(said) == ATTEMPTS_BEFORE_STEADY - 1
    assert steady.process is not None
    assert steady.process.poll() == -signal.SIGTERM


def test_a_child_that_was_steady_is_never_given_up(tmp_path: Path) -> None:
    supervisor = Supervisor([], tmp_path, say=lambda _: None)
    proven = child("")
    proven.was_steady = True
    for number in range(ATTEMPTS_BEFORE_STEADY * 3):
        supervisor.note_end(proven, 1, now=float(number))
    assert proven.due_at == ATTEMPTS_BEFORE_STEADY * 3 - 1 + 10.0


def test_a_stop_signal_lets_children_finish(tmp_path: Path) -> None:
    done, ready = tmp_path / "done", tmp_path / "ready"
    code = (
        "import signal, sys, time, pathlib\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(done)!r}).touch(), sys.exit(0)))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(600)"
    )
    supervisor = Supervisor([child(code)], tmp_path)
    supervisor.each_round = lambda: os.kill(os.getpid(), signal.SIGTERM) if ready.exists() else None
    supervisor.run()
    assert done.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help exists on Linux only")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    inner = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    outer = (
        "import os, sys; from pathlib import Path; from tools.supervisor import Child, Supervisor\n"
        f"Supervisor([Child('c', [sys.executable, '-c', {inner!r}], dict(os.environ))], Path('.')).run()"
    )
    with subprocess.Popen([sys.executable, "-c", outer], cwd=ROOT) as process:
        wait_until(lambda: pid_file.exists() and pid_file.read_text())
        pid = int(pid_file.read_text())
        assert Path(f"/proc/{pid}").exists()
        process.kill()
    wait_until(lambda: is_gone(pid))


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
