"""What seals now, and at which level: from the settings of the worker."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from django.conf import settings

from assessments.report.assurance import Assurance, AssuranceUnusable, load_certificates, plan_assurance
from assessments.report.keys import TokenKey, key_in_token
from assessments.report.sealing import SealKey, SealKeyUnusable, load_seal_key
from assessments.report.stamping import StampAuthority


def current_key() -> SealKey:
    """The key that seals now. Raises SealKeyUnusable."""
    given = settings.SEAL
    if given.pkcs11_module:
        private = TokenKey(given.pkcs11_module, given.pkcs11_token, given.pkcs11_key, given.pkcs11_pin)
        return key_in_token(_certificates(given.certificates), private)
    if not settings.SEAL_KEY_FILE:
        raise SealKeyUnusable("no sealing key is configured; set SEAL_KEY_FILE and SEAL_PASSPHRASE_FILE")
    return load_seal_key(Path(settings.SEAL_KEY_FILE), settings.SEAL_PASSPHRASE)


def current_assurance() -> Assurance:
    """The level of seals made now. Raises AssuranceUnusable where the settings do not fit together."""
    given = settings.SEAL
    roots = load_certificates(given.roots, "SEAL_ROOTS_FILE") if given.roots else ()
    return plan_assurance(given.level, _authority(), roots)


def what_is_wrong() -> str:
    """Why no seal can be made with the settings, as far as that can be seen without using the key; empty where
    nothing is known to be wrong."""
    try:
        key = current_key()
        level = current_assurance().level
    except (SealKeyUnusable, AssuranceUnusable) as problem:
        return f"Reports cannot be sealed: {problem}."
    if level.has_proofs and key.is_self_issued:
        return f"Reports cannot be sealed at level {level}: the certificate was issued by its owner to itself."
    return ""


def _certificates(pem: str) -> tuple[x509.Certificate, ...]:
    try:
        return load_certificates(pem, "SEAL_CERTIFICATES_FILE") if pem else ()
    except AssuranceUnusable as problem:
        raise SealKeyUnusable(problem.reason) from None


def _authority() -> StampAuthority | None:
    given = settings.SEAL
    if not given.tsa_url:
        return None
    if not given.tsa_certificates:
        raise AssuranceUnusable("SEAL_TSA_URL is set without SEAL_TSA_CERTIFICATES_FILE, by which to know its answers")
    return StampAuthority(
        address=given.tsa_url,
        certificates=load_certificates(given.tsa_certificates, "SEAL_TSA_CERTIFICATES_FILE"),
        user=given.tsa_user,
        password=given.tsa_password,
        ca_file=given.tsa_ca_file,
    )
