"""Connections that dribble are closed; others are left alone."""

from __future__ import annotations

import socket

from frcompliance.patience import Deadlines


def test_a_connection_that_is_late_is_closed_and_others_are_not() -> None:
    now = [100.0]
    deadlines = Deadlines(clock=lambda: now[0])
    (late, other), (early, its_other), (done, _far) = (socket.socketpair() for _ in range(3))
    deadlines.allow(late, 10)
    deadlines.allow(early, 30)
    deadlines.allow(done, 10)
    deadlines.lift(done)
    assert deadlines.end_late() == 0
    now[0] += 20
    assert deadlines.end_late() == 1
    assert other.recv(1) == b""
    its_other.settimeout(0.01)
    early.sendall(b"x")
    assert its_other.recv(1) == b"x"
    assert deadlines.end_late() == 0


def test_what_comes_buys_time_and_only_while_it_is_limited() -> None:
    now = [0.0]
    deadlines = Deadlines(clock=lambda: now[0])
    slow, other = socket.socketpair()
    deadlines.allow(slow, 10)
    deadlines.extend(slow, 5)
    now[0] = 14
    assert deadlines.end_late() == 0
    deadlines.lift(slow)
    deadlines.extend(slow, 5)
    now[0] = 100
    assert deadlines.end_late() == 0
    other.close()
    slow.close()


def test_a_connection_that_has_ended_by_itself_does_no_harm() -> None:
    deadlines = Deadlines(clock=lambda: 0.0)
    one, other = socket.socketpair()
    deadlines.allow(one, -1)
    one.close()
    other.close()
    assert deadlines.end_late() == 1
