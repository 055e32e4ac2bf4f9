"""A relay on loopback between two parts of the product, which can be slow, silent, or cut a connection on a word."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

Address: TypeAlias = "tuple[str, int] | Path"
"""Host and port, or the file of a Unix socket."""
CHUNK = 1 << 16
CONNECT_SECONDS = 2.0


class Cut(Enum):
    """When a connection is cut."""

    BEFORE = "before"
    """What was to be sent on does not arrive."""
    AFTER = "after"
    """It arrives and is answered; the answer does not come back."""


@dataclass
class Weather:
    """What the relay does to whatever passes. May be changed at any time."""

    delay_seconds: float = 0.0
    """Before each piece, both ways."""
    is_silent: bool = False
    """Nothing passes any more, and nobody is told."""
    cut: Cut | None = None
    cuts_left: int = 0
    word: bytes = b""
    """What a cut waits for on its way to the server; empty: anything."""
    cuts_made: int = 0

    def cut_next(self, cut: Cut, word: bytes = b"", times: int = 1) -> None:
        """Cut so many connections that carry the word."""
        self.cut, self.word, self.cuts_left = cut, word, times

    def strikes(self, piece: bytes) -> Cut | None:
        """Whether this piece is where a connection is cut."""
        if self.cuts_left <= 0 or self.word not in piece:
            return None
        self.cuts_left -= 1
        self.cuts_made += 1
        return self.cut


@dataclass
class Relay:
    """Listens until the block ends. With several targets each connection goes to the next that can be reached."""

    targets: Sequence[Address]
    listen: Address
    """Port 0: any; `address` tells which."""
    weather: Weather = field(default_factory=Weather)

    def __post_init__(self) -> None:
        self._turn = cycle(range(len(self.targets)))
        self._ready, self._loop = Event(), asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)
        self.address: Address = self.listen

    def __enter__(self) -> Relay:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *problem: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert not isinstance(self.address, Path)
        return self.address[1]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._ready.set()
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _open(self) -> None:
        if isinstance(self.listen, Path):
            await asyncio.start_unix_server(self._serve, str(self.listen))
            self.listen.chmod(0o666)
            return
        server = await asyncio.start_server(self._serve, *self.listen)
        host, port = server.sockets[0].getsockname()[:2]
        self.address = (host, port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward = await self._connect()
        if onward is None:
            writer.close()
            return
        from_server, to_server = onward
        link = _Link(self.weather, (writer, to_server))
        with suppress(asyncio.CancelledError):  # the relay ends
            await asyncio.gather(link.up(reader, to_server), link.down(from_server, writer))

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self.targets:
            target = self.targets[next(self._turn)]
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    if isinstance(target, Path):
                        return await asyncio.open_unix_connection(str(target))
                    return await asyncio.open_connection(*target)
            except OSError:  # a time-out is one too
                continue
        return None


@dataclass
class _Link:
    """One connection through the relay."""

    weather: Weather
    ends: tuple[asyncio.StreamWriter, asyncio.StreamWriter]
    drops_answer: bool = False

    async def up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """From the client to the server."""
        while piece := await self._piece(reader):
            cut = self.weather.strikes(piece)
            if cut is Cut.BEFORE:
                break
            self.drops_answer |= cut is Cut.AFTER
            writer.write(piece)
            await self._drained(writer)
        if not self.drops_answer:
            self._end()

    async def down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """From the server to the client."""
        while piece := await self._piece(reader):
            if self.drops_answer:
                break
            writer.write(piece)
            await self._drained(writer)
        await self._drained(writer)
        self._end()

    async def _piece(self, reader: asyncio.StreamReader) -> bytes:
        """The next bytes; none where the connection has ended."""
        try:
            piece = await reader.read(CHUNK)
        except OSError:
            return b""
        while self.weather.is_silent:
            await asyncio.sleep(0.05)
        if piece and self.weather.delay_seconds:
            await asyncio.sleep(self.weather.delay_seconds)
        return piece

    async def _drained(self, writer: asyncio.StreamWriter) -> None:
        try:
            await writer.drain()
        except OSError:
            self._end()

    def _end(self) -> None:
        for each in self.ends:
            each.close()
