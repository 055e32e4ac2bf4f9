"""The web server's worker: threads, of which a client that dribbles its request, or does not read the answer, holds
none for long.

gunicorn's own waits without end once a request has begun. A proxy in front that takes requests and answers in whole
does more; this keeps an installation without one from being stopped by a few connections.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Lock, Thread
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HEAD_SECONDS = 10.0
"""For the head of a request."""
BODY_SECONDS = 60.0
"""For its body and until the answer begins, besides what a slow line needs:"""
ANSWER_SECONDS = 60.0
"""For the answer from its beginning, besides the same."""
SLOWEST_BYTES_PER_SECOND = 2_000
LOOK_SECONDS = 1.0


class Deadlines:
    """Until when each connection has to have sent its request, and then to have read the answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._until: dict[int, tuple[float, socket.socket]] = {}

    def allow(self, connection: socket.socket, seconds: float) -> None:
        """So long from now on."""
        with self._lock:
            self._until[id(connection)] = (self._clock() + seconds, connection)

    def extend(self, connection: socket.socket, seconds: float) -> None:
        """So much longer, where it is still limited."""
        with self._lock:
            if id(connection) in self._until:
                self._until[id(connection)] = (self._until[id(connection)][0] + seconds, connection)

    def lift(self, connection: socket.socket) -> None:
        """The request is answered, or the connection over."""
        with self._lock:
            self._until.pop(id(connection), None)

    def end_late(self) -> int:
        """Close what is late, so that the thread that waits for it goes on; how many."""
        now = self._clock()
        with self._lock:
            late = [connection for until, connection in self._until.values() if until < now]
            for connection in late:
                del self._until[id(connection)]
        for connection in late:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has ended by itself
                continue
        return len(late)

    def watch(self) -> None:
        """Without end; the thread goes with the process."""
        while True:
            time.sleep(LOOK_SECONDS)
            self.end_late()


class Parts:
    """An answer whose length nobody said: each part buys the time that a slow line needs for it."""

    def __init__(self, parts: Iterable[bytes], deadlines: Deadlines, connection: socket.socket) -> None:
        self._parts, self._deadlines, self._connection = parts, deadlines, connection

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self._deadlines.extend(self._connection, len(part) / SLOWEST_BYTES_PER_SECOND)
            yield part

    def close(self) -> None:
        """As web servers do at the end, also of answers that were cut off."""
        getattr(self._parts, "close", lambda: None)()


def answering(application: Callable[..., Any], deadlines: Deadlines) -> Callable[..., Any]:
    """The application; once it answers, the request is in, and the client has to read."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        connection, lengths = environ["gunicorn.socket"], [0]

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            lengths[0] = _length(headers)
            deadlines.allow(connection, ANSWER_SECONDS + lengths[0] / SLOWEST_BYTES_PER_SECOND)
            return start_response(status, headers, *more)

        parts = application(environ, started)
        # What has a length stays as it is: the kernel sends files by itself, and nobody would see their parts.
        return parts if lengths[0] else Parts(parts, deadlines, connection)

    return answer


def _length(headers: list[tuple[str, str]]) -> int:
    said = [value for name, value in headers if name.lower() == "content-length" and value.isdecimal()]
    return int(said[0]) if said else 0


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threads with deadlines for what comes in and for what goes out."""

    wsgi: Any

    def init_process(self) -> None:
        """In the worker process, before it serves."""
        self.deadlines = Deadlines()
        Thread(target=self.deadlines.watch, name="deadlines", daemon=True).start()
        super().init_process()

    def load_wsgi(self) -> None:
        """The application."""
        super().load_wsgi()
        self.wsgi = answering(self.wsgi, self.deadlines)

    def handle(self, conn: Any) -> Any:
        """A request, from its first byte to the last of its answer."""
        connection = conn.sock
        self.deadlines.allow(connection, HEAD_SECONDS)
        try:
            return super().handle(conn)
        finally:
            self.deadlines.lift(connection)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """A request whose head is in. What comes buys time for more; what it says of its length does not."""
        source, read = req.unreader, req.unreader.chunk

        def paid(size_hint: int | None = None) -> bytes:
            got: bytes = read(size_hint)
            self.deadlines.extend(conn.sock, len(got) / SLOWEST_BYTES_PER_SECOND)
            return got

        self.deadlines.allow(conn.sock, BODY_SECONDS)
        source.chunk = paid
        try:
            return super().handle_request(req, conn)
        finally:
            del source.chunk
