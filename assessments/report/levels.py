"""How much a seal proves beyond itself: the levels of PAdES (ETSI EN 319 142-1)."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """From the least to the most."""

    B_B = "B-B"
    """The seal alone; its time is the machine's word."""
    B_T = "B-T"
    """With a time stamp over the signature, by an authority."""
    B_LT = "B-LT"
    """With the certificates of both and the proof that none was revoked: to be checked without any network."""
    B_LTA = "B-LTA"
    """With a time stamp over all of that, in a revision of its own."""

    @property
    def is_stamped(self) -> bool:
        """Whether the signature carries a time stamp."""
        return self is not Level.B_B

    @property
    def has_proofs(self) -> bool:
        """Whether the file carries certificates and revocation information."""
        return self in (Level.B_LT, Level.B_LTA)
