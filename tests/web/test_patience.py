"""Connections that dribble or do not read are closed; others are left alone."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from frcompliance.patience import ANSWER_SECONDS, SLOWEST_BYTES_PER_SECOND, Deadlines, answering


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


PART = bytes(SLOWEST_BYTES_PER_SECOND)
"""A second's worth for the slowest line."""


class Answer:
    """What an application gives, in parts; whether it was closed."""

    def __init__(self, number: int) -> None:
        self.number, self.closed = number, False

    def __iter__(self) -> Iterator[bytes]:
        return iter([PART] * self.number)

    def close(self) -> None:
        self.closed = True


def application(answer: object, *headers: tuple[str, str]) -> Callable[..., object]:
    def called(environ: dict[str, object], start_response: Callable[..., object]) -> object:
        start_response("200 OK", list(headers))
        return answer

    return called


def begin(deadlines: Deadlines, called: Callable[..., object], connection: socket.socket) -> Iterator[bytes]:
    given: list[object] = []
    answer = answering(called, deadlines)({"gunicorn.socket": connection}, lambda *all_of_it: given.extend(all_of_it))
    assert given[0] == "200 OK"
    return answer  # type: ignore[no-any-return]


def test_an_answer_has_a_minute_and_what_a_slow_line_needs_for_its_length() -> None:
    now = [0.0]
    deadlines = Deadlines(clock=lambda: now[0])
    connection, other = socket.socketpair()
    deadlines.allow(connection, 1)
    sent = Answer(100)
    said = ("Content-Length", str(100 * len(PART)))
    answer: object = begin(deadlines, application(sent, ("Content-Type", "a/b"), said), connection)
    assert answer is sent
    now[0] = ANSWER_SECONDS + 99
    assert deadlines.end_late() == 0
    now[0] = ANSWER_SECONDS + 101
    assert deadlines.end_late() == 1
    assert other.recv(1) == b""


@pytest.mark.parametrize("headers", [(), (("Content-Length", "many"),)])
def test_an_answer_of_unknown_length_buys_time_with_each_part(headers: tuple[tuple[str, str], ...]) -> None:
    now = [0.0]
    deadlines = Deadlines(clock=lambda: now[0])
    connection, other = socket.socketpair()
    sent = Answer(300)
    parts = begin(deadlines, application(sent, *headers), connection)
    for number, part in enumerate(parts):
        assert part == PART
        now[0] = number + 0.5
        assert deadlines.end_late() == 0
    parts.close()  # type: ignore[attr-defined]
    assert sent.closed
    now[0] = ANSWER_SECONDS + 301
    assert deadlines.end_late() == 1
    assert other.recv(1) == b""


def test_whoever_reads_nothing_of_a_streamed_answer_is_late_after_a_minute() -> None:
    now = [0.0]
    deadlines = Deadlines(clock=lambda: now[0])
    connection, _other = socket.socketpair()
    parts = begin(deadlines, application([PART] * 9), connection)
    next(iter(parts))
    now[0] = ANSWER_SECONDS + 2
    assert deadlines.end_late() == 1
    parts.close()  # type: ignore[attr-defined]


def test_the_thread_that_sends_to_somebody_who_does_not_read_goes_on() -> None:
    now = [0.0]
    deadlines = Deadlines(clock=lambda: now[0])
    connection, _silent = socket.socketpair()
    ended: list[type[OSError]] = []

    def send() -> None:
        try:
            for part in begin(deadlines, application([bytes(50_000_000)]), connection):
                connection.sendall(part)
        except OSError as problem:
            ended.append(type(problem))

    sender = Thread(target=send, daemon=True)
    sender.start()
    sender.join(0.2)
    assert sender.is_alive()
    now[0] = ANSWER_SECONDS + 50_000_000 / SLOWEST_BYTES_PER_SECOND + 1
    assert deadlines.end_late() == 1
    sender.join(5)
    assert ended == [BrokenPipeError]
