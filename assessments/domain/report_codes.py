"""Verification codes as people read, type and print them: 128 bits, written so that slips of the hand are noticed.

A code is 28 characters of Crockford's base 32 (no I, L, O, U), in groups of four. Read as one number it is a multiple
of 1021: a prime below 32 × 32, so that no single wrong character and no two neighbours exchanged give another code.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 128
LENGTH = 28
GROUP = 4
LONGEST_TYPED = 200
"""Longer input is no code, whatever is in it; nothing of it is looked at."""
PRIME = 1021
_CHECK_BITS = 10
_VALUES = {each: number for number, each in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
_SEPARATORS = frozenset(" \t-‐‑‒–—―−_.,·・")


def make_code(number: int) -> str:
    """The code of a number of 128 bits, as it is stored: 28 characters. Raises ValueError for another number."""
    if not 0 <= number < 1 << BITS:
        raise ValueError("a code stands for 128 bits")
    shifted = number << _CHECK_BITS
    whole = shifted + -shifted % PRIME
    return "".join(ALPHABET[whole >> 5 * place & 31] for place in reversed(range(LENGTH)))


def read_code(typed: str) -> str | None:
    """The code as it is stored, from what was typed; None where that is no code.

    Small letters, full-width characters, blanks and dashes do not matter, nor do I and L for 1, or O for 0.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    characters = [each for each in unicodedata.normalize("NFKC", typed).upper() if each not in _SEPARATORS]
    if len(characters) != LENGTH or any(each not in _VALUES for each in characters):
        return None
    whole = 0
    for each in characters:
        whole = whole << 5 | _VALUES[each]
    number = whole >> _CHECK_BITS
    return make_code(number) if whole % PRIME == 0 and number < 1 << BITS else None


def grouped(code: str) -> str:
    """As it is printed and read aloud: seven groups of four; empty for none."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
