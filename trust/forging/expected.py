"""What has to be said of each forgery."""

from __future__ import annotations

from trust.forging.checkers import ANOTHER, NOT_GENUINE, UNKNOWN

OTHERS_SEAL = {
    "sealed by a sibling",
    "sealed by an impostor",
    "other verdicts sealed by a sibling",
    "other verdicts sealed by an impostor",
    "another attachment sealed by an impostor",
}
"""Whole and unbroken, by somebody else: accepted by whoever does not look at the certificate."""
OURS = {"the other issued report in its place", "sealed by us, but never issued"}
"""Sealed with our own key: accepted by whoever asks no registry and for no report by its key."""


def expected(name: str) -> tuple[str, str, str]:
    """By page, command and verifier. The page has one word for all that is not ours, unknown seals too."""
    if name in OURS:
        said = UNKNOWN if "never" in name else ANOTHER
    else:
        said = UNKNOWN if name in OTHERS_SEAL else NOT_GENUINE
    return (NOT_GENUINE if said == UNKNOWN else said), said, said
