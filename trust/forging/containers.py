"""Forgeries inside the signature container, which its own signature does not cover; all else stays as it was sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from trust.forging.material import (
    Material,
    container_of,
    forgery,
    message_of,
    range_of,
    signed_by,
    with_container,
)

Bend = Callable[[cms.SignedData, Material], object]


def by_bending(name: str, tries: str, bend: Bend) -> None:
    """Adds a forgery whose container is taken apart, bent and put together again."""

    def make(m: Material) -> bytes:
        message = message_of(m.pdf)
        bend(message["content"], m)
        return with_container(m.pdf, message.dump())

    forgery(name, tries)(make)


def _certificate(m: Material) -> cms.CertificateChoices:
    der = m.impostor.certificate.public_bytes(Encoding.DER)
    return cms.CertificateChoices("certificate", asn1_x509.Certificate.load(der))


def _other_signature(data: cms.SignedData, m: Material) -> None:
    info = data["signer_infos"][0]
    r, s = decode_dss_signature(info["signature"].native)
    order = ec.SECP256R1().group_order
    info["signature"] = encode_dss_signature(r, order - s)
    # It is mathematically as good as the one that we made.
    signed = info["signed_attrs"].untag().dump()
    public = m.key.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(info["signature"].native, signed, ec.ECDSA(hashes.SHA256()))


def _unsigned_attribute(data: cms.SignedData, m: Material) -> None:
    time = cms.Time("utc_time", core.UTCTime("260101000000Z"))
    attribute = cms.CMSAttribute({"type": "signing_time", "values": [time]})
    data["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])


def _no_parameters(data: cms.SignedData, m: Material) -> None:
    named = data["digest_algorithms"][0]["algorithm"].dump()
    bare = bytes([0x30, len(named)]) + named
    data["digest_algorithms"] = cms.DigestAlgorithms.load(bytes([0x31, len(bare)]) + bare)


def _digest_of_all(data: cms.SignedData, m: Material) -> None:
    data["digest_algorithms"] = cms.DigestAlgorithms([algos.DigestAlgorithm({"algorithm": "sha512"})])


def _digest_of_signer(data: cms.SignedData, m: Material) -> None:
    data["signer_infos"][0]["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "sha1"})


def _mechanism(data: cms.SignedData, m: Material) -> None:
    data["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha384_ecdsa"})


def _signer_twice(data: cms.SignedData, m: Material) -> None:
    data["signer_infos"].append(data["signer_infos"][0].copy())


def _second_signer(data: cms.SignedData, m: Material) -> None:
    info = data["signer_infos"][0].copy()
    signed = info["signed_attrs"].untag().dump()
    key = signed_by(m.impostor)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    info["signature"] = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    data["signer_infos"].append(info)


def _signed_by_impostor(data: cms.SignedData, m: Material) -> None:
    info = data["signer_infos"][0]
    key = signed_by(m.impostor)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    info["signature"] = key.sign(info["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))


def _more_certificates(data: cms.SignedData, m: Material) -> None:
    data["certificates"].append(_certificate(m))


def _certificate_twice(data: cms.SignedData, m: Material) -> None:
    data["certificates"].append(cms.CertificateChoices("certificate", data["certificates"][0].chosen.copy()))


def _without_chain(data: cms.SignedData, m: Material) -> None:
    ours = m.key.certificate.public_bytes(Encoding.DER)
    kept = [each for each in data["certificates"] if each.chosen.dump() == ours]
    assert len(kept) < len(data["certificates"])
    data["certificates"] = cms.CertificateSet(kept)


def _version(data: cms.SignedData, m: Material) -> None:
    data["version"] = "v3"


def _inner_content(data: cms.SignedData, m: Material) -> None:
    data["encap_content_info"] = {"content_type": "data", "content": b"COMPLIANT"}


def _revocation(data: cms.SignedData, m: Material) -> None:
    other = cms.OtherRevocationInfoFormat({"other_rev_info_format": "1.2.3.4", "other_rev_info": core.Null()})
    data["crls"] = cms.RevocationInfoChoices([cms.RevocationInfoChoice("other", other)])


def _by_key_identifier(data: cms.SignedData, m: Material) -> None:
    data["signer_infos"][0]["version"] = "v3"
    named = cms.SignerIdentifier("subject_key_identifier", core.OctetString(hashlib.sha1(b"x").digest()))
    data["signer_infos"][0]["sid"] = named


def _attribute_twice(data: cms.SignedData, m: Material) -> None:
    attributes = data["signer_infos"][0]["signed_attrs"]
    attributes.append(attributes[0].copy())


def _attribute_gone(data: cms.SignedData, m: Material) -> None:
    attributes = data["signer_infos"][0]["signed_attrs"]
    data["signer_infos"][0]["signed_attrs"] = cms.CMSAttributes([each for each in attributes][:-1])


by_bending("the other form of the signature", "a second signature that is as good", _other_signature)
by_bending("an unsigned attribute", "words that nobody signed", _unsigned_attribute)
by_bending("no parameters of the digest", "another form of the same", _no_parameters)
by_bending("another digest for all", "a field that nobody reads", _digest_of_all)
by_bending("another digest of the signer", "a weak digest", _digest_of_signer)
by_bending("another mechanism", "a mechanism that does not fit", _mechanism)
by_bending("the signer twice", "two signers where there is one", _signer_twice)
by_bending("an impostor as second signer", "another signer beside ours", _second_signer)
by_bending("an impostor's signature in our name", "our certificate, another key", _signed_by_impostor)
by_bending("a certificate more", "a stranger's certificate in our container", _more_certificates)
by_bending("a certificate twice", "bytes that nobody misses", _certificate_twice)
by_bending("no certificates of issuers", "a chain cut short", _without_chain)
by_bending("another version", "a field that nobody reads", _version)
by_bending("content inside the container", "two contents under one signature", _inner_content)
by_bending("revocation data inside", "words that nobody signed", _revocation)
by_bending("another name of the signer", "the certificate named otherwise", _by_key_identifier)
by_bending("a signed attribute twice", "two meanings of one attribute", _attribute_twice)
by_bending("a signed attribute less", "less than was signed", _attribute_gone)


@forgery("certificates in another order", "the same container, other bytes")
def other_order(m: Material) -> bytes:
    container = container_of(m.pdf)
    held = [each.chosen.dump() for each in message_of(m.pdf)["content"]["certificates"]]
    together = b"".join(held)
    assert len(held) == 2
    assert container.count(together) == 1
    return with_container(m.pdf, container.replace(together, held[1] + held[0]))


@forgery("another tag of the signed attributes", "a byte that the signature is made without")
def other_tag(m: Material) -> bytes:
    container = container_of(m.pdf)
    attributes = message_of(m.pdf)["content"]["signer_infos"][0]["signed_attrs"].dump()
    assert attributes[0] == 0xA0
    assert container.count(attributes) == 1
    return with_container(m.pdf, container.replace(attributes, b"\xa1" + attributes[1:]))


@forgery("the container of the other report", "our signature on another file")
def foreign_container(m: Material) -> bytes:
    return with_container(m.pdf, container_of(m.other))


@forgery("a length of unknown end", "another encoding of the same container")
def indefinite(m: Material) -> bytes:
    container = container_of(m.pdf)
    assert container[1] == 0x82
    return with_container(m.pdf, container[:1] + b"\x80" + container[4:] + b"\0\0")


@forgery("a length with a leading zero", "another encoding of the same container")
def long_length(m: Material) -> bytes:
    container = container_of(m.pdf)
    return with_container(m.pdf, container[:1] + b"\x83\0" + container[2:])


@forgery("something behind the container", "the padding is covered by nothing")
def junk_in_padding(m: Material) -> bytes:
    return with_container(m.pdf, container_of(m.pdf) + bytes(8) + b"COMPLIANT")


@forgery("the last byte of the padding", "the padding is covered by nothing")
def end_of_padding(m: Material) -> bytes:
    _, _, _, end, _ = range_of(m.pdf)
    assert m.pdf[end - 3 : end] == b"00>"
    return m.pdf[: end - 2] + b"1>" + m.pdf[end:]


@forgery("small letters", "the same number, written otherwise")
def small_letters(m: Material) -> bytes:
    _, _, start, end, _ = range_of(m.pdf)
    return m.pdf[:start] + m.pdf[start:end].lower() + m.pdf[end:]


@forgery("a space in the container", "readers of PDF pass over it")
def space_inside(m: Material) -> bytes:
    _, _, _, end, _ = range_of(m.pdf)
    return m.pdf[: end - 2] + b" >" + m.pdf[end:]


@forgery("half a byte in the container", "a digit less")
def half_byte(m: Material) -> bytes:
    _, _, _, end, _ = range_of(m.pdf)
    return m.pdf[: end - 2] + b">\n" + m.pdf[end:]


@forgery("a comment in the container", "readers of PDF may pass over it")
def comment_inside(m: Material) -> bytes:
    _, _, _, end, _ = range_of(m.pdf)
    return m.pdf[: end - 12] + b"%COMPLIANT" + m.pdf[end - 2 :]


@forgery("zeroes in the container", "a signature of nothing")
def zeroes(m: Material) -> bytes:
    _, _, start, end, _ = range_of(m.pdf)
    return m.pdf[: start + 1] + b"0" * (end - start - 2) + m.pdf[end - 1 :]
