"""A mail server on loopback that takes everything, and keeps it to be read."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import cast


class Mailbox(socketserver.ThreadingTCPServer):
    """The server, and what came in."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[bytes] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def texts(self) -> list[str]:
        """Heads and bodies as people read them."""
        return [_readable(each) for each in self.mails]


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """As much of SMTP as a client needs that has only just met the server."""
        self._say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                cast(Mailbox, self.server).mails.append(self._read())
            if word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 well")

    def _read(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def _readable(mail: bytes) -> str:
    message = message_from_bytes(mail)
    heads = [f"{name}: {make_header(decode_header(str(value)))}" for name, value in message.items()]
    bodies = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return "\n".join([*heads, "", *(each.decode() for each in bodies if isinstance(each, bytes))])


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """One that is open for as long."""
    with Mailbox() as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
