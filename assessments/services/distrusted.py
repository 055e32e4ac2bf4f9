"""Sealing certificates that are no longer relied on from a time on, because their key may be in wrong hands.

Whoever runs the installation keeps them in a text file (DISTRUSTED_SEALS_FILE), one a line: SHA-256 of the certificate,
the time, and anything that explains it. It is read at every check of a report, so that a line counts at once, and it is
no table, because whoever took over the web server could write to that.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_LINE = re.compile(r"([0-9a-f]{64})\s+(\S+)(\s.*)?")


def is_distrusted(fingerprint: str, sealed_at: datetime | None) -> bool:
    """Whether a report that was sealed then with this certificate is not relied on; None where nobody but the seal
    itself says when that was. Raises ImproperlyConfigured where the list cannot be read: nothing is said to be genuine
    then."""
    since = load_distrusted().get(fingerprint)
    return since is not None and (sealed_at is None or sealed_at >= since)


def load_distrusted() -> dict[str, datetime]:
    """From when on each certificate is not relied on, by its fingerprint. Raises ImproperlyConfigured."""
    if not settings.DISTRUSTED_SEALS_FILE:
        return {}
    try:
        lines = Path(settings.DISTRUSTED_SEALS_FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured("DISTRUSTED_SEALS_FILE names a file that cannot be read.") from None
    found: dict[str, datetime] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            fingerprint, since = _read(line, number)
            found[fingerprint] = min(since, found.get(fingerprint, since))
    return found


def _read(line: str, number: int) -> tuple[str, datetime]:
    parts = _LINE.fullmatch(line.strip().lower())
    try:
        since = datetime.fromisoformat(parts[2].upper()) if parts else None
    except ValueError:
        since = None
    if parts is None or since is None or since.tzinfo is None:
        raise ImproperlyConfigured(
            f"Line {number} of DISTRUSTED_SEALS_FILE is not understood. Write the SHA-256 of the certificate (64"
            " hexadecimal digits) and a time with its zone, such as 2026-11-20T08:00:00+08:00."
        )
    return parts[1], since
