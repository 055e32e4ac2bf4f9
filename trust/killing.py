"""Sealing in processes of their own, which can be killed or paused at any moment."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from assessments.catalogues import edition
from assessments.domain.revision import edition_of, from_canonical
from assessments.models import Report, Revision
from assessments.report.rendering import render
from assessments.services import sealing
from assessments.services.access import Actor, scope
from assessments.services.revision_pages import retry_sealing


def spawn(act: Callable[[], object]) -> int:
    """A copy of this process that does one thing with its own connections and ends. The caller's are closed."""
    connections.close_all()
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        act()
        code = 0
    except BaseException:  # noqa: BLE001 (nothing may go on in the copy)
        traceback.print_exc()
    finally:
        os._exit(code)


def end_of(process: int) -> int:
    """Waits; the exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _then_stop(pdf: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSTOP)
    return pdf


@dataclass
class Sealing:
    """Attempts at sealing one revision of an organisation. The report is rendered once, since that takes most of the
    time and comes out the same: the random moments fall where something can go wrong."""

    organisation_id: UUID
    revision_id: UUID
    pages: bytes = b""
    seconds: float = 0.5
    """About how long an attempt takes."""
    killed: int = field(default=0)

    def prepare(self) -> Sealing:
        """Render, here."""
        with scope(self.organisation_id):
            content = bytes(Revision.objects.get(id=self.revision_id).content)
        catalogue = edition(edition_of(content).key)
        whole = from_canonical(content, catalogue)
        self.pages = render(whole, catalogue, draft=False, verify_address="http://localhost/", self_issued=True)
        return self

    def attempt(self) -> None:
        """One delivery of the job."""
        replaced: Any = sealing
        replaced.render_in_child = lambda *args, **kwargs: self.pages
        sealing.seal_revision(self.organisation_id, self.revision_id, timezone.now)

    def kill_one(self, dice: Random) -> None:
        """Begin an attempt and kill it at a random moment, seldom after its end, which then says how long one takes."""
        process, began, after = spawn(self.attempt), time.monotonic(), dice.uniform(0, 1.2 * self.seconds)
        while time.monotonic() < began + after:
            if os.waitpid(process, os.WNOHANG)[0]:
                self.seconds = (self.seconds + time.monotonic() - began) / 2
                return
            time.sleep(0.005)
        os.kill(process, signal.SIGKILL)
        self.killed += end_of(process) == -signal.SIGKILL

    def pause_one(self, dice: Random) -> None:
        """Pause an attempt at a random moment, let another go through, wake the first. Raises where one fails."""
        late = spawn(self.attempt)
        time.sleep(dice.uniform(0, self.seconds))
        os.kill(late, signal.SIGSTOP)
        other = spawn(self.attempt)
        # An attempt that was paused inside a transaction holds its locks until the server ends the session, or so long.
        time.sleep(1.5 * self.seconds)
        os.kill(late, signal.SIGCONT)
        assert (end_of(other), end_of(late)) == (0, 0)

    def pause_with_seal_in_hand(self, careless: Callable[[], None] = lambda: None) -> int:
        """Pause an attempt that has made its seal and not stored it, let another go through, wake the first; its exit
        code. `careless` is done in the first beforehand."""

        def late() -> None:
            careless()
            replaced: Any = sealing
            made = replaced.seal
            replaced.seal = lambda *args, **kwargs: _then_stop(made(*args, **kwargs))
            self.attempt()

        process = spawn(late)
        os.waitpid(process, os.WUNTRACED)
        assert end_of(spawn(self.attempt)) == 0
        os.kill(process, signal.SIGCONT)
        return end_of(process)

    def ask_again(self, actor: Actor) -> None:
        """What a person does where the product has given up, as it does after so many deaths in a row."""
        with scope(self.organisation_id):
            retry_sealing(actor, self.revision_id)

    def double(self) -> None:
        """Two at once. Raises where one fails."""
        assert [end_of(each) for each in [spawn(self.attempt), spawn(self.attempt)]] == [0, 0]

    def reports(self) -> int:
        """How many are published."""
        with scope(self.organisation_id):
            return Report.objects.filter(revision_id=self.revision_id).count()

    def status(self) -> str:
        """Of the revision."""
        with scope(self.organisation_id):
            found: str = Revision.objects.values_list("status", flat=True).get(id=self.revision_id)
            return found
