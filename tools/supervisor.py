"""Keeps child processes running until it is told to stop.

A child is started again whatever its exit code: a worker that loses its database ends with 0. Only a child that has
never managed to stay up ends the whole, so that a broken installation is seen and not repeated for ever.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.problem import Problem

PAUSE_SECONDS = 0.2
STEADY_SECONDS = 15.0
"""A child that stayed up this long is sound; what ends it later comes from outside."""
LONGEST_BACK_OFF_SECONDS = 10.0
ATTEMPTS_BEFORE_STEADY = 5
GRACE_SECONDS = 35.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One program to keep running."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    quick_ends: int = 0
    was_steady: bool = False


@dataclass(slots=True)
class Supervisor:
    """Starts, restarts and stops its children."""

    children: Sequence[Child]
    folder: Path
    each_round: Callable[[], None] = lambda: None
    """Called in every round of the loop; must be quick."""
    say: Callable[[str], None] = field(default=lambda line: print(line, flush=True))
    is_stopping: bool = False

    def run(self) -> None:
        """Returns after a stop signal, when every child has ended. Raises Problem for a child that never stays up."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask_to_stop)
        try:
            while not self.is_stopping:
                for child in self.children:
                    self.attend(child)
                self.each_round()
                time.sleep(PAUSE_SECONDS)
        finally:
            self.stop_all()

    def attend(self, child: Child) -> None:
        """Starts the child when it is due, and notices when it has ended."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.due_at:
                self.start(child)
        elif child.process.poll() is not None:
            self.note_end(child, child.process.returncode, now)
        elif now - child.started_at > STEADY_SECONDS:
            child.was_steady, child.quick_ends = True, 0

    def start(self, child: Child) -> None:
        """Starts the child in a session of its own, so that Ctrl-C reaches only the supervisor."""
        child.started_at = time.monotonic()
        child.process = subprocess.Popen(
            child.command,
            cwd=self.folder,
            env=child.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid()),
        )

    def note_end(self, child: Child, code: int, now: float) -> None:
        """Plans the next start, later each time that the child ends soon after its start."""
        child.process = None
        child.quick_ends += 1
        if not child.was_steady and child.quick_ends >= ATTEMPTS_BEFORE_STEADY:
            raise Problem(f"The {child.name} ends again and again (see above).", "./run doctor")
        wait = min(PAUSE_SECONDS * 2**child.quick_ends, LONGEST_BACK_OFF_SECONDS)
        child.due_at = now + wait
        self.say(f"The {child.name} ended with {code}; it starts again in {wait:.1f} s.")

    def stop_all(self) -> None:
        """Asks every child to end, and ends those that do not."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _ask_to_stop(self, *_: object) -> None:
        self.is_stopping = True


def die_with_parent(parent: int) -> Callable[[], None] | None:
    """On Linux: run in the child before its program starts, so that it gets SIGTERM when the supervisor is killed."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
