"""Single bits of a sealed report turned at random."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from trust.forging.material import range_of


def flips(pdf: bytes, dice: Random, times: int) -> Iterator[bytes]:
    """The file with one bit changed, so many times; every fourth in the container, which no signature covers."""
    _, _, start, end, _ = range_of(pdf)
    for turn in range(times):
        place = dice.randrange(start, end) if turn % 4 == 0 else dice.randrange(len(pdf))
        yield pdf[:place] + bytes([pdf[place] ^ 1 << dice.randrange(8)]) + pdf[place + 1 :]
