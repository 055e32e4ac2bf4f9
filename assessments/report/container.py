"""The one form that the signature container of a seal may have, byte for byte.

A signature does not cover its own container. So that no byte of a sealed file can be changed unnoticed, the container
is rebuilt from its parts when a seal is checked and has to come out the same; and an ECDSA signature, of which two
forms are mathematically equal, is made and accepted in the lower form only.
"""

from __future__ import annotations

from collections.abc import Sequence

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

DIGEST = "sha256"
PRODUCT = "frcompliance"
"""Under which name the signed dictionary of a seal says its level."""
_STAMP_ATTRIBUTE = "signature_time_stamp_token"
ECDSA, RSA = "sha256_ecdsa", "sha256_rsa"


def lower_form(signature: bytes, curve: ec.EllipticCurve) -> bytes:
    """An ECDSA signature in the lower of its two forms. Raises ValueError for what is not one."""
    r, s = decode_dss_signature(signature)
    order = curve.group_order
    return encode_dss_signature(r, min(s, order - s))


def is_signed_by(certificate: x509.Certificate, signature: bytes, signed: bytes, by: hashes.HashAlgorithm) -> bool:
    """Whether the key of the certificate made the signature, and an ECDSA signature is in its lower form. Raises
    ValueError for what is no ECDSA signature."""
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(by))
            return signature == lower_form(signature, key.curve)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), by)
            return True
    except InvalidSignature:
        return False
    return False


def certificate_list(certificates: Sequence[asn1_x509.Certificate]) -> tsp.SigningCertificateV2:
    """The signed list of every certificate in the container, the signer's first."""
    entries = [tsp.ESSCertIDv2({"cert_hash": each.sha256}) for each in certificates]
    return tsp.SigningCertificateV2({"certs": entries})


def rebuild(signer: asn1_x509.Certificate, found: cms.SignedData, token: bytes | None = None) -> bytes:
    """The container as it must be, from the certificates, signed attributes and signature found in it, and from the
    time-stamp token where the seal has one."""
    info = found["signer_infos"][0]
    mechanism = ECDSA if signer.public_key.algorithm == "ec" else RSA
    digest = algos.DigestAlgorithm({"algorithm": DIGEST})
    rebuilt_info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": signer.issuer, "serial_number": signer.serial_number}
                    )
                }
            ),
            "digest_algorithm": digest,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": mechanism}),
            "signed_attrs": info["signed_attrs"],
            "signature": core.OctetString(info["signature"].native),
        }
    )
    if token is not None:
        rebuilt_info["unsigned_attrs"] = [_attribute(token)]
    certificates = {cms.CertificateChoices("certificate", each.chosen) for each in found["certificates"]}
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms((digest,)),
            "encap_content_info": {"content_type": "data"},
            "certificates": certificates,
            "signer_infos": [rebuilt_info],
        }
    )
    built: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return built


def token_of(info: cms.SignerInfo) -> bytes | None:
    """The time-stamp token beside the signature; None where there is nothing of the kind. Raises ValueError for
    anything else there."""
    if isinstance(info["unsigned_attrs"], core.Void):
        return None
    (attribute,) = info["unsigned_attrs"]
    (value,) = attribute["values"]
    if attribute["type"].native != _STAMP_ATTRIBUTE:
        raise ValueError(attribute["type"].native)
    token: bytes = value.dump()
    return token


def _attribute(token: bytes) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": _STAMP_ATTRIBUTE, "values": [cms.ContentInfo.load(token)]})
