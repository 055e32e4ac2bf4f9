"""The sealing key is for the signer alone: every other process refuses to start with it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

SEALING = "SEAL_"
"""How the names of all settings of the signer begin."""


def refuse_sealing_key(process: str, environment: Mapping[str, str] = os.environ) -> None:
    """Raises ImproperlyConfigured, with the mend, where a process that does not seal was given settings of the
    signer."""
    given = sorted(name for name, value in environment.items() if name.startswith(SEALING) and value)
    if given:
        raise ImproperlyConfigured(
            f"The {process} was given {', '.join(given)}. Only the signer may have the sealing key: start"
            f" `manage.py sign` with these settings, and take them from the {process}."
        )
