"""Certificates in the form that pyHanko wants."""

from __future__ import annotations

from collections.abc import Iterable

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator.registry import SimpleCertificateStore


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """One certificate."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def certificate_store(certificates: Iterable[asn1_x509.Certificate]) -> SimpleCertificateStore:
    """Several of them, to travel in a seal."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates)
    return store
