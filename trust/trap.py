"""A server on loopback that notes whoever asks it for anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(slots=True)
class Trap:
    """Where it listens, and which paths were asked for."""

    address: str
    hits: list[str] = field(default_factory=list)


@contextmanager
def trap() -> Iterator[Trap]:
    """Listens while open."""
    found = Trap("")

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Whatever is asked for, there is nothing."""
            found.hits.append(self.path)
            self.send_error(404)

        def log_message(self, *said: object) -> None:
            """Nothing: the hits say it all."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    found.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
