"""A process that has the renderer loaded, kept by whoever renders: started at the first job, and anew when it has ended
or has had its share of jobs. What it does is in `forking`."""

from __future__ import annotations

import atexit
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from assessments.report.forking import READY

COMMAND = (sys.executable, "-m", "assessments.report.forking")
MOST_JOBS = 500
"""After so many a new process is started: whatever wears out over time is gone then."""
START_SECONDS = 120
ROOT = Path(__file__).parents[2]


class Lost(Exception):
    """The process ended and did not say how the job went, or did not start."""


class TookTooLong(Exception):
    """The time for the job was over; its child was killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one child ended, and what it left."""

    code: int
    """Negative for a signal."""
    output: bytes
    errors: bytes


def environment() -> dict[str, str]:
    """Nothing of the parent's but the search path: no secrets, no zone, no language, no fonts of the machine."""
    fixed = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
    return {"PATH": os.environ.get("PATH", ""), **fixed}


class WarmRenderer:
    """Can be asked by several threads at once. After a fork the copy starts a process of its own."""

    def __init__(self, command: Sequence[str] = COMMAND, given: dict[str, str] | None = None) -> None:
        self.command, self.given = list(command), given
        self.process: subprocess.Popen[bytes] | None = None
        self._lock, self._jobs = Lock(), 0
        self._control: socket.socket | None = None
        self._retired: list[subprocess.Popen[bytes]] = []
        atexit.register(self.stop)
        os.register_at_fork(after_in_child=self._forget)

    def run(self, job: bytes, memory_bytes: int, processor_seconds: int, wall_seconds: float) -> Ended:
        """One job in a child with these limits. Raises TookTooLong; Lost where the process ended twice."""
        message = f"{memory_bytes} {processor_seconds}".encode()
        try:
            return self._once(job, message, wall_seconds)
        except Lost:
            self._retire()
        return self._once(job, message, wall_seconds)

    def stop(self) -> None:
        """Close the socket; the process ends after the jobs that it has."""
        self._retire()
        for each in self._retired:
            try:
                each.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                each.kill()

    def _once(self, job: bytes, message: bytes, wall_seconds: float) -> Ended:
        with _in_memory(job) as files:
            status, theirs = os.pipe()
            try:
                try:
                    self._ask(message, [*files, theirs])
                finally:
                    os.close(theirs)
                code = _wait(status, wall_seconds)
            finally:
                os.close(status)
            return Ended(code, _whole(files[1]), _whole(files[2]))

    def _ask(self, message: bytes, descriptors: Sequence[int]) -> None:
        with self._lock:
            if self._control is None or not self._is_fit():
                self._control = self._start()
            self._jobs += 1
            try:
                socket.send_fds(self._control, [message], descriptors)
            except OSError:
                raise Lost from None

    def _is_fit(self) -> bool:
        return self.process is not None and self.process.poll() is None and self._jobs < MOST_JOBS

    def _start(self) -> socket.socket:
        self._put_away()
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                self.command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
                env=self.given or environment(),
                # Ctrl-C in a terminal is for the one that asks, which lets renderings come to their end.
                start_new_session=True,
            )
        self._jobs = 0
        control.settimeout(START_SECONDS)
        try:
            said = control.recv(len(READY))
        except OSError:
            said = b""
        if said != READY:
            control.close()
            raise Lost
        return control

    def _retire(self) -> None:
        with self._lock:
            self._put_away()

    def _put_away(self) -> None:
        if self._control is not None:
            self._control.close()
        if self.process is not None:
            self._retired.append(self.process)
        self.process = self._control = None
        self._retired = [each for each in self._retired if each.poll() is None]

    def _forget(self) -> None:
        """In a copy of this process: what the original started stays the original's."""
        self._lock = Lock()
        if self._control is not None:
            self._control.close()
        for each in (*self._retired, self.process):
            if each is not None:
                each.returncode = 0
        self.process, self._control, self._retired = None, None, []


@contextmanager
def _in_memory(job: bytes) -> Iterator[tuple[int, int, int]]:
    """Files for input, output and errors that are nowhere but in memory."""
    files = (os.memfd_create("job"), os.memfd_create("output"), os.memfd_create("errors"))
    try:
        with os.fdopen(os.dup(files[0]), "wb") as file:
            file.write(job)
        os.lseek(files[0], 0, os.SEEK_SET)
        yield files
    finally:
        for each in files:
            os.close(each)


def _whole(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


def _wait(status: int, seconds: float) -> int:
    """The exit code. Raises TookTooLong; Lost where the process ended without telling."""
    waiting = select.poll()
    waiting.register(status, select.POLLIN)
    if not waiting.poll(seconds * 1000):
        raise TookTooLong
    said = os.read(status, 16)
    if not said:
        raise Lost
    return int(said)
