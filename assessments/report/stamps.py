"""Time-stamp tokens (RFC 3161): the one form that a token may have in a seal, and what it proves.

A token is a signature container of its own, which nothing else covers. So that no byte of it can be changed unnoticed,
it is brought into one form before it is used, and has to come out the same when it is checked: the certificate of the
time-stamp authority alone, no unsigned attribute, an ECDSA signature in its lower form.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from assessments.report.container import DIGEST, is_signed_by, lower_form

_DIGESTS: dict[int, tuple[str, hashes.HashAlgorithm]] = {
    32: ("sha256", hashes.SHA256()),
    48: ("sha384", hashes.SHA384()),
    64: ("sha512", hashes.SHA512()),
}
"""By the length of a digest in bytes."""
_NEEDED_ATTRIBUTES = {"content_type", "message_digest"}


@dataclass(eq=False)
class StampUnusable(Exception):
    """A token that proves nothing here; `reason` is a plain sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Stamp:
    """A token that was checked."""

    at: datetime
    """The time that the authority vouches for."""
    certificate: x509.Certificate
    """The authority's."""


def normalised(token: cms.ContentInfo) -> bytes:
    """A token as it came from an authority, in its one form. Raises StampUnusable."""
    try:
        return _rebuilt(token["content"])
    except (ValueError, KeyError, TypeError, IndexError):
        raise StampUnusable("the answer of the time-stamp authority is no time stamp") from None


def read_stamp(token: bytes, imprint: bytes) -> Stamp:
    """What a token over the SHA-256 digest `imprint` proves.

    Raises StampUnusable for a token that is not in the one form, not valid, or over something else.
    """
    try:
        content = cms.ContentInfo.load(token, strict=True)["content"]
        if _rebuilt(content) != token:
            raise StampUnusable("the time stamp is not in its canonical form")
        return _checked(content, imprint)
    except (ValueError, KeyError, TypeError, IndexError):
        raise StampUnusable("the time stamp is damaged") from None


def is_known_authority(stamp: Stamp, authorities: Collection[x509.Certificate]) -> bool:
    """Whether the certificate of the stamp is among those given, or was issued by one of them, and both were valid."""
    leaf = stamp.certificate
    for each in authorities:
        if not each.not_valid_before_utc <= stamp.at <= each.not_valid_after_utc:
            continue
        if each == leaf or _issued(leaf, each):
            return leaf.not_valid_before_utc <= stamp.at <= leaf.not_valid_after_utc
    return False


def _issued(leaf: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        leaf.verify_directly_issued_by(issuer)
        return issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False


def _rebuilt(content: cms.SignedData) -> bytes:
    """The token from its signed parts alone."""
    (info,) = content["signer_infos"]
    attributes = _attributes(info)
    leaf = _named_certificate(content, attributes)
    name, _ = _DIGESTS[len(attributes["message_digest"][0].native)]
    digest, mechanism = _algorithms(leaf, name, attributes)
    rebuilt = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": leaf.issuer, "serial_number": leaf.serial_number}
                    )
                }
            ),
            "digest_algorithm": digest,
            "signed_attrs": cms.CMSAttributes(list(info["signed_attrs"])),
            "signature_algorithm": mechanism,
            "signature": core.OctetString(_one_form(leaf, info["signature"].native)),
        }
    )
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": cms.DigestAlgorithms((digest,)),
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(_stamped_content(content)),
            },
            "certificates": [cms.CertificateChoices("certificate", leaf)],
            "signer_infos": [rebuilt],
        }
    )
    built: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return built


def _attributes(info: cms.SignerInfo) -> dict[str, Any]:
    """The signed attributes by name; each occurs once."""
    found = {each["type"].native: each["values"] for each in info["signed_attrs"]}
    if len(found) != len(info["signed_attrs"]) or not set(found) >= _NEEDED_ATTRIBUTES:
        raise ValueError("signed attributes")
    return found


def _named_certificate(content: cms.SignedData, attributes: dict[str, Any]) -> asn1_x509.Certificate:
    """The certificate that the signed attributes bind by its digest."""
    if "signing_certificate_v2" in attributes:
        named = attributes["signing_certificate_v2"][0]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
    else:
        named, algorithm = attributes["signing_certificate"][0]["certs"][0], "sha1"
    for each in content["certificates"]:
        certificate = each.chosen
        digest = hashes.Hash({"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha512": hashes.SHA512()}[algorithm])  # noqa: S303
        digest.update(certificate.dump())
        if digest.finalize() == named["cert_hash"].native:
            return certificate
    raise ValueError("certificate")


def _algorithms(
    leaf: asn1_x509.Certificate, digest: str, attributes: dict[str, Any]
) -> tuple[algos.DigestAlgorithm, algos.SignedDigestAlgorithm]:
    """As the signed attributes name them, where they do; otherwise as they are usually written."""
    if "cms_algorithm_protection" in attributes:
        protected = attributes["cms_algorithm_protection"][0]
        named = algos.SignedDigestAlgorithm.load(protected["signature_algorithm"].untag().dump())
        return algos.DigestAlgorithm.load(protected["digest_algorithm"].dump()), named
    kind = "ecdsa" if leaf.public_key.algorithm == "ec" else "rsa"
    return algos.DigestAlgorithm({"algorithm": digest}), algos.SignedDigestAlgorithm({"algorithm": f"{digest}_{kind}"})


def _one_form(leaf: asn1_x509.Certificate, signature: bytes) -> bytes:
    key = x509.load_der_x509_certificate(leaf.dump()).public_key()
    return lower_form(signature, key.curve) if isinstance(key, ec.EllipticCurvePublicKey) else signature


def _stamped_content(content: cms.SignedData) -> bytes:
    """The bytes of what the authority signed."""
    held: bytes = content["encap_content_info"]["content"].contents
    return held


def _checked(content: cms.SignedData, imprint: bytes) -> Stamp:
    info = content["signer_infos"][0]
    attributes = _attributes(info)
    leaf = x509.load_der_x509_certificate(content["certificates"][0].chosen.dump())
    held = _stamped_content(content)
    stamped = tsp.TSTInfo.load(held, strict=True)
    _, algorithm = _DIGESTS[len(attributes["message_digest"][0].native)]
    digest = hashes.Hash(algorithm)
    digest.update(held)
    signed = (attributes["content_type"][0].native, attributes["message_digest"][0].native)
    if signed != ("tst_info", digest.finalize()):
        raise StampUnusable("the time stamp does not belong to its content")
    if not is_signed_by(leaf, info["signature"].native, info["signed_attrs"].untag().dump(), algorithm):
        raise StampUnusable("the signature of the time stamp is not valid")
    over = stamped["message_imprint"]
    if (over["hash_algorithm"]["algorithm"].native, over["hashed_message"].native) != (DIGEST, imprint):
        raise StampUnusable("the time stamp is over something else")
    if not _may_stamp(leaf):
        raise StampUnusable("the certificate of the time stamp is not one for time stamps")
    return Stamp(stamped["gen_time"].native, leaf)


def _may_stamp(leaf: x509.Certificate) -> bool:
    """RFC 3161, 2.3: for time stamps and for nothing else, and said to be critical."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
