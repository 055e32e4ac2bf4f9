"""Forgeries with what the signature is said to cover: byte ranges that leave out, overlap, or end elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from trust.forging.material import Material, container_of, forgery, opened, range_of

Numbers = Callable[[int, int, int], str]


def by_range(name: str, tries: str, numbers: Numbers) -> None:
    """Adds a forgery with another byte range in the room of the true one."""

    def make(m: Material) -> bytes:
        first, last, start, end, rest = range_of(m.pdf)
        written = f"/ByteRange [{numbers(start, end, rest)}]".encode()
        room = last - first + len(m.pdf[last:]) - len(m.pdf[last:].lstrip(b" "))
        assert len(written) <= room, name
        return m.pdf[:first] + written.ljust(room) + m.pdf[first + room :]

    forgery(name, tries)(make)


by_range("a range beyond the end", "a length that nobody checks", lambda s, e, r: f"0 {s} {e} {r + 9}")
by_range("a range that ends early", "a tail that is not covered", lambda s, e, r: f"0 {s} {e} {r - 9}")
by_range("a negative length", "a number that wraps round", lambda s, e, r: f"0 {s} {e} -1")
by_range("ranges that overlap", "the container inside what is signed", lambda s, e, r: f"0 {s + 9} {s} {r}")
by_range("a wider gap", "more that is not covered", lambda s, e, r: f"0 {s - 99} {e} {r}")
by_range("a gap that begins late", "a part of the container is signed", lambda s, e, r: f"0 {s + 1} {e} {r}")
by_range("a range of two numbers", "the head alone", lambda s, e, r: f"0 {s}")
by_range("a range of six numbers", "a second gap", lambda s, e, r: f"0 1 1 {s - 1} {e} {r}")
by_range("a range from the second byte", "a head that is not covered", lambda s, e, r: f"1 {s} {e} {r}")
by_range("a range of nothing", "no byte is covered", lambda s, e, r: "0 0 0 0")
by_range("a range of fractions", "numbers that are read in two ways", lambda s, e, r: f"0 {s}. {e} {r}")
by_range("a range of names", "what is no number", lambda s, e, r: "/A /B /C /D")
by_range("a range by reference", "numbers from elsewhere", lambda s, e, r: "1 0 R 2 0 R")
by_range("a huge range", "a number of many digits", lambda s, e, r: f"0 {s} {e} {'9' * 20}")


@forgery("wrapped: something between container and tail", "a second byte range inside the gap skips what was put in")
def wrapped(m: Material) -> bytes:
    """The tail moves back; a range written into the padding of the container tells where it went."""
    _, _, start, end, rest = range_of(m.pdf)
    held = container_of(m.pdf).hex().upper().encode()
    inserted = b"\n9999 0 obj\n(COMPLIANT)\nendobj\n"
    for _ in range(3):
        head = b"<%b>/ByteRange [0 %d %d %d]" % (held, start, start + 1, rest)
        new_end = start + len(head) + len(inserted)
        head = b"<%b>/ByteRange [0 %d %d %d]" % (held, start, new_end, rest)
        new_end = start + len(head) + len(inserted)
    out = m.pdf[:start] + head + inserted + m.pdf[end:]
    assert out[:start] == m.pdf[:start]
    assert out[new_end:] == m.pdf[end:]
    return out


@forgery("wrapped: a range in the padding", "a second byte range in the room of the container")
def range_in_padding(m: Material) -> bytes:
    _, _, start, end, rest = range_of(m.pdf)
    held = container_of(m.pdf).hex().upper().encode()
    head = b"<%b>/ByteRange [0 %d %d %d]" % (held, start, end, rest)
    out = m.pdf[:start] + head.ljust(end - start) + m.pdf[end:]
    assert len(out) == len(m.pdf)
    with opened(out) as file:
        assert bytes(file.Root.AcroForm.Fields[0].V.Contents) == container_of(m.pdf)
    return out


@forgery("a head exchanged beneath the signature", "the first part of another report")
def other_head(m: Material) -> bytes:
    _, _, start, _, _ = range_of(m.pdf)
    return m.other[:start] + m.pdf[start:]
