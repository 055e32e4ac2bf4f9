"""What a seal shall prove beyond itself, and with whose help."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509

from assessments.report.levels import Level
from assessments.report.stamping import StampAuthority


@dataclass(eq=False)
class AssuranceUnusable(Exception):
    """The settings do not allow the level that they ask for; `reason` is a plain sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Assurance:
    """The level, and the authorities that it needs."""

    level: Level = Level.B_B
    authority: StampAuthority | None = None
    """Stamps the time; needed from B-T on."""
    roots: tuple[x509.Certificate, ...] = ()
    """To which the sealing certificate must lead; needed from B-LT on."""

    @property
    def known(self) -> tuple[x509.Certificate, ...]:
        """The certificates by which the time-stamp authority is known."""
        return self.authority.certificates if self.authority else ()


NONE = Assurance()


def plan_assurance(
    wanted: str, authority: StampAuthority | None, roots: tuple[x509.Certificate, ...] = ()
) -> Assurance:
    """The wanted level; where none is wanted, the highest that the authorities allow. Raises AssuranceUnusable."""
    allowed = Level.B_B if authority is None else Level.B_LTA if roots else Level.B_T
    try:
        level = Level(wanted) if wanted else allowed
    except ValueError:
        raise AssuranceUnusable(f"SEAL_LEVEL is {wanted}; it can be {', '.join(Level)}") from None
    if level.is_stamped and authority is None:
        raise AssuranceUnusable(f"a seal at level {level} needs a time-stamp authority; set SEAL_TSA_URL")
    if level.has_proofs and not roots:
        raise AssuranceUnusable(f"a seal at level {level} needs the roots of its certificate; set SEAL_ROOTS_FILE")
    return Assurance(level, authority, roots)


def load_certificates(pem: str, setting: str) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM text. Raises AssuranceUnusable with the name of the setting."""
    try:
        return tuple(x509.load_pem_x509_certificates(pem.encode()))
    except ValueError:
        raise AssuranceUnusable(f"{setting} holds no certificates in PEM form") from None
