"""A newer edition, as after an update of the product."""

from __future__ import annotations

from assessments import catalogues
from tests.editions import KEY, folder_with_test_edition


def make_newer_known() -> None:
    """For the rest of this process: an assessment that went on in it can be read."""
    catalogues.FURTHER = (folder_with_test_edition(),)


def make_newer_current() -> str:
    """For the rest of this process; returns the key of the newer edition."""
    make_newer_known()
    catalogues.CURRENT = KEY
    return KEY
