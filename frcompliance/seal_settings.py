"""How reports are sealed, from the environment of the worker: key, level, and the authorities that help."""

from __future__ import annotations

from dataclasses import dataclass, field

from frcompliance.environment import read


@dataclass(frozen=True, slots=True)
class SealSettings:
    """As given; `services.seal_setup` makes of it what seals, and says what does not fit."""

    level: str = ""
    """Empty: the highest that the rest allows."""
    tsa_url: str = ""
    tsa_user: str = ""
    tsa_password: str = field(default="", repr=False)
    tsa_certificates: str = ""
    """PEM: the certificates by which the time-stamp authority is known."""
    tsa_ca_file: str = ""
    """Path of a PEM file: whom its TLS certificate must lead to; empty: the system's list."""
    roots: str = ""
    """PEM: the roots to which the sealing certificate leads."""
    certificates: str = ""
    """PEM: the sealing certificate and its issuers, for a key in a PKCS#11 token."""
    pkcs11_module: str = ""
    pkcs11_token: str = ""
    pkcs11_key: str = ""
    pkcs11_pin: str = field(default="", repr=False)


def seal_settings() -> SealSettings:
    """Each NAME can also be given as NAME_FILE, except for paths."""
    return SealSettings(
        level=read("SEAL_LEVEL"),
        tsa_url=read("SEAL_TSA_URL"),
        tsa_user=read("SEAL_TSA_USER"),
        tsa_password=read("SEAL_TSA_PASSWORD"),
        tsa_certificates=read("SEAL_TSA_CERTIFICATES"),
        tsa_ca_file=read("SEAL_TSA_CA"),
        roots=read("SEAL_ROOTS"),
        certificates=read("SEAL_CERTIFICATES"),
        pkcs11_module=read("SEAL_PKCS11_MODULE"),
        pkcs11_token=read("SEAL_PKCS11_TOKEN"),
        pkcs11_key=read("SEAL_PKCS11_KEY"),
        pkcs11_pin=read("SEAL_PKCS11_PIN"),
    )
