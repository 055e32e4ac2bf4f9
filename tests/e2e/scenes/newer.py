"""A newer edition, as after an update of the product."""

from __future__ import annotations

from assessments import catalogues
from tests.editions import KEY, folder_with_test_edition


def make_newer_current() -> str:
    """For the rest of this process; returns the key of the newer edition."""
    catalogues.FURTHER = (folder_with_test_edition(),)
    catalogues.CURRENT = KEY
    return KEY
