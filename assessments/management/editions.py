"""What commands about an edition share: finding it by its key, and writing what they made of it."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from assessments.catalogues import edition, edition_keys
from assessments.domain.catalogue import Catalogue


def named_edition(key: str) -> Catalogue:
    """The edition with this key. Raises CommandError with the keys that exist."""
    if key not in edition_keys():
        raise CommandError(f"There is no edition {key}; there is: {', '.join(edition_keys())}.")
    return edition(key)


def write_out(text: str, output: Path | None, stdout: OutputWrapper) -> None:
    """Write the text as it is to a file in UTF-8, or to standard output. Raises CommandError where that fails."""
    if output is None:
        stdout.write(text, ending="")
        return
    try:
        output.write_bytes(text.encode())
    except OSError as problem:
        raise CommandError(f"{output} cannot be written: {problem.strerror}.") from None
