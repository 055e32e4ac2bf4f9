"""A job that never ends, for the renderer's process to unpack."""

from __future__ import annotations

from typing import NoReturn


def spin() -> NoReturn:
    """Takes the processor and gives nothing back."""
    while True:
        pass


class Endless:
    """Whoever unpacks it is busy for ever."""

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return spin, ()
