"""What a forger has: issued reports, the file before its seal, keys that are not ours; and how to bend a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from assessments.report.keys import SealKey, load_seal_key
from assessments.report.sealing import make_self_issued_key, seal
from trust.forging.certificates import Key, issue, write_key

SEALED_AT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
PASSPHRASE = "a passphrase"
CLAIM = "COMPLIANT"
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass(frozen=True, slots=True)
class Material:
    """All that a forger can lay hands on, and our own key for what it sealed but never issued."""

    pdf: bytes
    """The issued report that is to be forged."""
    other: bytes
    """Another issued report of ours."""
    unsealed: bytes
    key: SealKey
    sibling: SealKey
    """Another leaf of the authority that issued ours, to another holder of the same name."""
    impostor: SealKey
    """A key with a certificate that its holder issued in our name."""


@dataclass(frozen=True, slots=True)
class Forgery:
    """One forgery: what it is called, what it tries, and how it is made."""

    name: str
    tries: str
    make: Callable[[Material], bytes]


FORGERIES: list[Forgery] = []


def forgery(name: str, tries: str) -> Callable[[Callable[[Material], bytes]], Callable[[Material], bytes]]:
    """Adds a maker to the corpus. The maker itself asserts that its change took effect."""

    def add(make: Callable[[Material], bytes]) -> Callable[[Material], bytes]:
        FORGERIES.append(Forgery(name, tries, make))
        return make

    return add


def make_key(folder: Path, name: str = "Lanting Plaza 兰庭") -> SealKey:
    """A fresh self-issued key."""
    path = folder / "seal.p12"
    make_self_issued_key(path, PASSPHRASE, name, SEALED_AT)
    return load_seal_key(path, PASSPHRASE)


def keys_of_an_authority(folder: Path) -> tuple[SealKey, SealKey]:
    """Two leaves of one authority, to holders of the same name."""
    root, middle = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP256R1())
    chain = [issue("Middle", middle, "Root", root, SEALED_AT), issue("Root", root, "Root", root, SEALED_AT)]
    leaves = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    made = []
    for number, leaf in enumerate(leaves):
        certificate = issue("Lanting Plaza 兰庭", leaf, "Middle", middle, SEALED_AT)
        path = write_key(folder / f"{number}.p12", leaf, certificate, chain, PASSPHRASE)
        made.append(load_seal_key(path, PASSPHRASE))
    return made[0], made[1]


def make_material(unsealed: bytes, other: bytes, folder: Path) -> Material:
    """Seals both reports with a fresh key."""
    key, sibling = keys_of_an_authority(folder)
    sealed = [seal(each, key, reason="", at=SEALED_AT) for each in (unsealed, other)]
    return Material(sealed[0], sealed[1], unsealed, key, sibling, make_key(folder, key.subject))


def opened(pdf: bytes) -> pikepdf.Pdf:
    """As a reader of PDF sees it."""
    return pikepdf.open(io.BytesIO(pdf))


def saved(file: pikepdf.Pdf, **how: Any) -> bytes:
    """Written anew, whole."""
    written = io.BytesIO()
    file.save(written, **how)
    return written.getvalue()


def rewritten(pdf: bytes, change: Callable[[pikepdf.Pdf], object], **how: Any) -> bytes:
    """The file changed and written anew."""
    with opened(pdf) as file:
        change(file)
        return saved(file, **how)


def updated(pdf: bytes, change: Callable[[pikepdf.Pdf], Iterable[pikepdf.Object]], trailer: bytes = b"") -> bytes:
    """The file with an incremental update that holds the objects that `change` gives back, and nothing else."""
    with opened(pdf) as file:
        bodies = {each.objgen[0]: _body(each) for each in change(file)}
        size = max([int(file.trailer.Size), *(number + 1 for number in bodies)])
        root, about, ids = (file.trailer[name].unparse() for name in ("/Root", "/Info", "/ID"))
    out, entries = bytearray(pdf), bytearray()
    numbers = [*sorted(bodies), size]
    for number in numbers[:-1]:
        entries += b"\1" + len(out).to_bytes(4, "big") + b"\0\0"
        out += b"%d 0 obj\n%b\nendobj\n" % (number, bodies[number])
    start = len(out)
    entries += b"\1" + start.to_bytes(4, "big") + b"\0\0"
    index = b" ".join(b"%d 1" % number for number in numbers)
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%b] /Prev %d /Length %d" % (
        (size, size + 1, index, start_of(pdf), len(entries))
    )
    out += trailer or b" /Root %b" % root
    out += b" /Info %b /ID %b >>\nstream\n%b\nendstream\nendobj\n" % (about, ids, bytes(entries))
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def start_of(pdf: bytes) -> int:
    """Where the newest cross-reference section stands."""
    return int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])


def _body(one: pikepdf.Object) -> bytes:
    if not isinstance(one, pikepdf.Stream):
        return one.unparse(resolved=True)
    raw = one.read_raw_bytes()
    entries = {name: value for name, value in one.stream_dict.items() if name != "/Length"}
    body = pikepdf.Dictionary(entries)
    body.Length = len(raw)
    return body.unparse() + b"\nstream\n" + raw + b"\nendstream"


def range_of(pdf: bytes) -> tuple[int, int, int, int, int]:
    """Where the one byte range is written (start, end), and its three numbers."""
    (found,) = _RANGE.finditer(pdf)
    start, end, rest = map(int, found.groups())
    return found.start(), found.end(), start, end, rest


def container_of(pdf: bytes) -> bytes:
    """The signature container, without its padding."""
    _, _, start, end, _ = range_of(pdf)
    room = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    content = cms.ContentInfo.load(room)
    return room[: len(content.contents) + len(content._header)]


def with_container(pdf: bytes, container: bytes) -> bytes:
    """The file with another container in the same room."""
    _, _, start, end, _ = range_of(pdf)
    assert 2 * len(container) <= end - start - 2
    out = pdf[: start + 1] + container.hex().upper().ljust(end - start - 2, "0").encode() + pdf[end - 1 :]
    assert (len(out), out == pdf) == (len(pdf), False)
    return out


def message_of(pdf: bytes) -> cms.ContentInfo:
    """The container as an object that can be bent."""
    return cms.ContentInfo.load(container_of(pdf))


def signed_by(key: SealKey) -> Key:
    """The private half of a key."""
    private = key.private_key
    assert isinstance(private, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey))
    return private
