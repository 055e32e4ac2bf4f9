"""The process that has the renderer loaded and never renders: for each job it forks a child, which does.

`warm` starts it, with one end of a socket as standard input. A message is one job: the limits as text, and four
descriptors for its input, output, errors and exit code. It ends when the other end of the socket is closed, after its
last child; a child is killed when nobody waits for its exit code any more, and with this process.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

READY = b"ready"
LARGEST_MESSAGE = 64
DESCRIPTORS = 4
_KILL_WITH_PARENT = 1
"""PR_SET_PDEATHSIG."""
_LIFE = 3
"""The descriptor that a child keeps open as long as it lives."""


@dataclass(slots=True)
class _Child:
    process: int
    life: int
    """Read end of a pipe that ends with the child."""
    status: int
    """Where its exit code goes; broken when nobody reads any more."""
    is_watched: bool = True
    """Whether the status is polled."""


class ForkServer:
    """Forks a child for each message, and tells how it ended."""

    def __init__(self, control: socket.socket, act: Callable[[int, int], int]) -> None:
        self.control, self.act = control, act
        self.children: dict[int, _Child] = {}
        """By either of their two descriptors here."""
        self.poll = select.poll()

    def serve(self) -> None:
        """Returns when the other side has closed the socket and no child is left."""
        self.poll.register(self.control, select.POLLIN)
        is_open = True
        while is_open or self.children:
            told = [descriptor for descriptor, _ in self.poll.poll()]
            # Children first: a new one can get the numbers of descriptors that are closed here.
            for each in told:
                if (child := self.children.get(each)) is not None:
                    self.attend(child, each)
            if self.control.fileno() in told:
                is_open = self.receive()

    def receive(self) -> bool:
        """Take one message. Returns whether there will be others."""
        message, descriptors, _, _ = socket.recv_fds(self.control, LARGEST_MESSAGE, DESCRIPTORS)
        if not message:
            self.poll.unregister(self.control)
            return False
        *files, status = descriptors
        memory, processor = (int(each) for each in message.split())
        self.start(files, status, memory, processor)
        for each in files:
            os.close(each)
        return True

    def start(self, files: Sequence[int], status: int, memory: int, processor: int) -> None:
        """Fork the child of one job."""
        ours, theirs = os.pipe()
        parent, process = os.getpid(), os.fork()
        if not process:
            _be_child(parent, files, theirs, lambda: self.act(memory, processor))
        os.close(theirs)
        child = _Child(process, ours, status)
        self.children |= {ours: child, status: child}
        self.poll.register(ours, select.POLLIN)
        self.poll.register(status, 0)  # tells a broken pipe, whatever was asked for

    def attend(self, child: _Child, descriptor: int) -> None:
        """A child has ended, or nobody waits for it."""
        self.poll.unregister(descriptor)
        if descriptor == child.status:
            child.is_watched = False
            os.kill(child.process, signal.SIGKILL)
            return
        # A descriptor that is closed while it is polled is reported again and again.
        if child.is_watched:
            self.poll.unregister(child.status)
        code = os.waitstatus_to_exitcode(os.waitpid(child.process, 0)[1])
        with suppress(BrokenPipeError):
            os.write(child.status, str(code).encode())
        for each in (child.life, child.status):
            del self.children[each]
            os.close(each)


def _be_child(parent: int, files: Sequence[int], life: int, act: Callable[[], int]) -> None:
    """Do the job with nothing of the parent's but its memory, and end."""
    code = 1
    try:
        for standard, given in enumerate(files):
            os.dup2(given, standard)
        os.dup2(life, _LIFE)
        os.closerange(_LIFE + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        _end_with(parent)
        code = act()
    except BaseException:  # noqa: BLE001 (nothing may go on in the copy)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _end_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(_KILL_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def load() -> None:
    """Everything that renderings have in common. Nothing of it depends on a job."""
    import email.policy  # noqa: F401 (each of these is imported in the middle of a rendering otherwise)

    import fontTools.agl  # noqa: F401

    from assessments.report import rendering  # noqa: F401
    from assessments.report.composing import load_templates
    from assessments.report.glyphs import drawable

    load_templates()
    drawable()
    gc.collect()
    gc.freeze()


def main() -> None:
    """Load, say so, serve."""
    from assessments.report.child import main as render_one

    # Whoever stops the worker stops this by closing the socket; until then a rendering is allowed to come to its end.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    load()
    with suppress(BrokenPipeError):  # whoever asked is gone already; then there is nothing to serve either
        control.send(READY)
    ForkServer(control, render_one).serve()


if __name__ == "__main__":
    main()
