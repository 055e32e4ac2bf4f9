"""Why a file is not taken as evidence. Apart from the rest of the domain, because the inspecting process loads it."""

from __future__ import annotations

from enum import StrEnum


class FileProblem(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NAME = "name"
    """The name is missing, too long, or holds characters that cannot be seen."""
    EXTENSION = "extension"
    """Not one of the kinds of files that are taken."""
    MISMATCH = "mismatch"
    """The content is not what the name says."""
    BROKEN = "broken"
    TRAILING = "trailing"
    """Something stands before the beginning or after the end."""
    BOMB = "bomb"
    """Unpacked or drawn it would be too large."""
    MACROS = "macros"
    PARTS = "parts"
    """A package with parts that have no place in a document: programs, archives, paths that lead out."""
    LOCKED = "locked"
    """Encrypted."""
    ENCODING = "encoding"
    MARKUP = "markup"
    """A page or drawing with code, called a text."""
