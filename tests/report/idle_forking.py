"""A fork server that loads nothing: its children do what their input says. For tests of the machinery around it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time

from assessments.report.forking import READY, ForkServer


def act(memory: int, processor: int) -> int:
    """One word of input each."""
    word = sys.stdin.buffer.read().decode()
    if word == "sleep":
        time.sleep(60)
    if word == "kill the parent":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    if word == "fail":
        raise ValueError("no")
    if word == "look":
        sys.stdout.write(f"{sorted(int(each) for each in os.listdir('/proc/self/fd'))}")
    sys.stdout.write(f"{word} {memory} {processor} {os.getppid()}")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    control.send(READY)
    ForkServer(control, act).serve()
