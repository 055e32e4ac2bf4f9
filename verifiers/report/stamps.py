"""Time stamps (RFC 3161) in a seal: the one form that a token may have, what it proves, and the one revision that may
follow a seal, which holds a time stamp over all before it."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID

from verifiers.report.der import (
    ATTRIBUTES,
    INTEGER,
    NAME,
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

FIELD = "DocTimeStamp"
ROOM_BYTES = 8192
DIGESTS: dict[int, tuple[str, hashes.HashAlgorithm]] = {
    32: ("sha256", hashes.SHA256()),
    48: ("sha384", hashes.SHA384()),
    64: ("sha512", hashes.SHA512()),
}


@dataclass
class Stamp:
    """What a token proves."""

    at: datetime
    fingerprint: str
    """SHA-256 of the authority's certificate, lower-case hex."""


def verify_signature(certificate: x509.Certificate, signature: bytes, signed: bytes, by: hashes.HashAlgorithm) -> str:
    """The kind of key. Raises InvalidSignature, or ValueError for the other form of an ECDSA signature."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(by))
        r, s = decode_dss_signature(signature)
        # Two signatures are mathematically equal; only the lower one is ever kept.
        if 2 * s > key.curve.group_order or encode_dss_signature(r, s) != signature:
            raise ValueError("the signature has another form")
        return "ecdsa"
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), by)
        return "rsa"
    raise ValueError("no such key ever signs")


def read_stamp(token: bytes, imprint: bytes) -> Stamp:
    """What a token over the SHA-256 digest `imprint` proves. Raises ValueError, IndexError, KeyError or
    InvalidSignature for anything else than a valid token in its one form."""
    _, _, encapsulated, certificates, infos = parts(parts(parts(token)[1])[0])
    (leaf,), (info,) = parts(certificates), parts(infos)
    content = inside(parts(parts(encapsulated)[1])[0])
    attributes, signature = parts(info)[3], inside(parts(info)[5])
    known = _attributes(attributes)
    certificate = x509.load_der_x509_certificate(leaf)
    name, by = DIGESTS[len(inside(known["message_digest"]))]
    kind = verify_signature(certificate, signature, bytes([SET]) + attributes[1:], by)
    if _built(leaf, content, attributes, signature, _algorithms(known, kind, name)) != token:
        raise ValueError("the time stamp is not in its one form")
    if (
        known["content_type"] != OID["stamped"]
        or inside(known["message_digest"]) != hashlib.new(name, content).digest()
    ):
        raise ValueError("the time stamp does not belong to its content")
    _check_names(leaf, known)
    _check_usage(certificate)
    said = parts(content)
    over = parts(said[2])
    if NAME.get(parts(over[0])[0]) != "sha256" or inside(over[1]) != imprint:
        raise ValueError("the time stamp is over something else")
    return Stamp(_time(inside(said[4])), hashlib.sha256(leaf).hexdigest())


def _attributes(written: bytes) -> dict[str, bytes]:
    """The one value of each signed attribute that is known here."""
    found: dict[str, bytes] = {}
    for each in parts(written):
        oid, values = parts(each)
        name = NAME.get(oid, oid.hex())
        if name in found:
            raise ValueError("an attribute occurs twice")
        found[name] = parts(values)[0]
    return found


def _algorithms(known: dict[str, bytes], kind: str, name: str) -> tuple[bytes, bytes]:
    """Of digest and signature: as the signed attributes say, where they do; otherwise as they are usually written."""
    if "algorithm_protection" in known:
        digest, signature = parts(known["algorithm_protection"])[:2]
        return digest, bytes([SEQUENCE]) + signature[1:]
    return digest_algorithm(name), mechanism(kind, name)


def _built(leaf: bytes, content: bytes, attributes: bytes, signature: bytes, algorithms: tuple[bytes, bytes]) -> bytes:
    digest, signed_by = algorithms
    one, three = der(INTEGER, b"\1"), der(INTEGER, b"\3")
    # Their tag is ours: the signature is over another one.
    ours = bytes([ATTRIBUTES]) + attributes[1:]
    info = der(SEQUENCE, one, identifier(leaf), digest, ours, signed_by, der(OCTETS, signature))
    inner = der(SEQUENCE, OID["stamped"], der(0xA0, der(OCTETS, content)))
    data = der(SEQUENCE, three, der(SET, digest), inner, der(0xA0, leaf), der(SET, info))
    return der(SEQUENCE, OID["signed_data"], der(0xA0, data))


def _check_names(leaf: bytes, known: dict[str, bytes]) -> None:
    """The signed attributes bind the certificate by its digest."""
    name = "signing_certificate_v2" if "signing_certificate_v2" in known else "signing_certificate"
    first = parts(parts(parts(known[name])[0])[0])
    algorithm = "sha1" if name == "signing_certificate" else "sha256"
    if first[0][0] == SEQUENCE:
        algorithm = NAME[parts(first.pop(0))[0]]
    if inside(first[0]) != hashlib.new(algorithm, leaf).digest():
        raise ValueError("the time stamp names another certificate")


def _check_usage(certificate: x509.Certificate) -> None:
    """For time stamps and for nothing else, and said to be critical (RFC 3161, 2.3)."""
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError("the certificate is not one for time stamps")


def _time(written: bytes) -> datetime:
    """A generalised time, with or without fractions of a second."""
    found = re.fullmatch(r"(\d{14})(?:\.(\d{1,6})\d*)?Z", written.decode("ascii"))
    if found is None:
        raise ValueError("no time")
    at = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return at.replace(microsecond=int((found[2] or "0").ljust(6, "0")))


def read_archive(pdf: bytes, size: int) -> Stamp:
    """The stamp in the revision behind the first `size` bytes, which have to be a sealed file. Written again, the
    revision has to come out the same. Raises ValueError and what `read_stamp` and pikepdf raise."""
    before, after = plan_archive(pdf[:size])
    gap = pdf[len(before) : len(pdf) - len(after)]
    if not pdf.startswith(before) or not pdf.endswith(after) or len(gap) != 2 * ROOM_BYTES + 2:
        raise ValueError("another revision follows the seal")
    held = bytes.fromhex(gap[1:-1].decode("ascii"))
    token = held[: length(held)]
    if gap != b"<" + token.hex().upper().ljust(2 * ROOM_BYTES, "0").encode() + b">":
        raise ValueError("something stands behind the time stamp")
    return read_stamp(token, hashlib.sha256(before + after).digest())


def plan_archive(sealed: bytes) -> tuple[bytes, bytes]:
    """The file with its time stamp, before the token and after it."""
    with pikepdf.open(io.BytesIO(sealed), attempt_recovery=False, suppress_warnings=True) as file:
        (field,) = (each for each in file.Root.AcroForm.Fields if str(each.T) == FIELD and "/V" not in each)
        page, trailer = field.P.objgen[0], file.trailer
        root, about = trailer.Root.objgen[0], trailer.Info.objgen[0]
        number, stamp = field.objgen[0], int(trailer.Size)
        identity = b"".join(b"<%b>" % bytes(each).hex().encode() for each in trailer.ID)
    table, start = stamp + 1, len(sealed)
    written = (
        b"%d 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (%b) /F 132 /P %d 0 R"
        b" /Rect [-9999 -9999 -9999 -9999] /V %d 0 R >>\nendobj\n"
    ) % (number, FIELD.encode(), page, stamp)
    stamp_at = start + len(written)
    written += b"%d 0 obj\n<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange " % stamp
    gap_start = start + len(written) + len(_range(0, 0, 0)) + len(b" /Contents ")
    gap_end = gap_start + 2 * ROOM_BYTES + 2
    table_at = gap_end + len(b" >>\nendobj\n")
    places = ((number, start), (stamp, stamp_at), (table, table_at))
    rows = b"".join(b"\1" + at.to_bytes(8, "big") + b"\0\0" for _, at in places)
    index = b" ".join(b"%d 1" % each for each, _ in places)
    previous = int(sealed[sealed.rindex(b"startxref") + 9 :].split()[0])
    after = (
        b" >>\nendobj\n%d 0 obj\n<< /Type /XRef /Size %d /Prev %d /Root %d 0 R /Info %d 0 R /ID [%b] /W [1 8 2]"
        b" /Index [%b] /Length %d >>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    ) % (table, table + 1, previous, root, about, identity, index, len(rows), rows, table_at)
    return sealed + written + _range(gap_start, gap_end, len(after)) + b" /Contents ", after


def _range(start: int, end: int, rest: int) -> bytes:
    return b"[0 %-10d %-10d %-10d]" % (start, end, rest)
