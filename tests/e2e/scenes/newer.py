"""A newer edition, as after an update of the product."""

from __future__ import annotations

from assessments import catalogues
from tests.editions import KEY, folder_with_test_edition


def know_newer() -> None:
    """An assessment goes on in it, and pages that list this one need it. For the rest of this process."""
    catalogues.FURTHER = (folder_with_test_edition(),)


def make_newer_current() -> str:
    """For the rest of this process; returns the key of the newer edition."""
    know_newer()
    catalogues.CURRENT = KEY
    return KEY
