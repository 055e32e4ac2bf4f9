"""Django's system check of the editions: a process with a faulty edition does not start."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error

from assessments.catalogues import edition, edition_keys
from assessments.catalogues.faults import FileFaults


def check_editions(app_configs: object, **options: object) -> list[CheckMessage]:
    """One error for each fault of each edition."""
    found: list[CheckMessage] = []
    for key in edition_keys():
        try:
            edition(key)
        except FileFaults as problem:
            found.extend(Error(f"Edition {key}: {fault}", id="assessments.E001") for fault in problem.faults)
    return found
