"""The strict check of a seal. Every byte of a file is signed, or part of the one container that the signature can have.

The signature is found in the bytes and checked before anything else is read; only what a known certificate has sealed
is ever opened as a PDF. The container is taken apart by a small reader of DER, built again, and has to come out the
same, because a signature does not cover its own container.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection
from dataclasses import dataclass

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from verifiers.report import stamps
from verifiers.report.der import (
    ATTRIBUTES,
    INTEGER,
    OCTETS,
    OID,
    SEQUENCE,
    SET,
    der,
    digest_algorithm,
    identifier,
    inside,
    length,
    mechanism,
    parts,
)
from verifiers.report.stamps import Stamp

FIELD, ATTACHMENT = "OrgSeal", "assessment.json"
LARGEST_FILE_BYTES = 64 << 20
LEVELS = {"B-B": (False, False, False), "B-T": (True, False, False), "B-LT": (True, True, False)}
LEVELS["B-LTA"] = (True, True, True)
"""Whether it has a time stamp in the seal, proofs beside it, and a time stamp over all of that."""
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
_GAP = re.compile(rb"<((?:[0-9A-F]{2})+)>")


@dataclass
class Seal:
    """An unbroken seal over a file, or over all of it but one revision behind it."""

    certificate: x509.Certificate
    fingerprint: str
    """SHA-256 of the certificate, lower-case hex."""
    size: int
    """How many bytes it covers, its own container included."""
    stamp: Stamp | None


class NotGenuine(Exception):
    """There is no unbroken seal over the whole file; the text says what was found first."""


def check_seal(pdf: bytes) -> Seal:
    """The one seal of a file, whoever made it. Raises NotGenuine. What follows it is for `content_of` to check."""
    if not pdf.startswith(b"%PDF-") or len(pdf) > LARGEST_FILE_BYTES:
        raise NotGenuine("it is no PDF of a size that is looked at")
    ranges = [tuple(map(int, each.groups())) for each in _RANGE.finditer(pdf)]
    ranges = [(start, end, rest) for start, end, rest in ranges if 0 < start < end]
    if len(ranges) not in (1, 2) or ranges[-1][1] + ranges[-1][2] != len(pdf):
        raise NotGenuine("there is not exactly one signature over the whole file")
    start, end, rest = ranges[0]
    sealed = pdf[: end + rest]
    gap = _GAP.fullmatch(sealed[start:end])
    if gap is None:
        raise NotGenuine("the room of the signature holds something else")
    try:
        return _check(bytes.fromhex(gap[1].decode()), sealed[:start] + sealed[end:], len(sealed))
    # A hostile container can bring about any exception in the parsers of certificates and signatures.
    except Exception as problem:
        raise NotGenuine("the signature does not fit the file") from problem


def _check(room: bytes, signed_bytes: bytes, size: int) -> Seal:
    """Raises any exception for what is not the one right form."""
    container = room[: length(room)]
    if room[len(container) :].strip(b"\0"):
        raise ValueError("something stands behind the signature")
    (signed,) = parts(parts(container)[1])
    certificates, (info,) = parts(parts(signed)[3]), parts(parts(signed)[4])
    attributes, signature, beside = parts(info)[3], inside(parts(info)[5]), parts(info)[6:]
    signer = _signer(attributes, certificates, hashlib.sha256(signed_bytes).digest())
    certificate = x509.load_der_x509_certificate(signer)
    kind = "ecdsa" if isinstance(certificate.public_key(), ec.EllipticCurvePublicKey) else "rsa"
    token = _token(beside)
    if _built(signer, certificates, attributes, signature, kind, token) != container:
        raise ValueError("the container is not in the one form that it may have")
    stamps.verify_signature(certificate, signature, bytes([SET]) + attributes[1:], hashes.SHA256())
    stamp = stamps.read_stamp(token, hashlib.sha256(signature).digest()) if token else None
    return Seal(certificate, certificate.fingerprint(hashes.SHA256()).hex(), size, stamp)


def _signer(attributes: bytes, certificates: list[bytes], digest: bytes) -> bytes:
    """The certificate that signed. The signed attributes are exactly: type, digest of the file, all certificates."""
    found = {}
    for each in parts(attributes):
        name, values = parts(each)
        (found[name],) = parts(values)
    if len(parts(attributes)) != 3 or found.get(OID["content_type"]) != OID["data"]:
        raise ValueError("other things were signed")
    if found.get(OID["message_digest"]) != der(OCTETS, digest):
        raise ValueError("the signature is on another file")
    by_digest = {hashlib.sha256(each).digest(): each for each in certificates}
    (named,) = parts(found[OID["signing_certificate_v2"]])
    digests = [inside(parts(each)[-1]) for each in parts(named)]
    if sorted(digests) != sorted(by_digest) or len(certificates) != len(by_digest):
        raise ValueError("other certificates were signed than are there")
    return by_digest[digests[0]]


def _token(beside: list[bytes]) -> bytes:
    """The time-stamp token beside the signature; empty where nothing is. Raises ValueError for anything else."""
    if not beside:
        return b""
    ((attribute,),) = (parts(each) for each in beside)
    name, values = parts(attribute)
    (token,) = parts(values)
    if name != OID["time_stamp"]:
        raise ValueError("something that nobody signed stands beside the signature")
    return token


def _built(
    signer: bytes, certificates: list[bytes], attributes: bytes, signature: bytes, kind: str, token: bytes
) -> bytes:
    """The container from its parts. The tag of the attributes is ours too: the signature is over another one."""
    sha256, one = digest_algorithm("sha256"), der(INTEGER, b"\1")
    beside = [der(0xA1, der(SEQUENCE, OID["time_stamp"], der(SET, token)))] if token else []
    signed_by, ours = mechanism(kind, "sha256"), bytes([ATTRIBUTES]) + attributes[1:]
    info = der(SEQUENCE, one, identifier(signer), sha256, ours, signed_by, der(OCTETS, signature), *beside)
    inner = der(SEQUENCE, OID["data"])
    data = der(SEQUENCE, one, der(SET, sha256), inner, der(0xA0, *sorted(certificates)), der(SET, info))
    return der(SEQUENCE, OID["signed_data"], der(0xA0, data))


def content_of(pdf: bytes, seal: Seal) -> tuple[bytes, str, list[Stamp]]:
    """The data in a file whose seal was checked, the level of the seal, and its time stamps. Raises NotGenuine."""
    found = [seal.stamp] if seal.stamp else []
    try:
        if seal.size < len(pdf):
            found.append(stamps.read_archive(pdf, seal.size))
        content, level, has_proofs = _open(pdf[: seal.size])
    # Whoever has a known key can have written anything; a time stamp is read before it is trusted.
    except Exception as problem:
        raise NotGenuine("it is sealed, but not as a report is") from problem
    if LEVELS.get(level) != (seal.stamp is not None, has_proofs, seal.size < len(pdf)):
        raise NotGenuine("its time stamps are not those that the seal says it has")
    if found and found[-1].at < found[0].at:
        raise NotGenuine("the time stamp over the whole file is from before the one that it holds")
    return content, level, found


def _open(sealed: bytes) -> tuple[bytes, str, bool]:
    """The data, the level that the seal says it has, and whether proofs are there: one signature, one attachment."""
    with pikepdf.open(io.BytesIO(sealed), attempt_recovery=False, suppress_warnings=True) as file:
        fields = [each for each in file.Root.AcroForm.Fields if each.get("/FT") == "/Sig" and "/V" in each]
        names = file.Root.Names.EmbeddedFiles.Names
        if [str(each.T) for each in fields] != [FIELD] or len(names) != 2 or str(names[1].UF) != ATTACHMENT:
            raise ValueError("not as a report is")
        built = fields[0].V.get("/Prop_Build")
        level = "B-B" if built is None else str(built.App.REx)
        return names[1].EF.F.read_bytes(), level, "/DSS" in file.Root


def fingerprints_of(pem: bytes) -> Collection[str]:
    """Of the certificates in a file. Raises ValueError."""
    return {each.fingerprint(hashes.SHA256()).hex() for each in x509.load_pem_x509_certificates(pem)}
