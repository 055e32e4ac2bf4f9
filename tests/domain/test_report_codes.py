"""Codes of reports: what is read as one, and that slips of the hand are noticed."""

from __future__ import annotations

import random

import pytest

from assessments.domain.report_codes import ALPHABET, BITS, LENGTH, PRIME, grouped, make_code, read_code

LARGEST = (1 << BITS) - 1
CODE = make_code(0x0123456789ABCDEF0123456789ABCDEF)


@pytest.mark.parametrize("number", [0, 1, LARGEST, *(random.Random(n).getrandbits(BITS) for n in range(50))])
def test_a_code_is_read_as_it_was_made(number: int) -> None:
    code = make_code(number)
    assert len(code) == LENGTH
    assert read_code(code) == code
    assert read_code(grouped(code)) == code


def test_different_numbers_have_different_codes_and_no_others_have_any() -> None:
    assert len({make_code(number) for number in range(5000)}) == 5000
    for number in (-1, LARGEST + 1):
        with pytest.raises(ValueError, match="128 bits"):
            make_code(number)


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        grouped(CODE),
        f"  {grouped(CODE).replace('-', ' ')}\t",
        grouped(CODE).replace("-", "–"),
        "".join(chr(ord(each) + 0xFEE0) for each in CODE),
        CODE.replace("0", "O").replace("1", "l"),
    ],
)
def test_how_it_is_typed_does_not_matter(typed: str) -> None:
    assert read_code(typed) == CODE


def test_every_wrong_character_and_every_exchange_of_neighbours_is_noticed() -> None:
    for code in (CODE, make_code(LARGEST), make_code(random.Random(7).getrandbits(BITS))):
        wrong = [code[:at] + each + code[at + 1 :] for at in range(LENGTH) for each in ALPHABET if each != code[at]]
        wrong += [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(LENGTH - 1)]
        assert [each for each in wrong if each != code and read_code(each) is not None] == []


def test_what_is_no_code_is_none() -> None:
    for typed in (
        "",
        CODE[:-1],
        CODE + "0",
        CODE[:-1] + "U",
        "\0" * LENGTH,
        "０" * 27,
        "-" * LENGTH,
        CODE * 8,
        "9" * 10**6,
    ):
        assert read_code(typed) is None


def test_a_multiple_beyond_128_bits_is_no_code() -> None:
    whole = (1 << BITS + 10) // PRIME * PRIME + PRIME
    typed = "".join(ALPHABET[whole >> 5 * place & 31] for place in reversed(range(LENGTH)))
    assert read_code(typed) is None


def test_guesses_find_nothing() -> None:
    """10,000 guesses against a billion reports: one is right in fewer than one of 10^24 such attempts."""
    reports, guesses = 10**9, 10**4
    assert reports * guesses / 2**BITS < 1e-24


def test_no_code_is_printed_as_nothing() -> None:
    assert grouped("") == ""
