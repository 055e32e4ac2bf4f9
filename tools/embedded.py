"""An embedded PostgreSQL: started when the first command needs it, stopped when the last one ends.

Every command that uses the server holds a shared lock on one file. The kernel drops the lock with its process, even
when that is killed, so the count of users is always right.
"""

from __future__ import annotations

import fcntl
import shlex
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from tools.accounts import give
from tools.binaries import Binaries, find_binaries
from tools.leftovers import drop_lock_files_of_the_dead
from tools.making_clusters import SUPERUSER, make_cluster
from tools.places import Place, find_place, make_socket_folder, read_identity, within_reach
from tools.private_files import keep_secret
from tools.problem import Problem
from tools.processes import run_quietly

SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS = 120
LAUNCH_ATTEMPTS = 3
PAUSE_SECONDS = 0.5
LARGEST_LOG_BYTES = 10_000_000


class EmbeddedServer:
    """One cluster in one folder. Any number of processes may use it at once."""

    def __init__(self, home: Path) -> None:
        self.place: Place = find_place(home)
        identity = read_identity(self.place.home)
        found = find_binaries(identity.major if identity else None)
        self.binaries: Binaries = within_reach(found, self.place.account)
        self._use: TextIO | None = None

    @property
    def data(self) -> Path:
        """The folder of the data."""
        return self.place.data(self.binaries.major)

    def start(self) -> None:
        """Makes the data if needed, starts the server if needed, and counts this process as a user."""
        with self._starting():
            if self._use is None:
                self._use = (self.place.home / "pg.users.lock").open("w")
                fcntl.flock(self._use, fcntl.LOCK_SH)
            make_cluster(self.place, self.binaries)
            if not self.answers():
                self._launch()

    def stop(self) -> bool:
        """Stops the server unless another process still uses it; says whether it was stopped."""
        if self._use is None:
            return False
        with self._starting(), self._use as use:
            self._use = None
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._control("stop", "-m", "fast")
            return True

    def keep_running(self) -> bool:
        """Starts the server again if it is gone; says whether that was needed."""
        if self.accepts_connections():
            return False
        self.start()
        return True

    def accepts_connections(self) -> bool:
        """Whether a process listens on the socket (an old socket file without a process does not count)."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(3)
            try:
                probe.connect(str(self.place.socket / SOCKET_NAME))
            except OSError:
                return False
        return True

    def answers(self) -> bool:
        """Whether the server is up or coming up. The process id in its lock file proves nothing; its socket does."""
        if not self.accepts_connections():
            return False
        options = ["--quiet", "--timeout=3", f"--host={self.place.socket}"]
        return run_quietly([self.binaries.folder / "pg_isready", *options], self.place.account).code in (0, 1)

    def address(self, database: str, role: str) -> str:
        """The postgresql:// address of a database for a role whose password is kept here."""
        password = quote(keep_secret(self.place.secret(role)), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.place.socket), safe='')}"

    def superuser_address(self, database: str = "postgres") -> str:
        """For set-up and backup only."""
        return self.address(database, SUPERUSER)

    def _launch(self) -> None:
        make_socket_folder(self.place)
        self._prepare_log()
        options = f"-k {shlex.quote(str(self.place.socket))}"
        for _ in range(LAUNCH_ATTEMPTS):  # a server that was killed just now may still hold its memory
            drop_lock_files_of_the_dead(self.data, self.place.socket)
            if self._control("start", "-t", str(START_SECONDS), "-l", str(self.place.log), "-o", options) == 0:
                return
            time.sleep(PAUSE_SECONDS)
        last = self.place.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        raise Problem("PostgreSQL did not start:\n" + "\n".join(last), "see above; or set DATABASE_URL")

    def _prepare_log(self) -> None:
        log = self.place.log
        if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        log.touch(mode=0o600)
        give(log, self.place.account)

    def _control(self, *arguments: str) -> int:
        program = self.binaries.folder / "pg_ctl"
        return run_quietly([program, "-D", self.data, "-w", *arguments], self.place.account).code

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with (self.place.home / "pg.start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
