"""The strict check of a seal. Every byte of a file is signed, or part of the one container that the signature can have.

The signature is found in the bytes and checked before anything else is read; only what a known certificate has sealed
is ever opened as a PDF. The container is taken apart by a small reader of DER, built again, and has to come out the
same, because a signature does not cover its own container.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

FIELD, ATTACHMENT = "OrgSeal", "assessment.json"
LARGEST_FILE_BYTES = 64 << 20
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
_GAP = re.compile(rb"<((?:[0-9A-F]{2})+)>")
_OIDS = {
    "data": "06092a864886f70d010701",
    "signed_data": "06092a864886f70d010702",
    "content_type": "06092a864886f70d010903",
    "message_digest": "06092a864886f70d010904",
    "signing_certificate_v2": "060b2a864886f70d010910022f",
    "sha256": "0609608648016503040201",
    "ecdsa": "06082a8648ce3d040302",
    "rsa": "06092a864886f70d01010b",
}
OID = {name: bytes.fromhex(written) for name, written in _OIDS.items()}
INTEGER, OCTETS, SEQUENCE, SET, ATTRIBUTES = 0x02, 0x04, 0x30, 0x31, 0xA0
NULL = b"\x05\0"


@dataclass
class Seal:
    """An unbroken seal over a whole file."""

    certificate: x509.Certificate
    fingerprint: str
    """SHA-256 of the certificate, lower-case hex."""


class NotGenuine(Exception):
    """There is no unbroken seal over the whole file; the text says what was found first."""


def check_seal(pdf: bytes) -> Seal:
    """The one seal of a file, whoever made it. Raises NotGenuine."""
    if not pdf.startswith(b"%PDF-") or len(pdf) > LARGEST_FILE_BYTES:
        raise NotGenuine("it is no PDF of a size that is looked at")
    places = [tuple(map(int, each.groups())) for each in _RANGE.finditer(pdf)]
    whole = [(start, end) for start, end, rest in places if 0 < start < end and end + rest == len(pdf)]
    if len(whole) != 1:
        raise NotGenuine("there is not exactly one signature over the whole file")
    ((start, end),) = whole
    gap = _GAP.fullmatch(pdf[start:end])
    if gap is None:
        raise NotGenuine("the room of the signature holds something else")
    try:
        return _check(bytes.fromhex(gap[1].decode()), hashlib.sha256(pdf[:start] + pdf[end:]).digest())
    # A hostile container can bring about any exception in the parsers of certificates and signatures.
    except Exception as problem:
        raise NotGenuine("the signature does not fit the file") from problem


def _check(room: bytes, digest: bytes) -> Seal:
    """Raises any exception for what is not the one right form."""
    container = room[: _length(room, 0)]
    if room[len(container) :].strip(b"\0"):
        raise ValueError("something stands behind the signature")
    (signed,) = _parts(_parts(container)[1])
    certificates, (info,) = _parts(_parts(signed)[3]), _parts(_parts(signed)[4])
    attributes, signature = _parts(info)[3], _value(_parts(info)[5])
    signer = _signer(attributes, certificates, digest)
    certificate = x509.load_der_x509_certificate(signer)
    kind = "ecdsa" if isinstance(certificate.public_key(), ec.EllipticCurvePublicKey) else "rsa"
    if _built(signer, certificates, attributes, signature, kind) != container:
        raise ValueError("the container is not in the one form that it may have")
    _verify(certificate, signature, bytes([SET]) + attributes[1:])
    return Seal(certificate, certificate.fingerprint(hashes.SHA256()).hex())


def _signer(attributes: bytes, certificates: list[bytes], digest: bytes) -> bytes:
    """The certificate that signed. The signed attributes are exactly: type, digest of the file, all certificates."""
    found = {}
    for each in _parts(attributes):
        name, values = _parts(each)
        (found[name],) = _parts(values)
    if len(_parts(attributes)) != 3 or found.get(OID["content_type"]) != OID["data"]:
        raise ValueError("other things were signed")
    if found.get(OID["message_digest"]) != _der(OCTETS, digest):
        raise ValueError("the signature is on another file")
    by_digest = {hashlib.sha256(each).digest(): each for each in certificates}
    (named,) = _parts(found[OID["signing_certificate_v2"]])
    digests = [_value(_parts(each)[-1]) for each in _parts(named)]
    if sorted(digests) != sorted(by_digest) or len(certificates) != len(by_digest):
        raise ValueError("other certificates were signed than are there")
    return by_digest[digests[0]]


def _built(signer: bytes, certificates: list[bytes], attributes: bytes, signature: bytes, kind: str) -> bytes:
    """The container from its parts. The tag of the attributes is ours too: the signature is over another one."""
    body = [each for each in _parts(_parts(signer)[0]) if each[0] != 0xA0]
    serial, issuer = body[0], body[2]
    sha256, one = _der(SEQUENCE, OID["sha256"], NULL), _der(INTEGER, b"\1")
    mechanism = OID["ecdsa"] if kind == "ecdsa" else OID["rsa"] + NULL
    info = _der(
        SEQUENCE,
        one,
        _der(SEQUENCE, issuer, serial),
        sha256,
        bytes([ATTRIBUTES]) + attributes[1:],
        _der(SEQUENCE, mechanism),
        _der(OCTETS, signature),
    )
    data = _der(
        SEQUENCE,
        one,
        _der(SET, sha256),
        _der(SEQUENCE, OID["data"]),
        _der(0xA0, *sorted(certificates)),
        _der(SET, info),
    )
    return _der(SEQUENCE, OID["signed_data"], _der(0xA0, data))


def _verify(certificate: x509.Certificate, signature: bytes, signed: bytes) -> None:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        # Two signatures are mathematically equal; only the lower one is ever made.
        if 2 * s > key.curve.group_order or encode_dss_signature(r, s) != signature:
            raise ValueError("the signature has another form")
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    else:
        raise ValueError("no such key ever seals")


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def _length(data: bytes, at: int) -> int:
    """Where the value that begins at `at` ends. Raises ValueError, IndexError."""
    first, start = data[at + 1], at + 2
    if first >= 0x80:
        start += first & 0x7F
        first = int.from_bytes(data[at + 2 : start], "big")
    if start + first > len(data):
        raise ValueError("a value is cut off")
    return start + first


def _value(data: bytes) -> bytes:
    """What stands inside one value."""
    return data[2 + (data[1] & 0x7F) if data[1] >= 0x80 else 2 :]


def _parts(data: bytes) -> list[bytes]:
    """The values inside one value, whole."""
    return list(_split(_value(data)))


def _split(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = _length(data, at)
        yield data[at:end]
        at = end


def content_of(pdf: bytes) -> bytes:
    """The data in a file whose seal was checked: one signature, in its place, and one attachment. Raises NotGenuine."""
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True) as file:
            fields = [each for each in file.Root.AcroForm.Fields if each.get("/FT") == "/Sig" and "/V" in each]
            names = file.Root.Names.EmbeddedFiles.Names
            if [str(each.T) for each in fields] != [FIELD] or len(names) != 2 or str(names[1].UF) != ATTACHMENT:
                raise NotGenuine("it is sealed, but not as a report is")
            return names[1].EF.F.read_bytes()
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as problem:
        raise NotGenuine("it is sealed, but not as a report is") from problem


def fingerprints_of(pem: bytes) -> Collection[str]:
    """Of the certificates in a file. Raises ValueError."""
    return {each.fingerprint(hashes.SHA256()).hex() for each in x509.load_pem_x509_certificates(pem)}
