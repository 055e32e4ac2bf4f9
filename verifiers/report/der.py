"""A small reader and writer of DER, as far as signature containers need one. Whatever does not fit raises ValueError or
IndexError; what is read is always written again and compared, so nothing here has to be lenient."""

from __future__ import annotations

from collections.abc import Iterator

INTEGER, OCTETS, SEQUENCE, SET, ATTRIBUTES = 0x02, 0x04, 0x30, 0x31, 0xA0
NULL = b"\x05\0"
_OIDS = {
    "data": "06092a864886f70d010701",
    "signed_data": "06092a864886f70d010702",
    "content_type": "06092a864886f70d010903",
    "message_digest": "06092a864886f70d010904",
    "algorithm_protection": "06092a864886f70d010934",
    "signing_certificate": "060b2a864886f70d010910020c",
    "signing_certificate_v2": "060b2a864886f70d010910022f",
    "time_stamp": "060b2a864886f70d010910020e",
    "stamped": "060b2a864886f70d0109100104",
    "sha1": "06052b0e03021a",
    "sha256": "0609608648016503040201",
    "sha384": "0609608648016503040202",
    "sha512": "0609608648016503040203",
    "ecdsa_sha256": "06082a8648ce3d040302",
    "ecdsa_sha384": "06082a8648ce3d040303",
    "ecdsa_sha512": "06082a8648ce3d040304",
    "rsa_sha256": "06092a864886f70d01010b",
    "rsa_sha384": "06092a864886f70d01010c",
    "rsa_sha512": "06092a864886f70d01010d",
}
OID = {name: bytes.fromhex(written) for name, written in _OIDS.items()}
NAME = {written: name for name, written in OID.items()}


def der(tag: int, *parts: bytes) -> bytes:
    """One value from those inside it."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def digest_algorithm(name: str) -> bytes:
    """As it is usually written."""
    return der(SEQUENCE, OID[name], NULL)


def mechanism(kind: str, digest: str) -> bytes:
    """Of a signature: kind is "ecdsa" or "rsa"."""
    return der(SEQUENCE, OID[f"{kind}_{digest}"], *([NULL] if kind == "rsa" else []))


def length(data: bytes, at: int = 0) -> int:
    """Where the value that begins at `at` ends."""
    first, start = data[at + 1], at + 2
    if first >= 0x80:
        start += first & 0x7F
        first = int.from_bytes(data[at + 2 : start], "big")
    if start + first > len(data):
        raise ValueError("a value is cut off")
    return start + first


def inside(data: bytes) -> bytes:
    """What stands inside one value."""
    return data[2 + (data[1] & 0x7F) if data[1] >= 0x80 else 2 :]


def parts(data: bytes) -> list[bytes]:
    """The values inside one value, whole."""
    return list(_split(inside(data)))


def _split(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = length(data, at)
        yield data[at:end]
        at = end


def identifier(certificate: bytes) -> bytes:
    """Issuer and number of a certificate, as signers are named."""
    body = [each for each in parts(parts(certificate)[0]) if each[0] != 0xA0]
    return der(SEQUENCE, body[2], body[0])
