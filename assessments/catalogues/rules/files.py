"""Rules of whole files: readable, YAML, complete."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class FileRule(Rule):
    """A file can be read as what it should be."""

    FILE_NOT_UTF8 = ("is not UTF-8 (byte {position})", "save it as UTF-8")
    FILE_UNREADABLE = ("cannot be read: {reason}", "check its name, and that you may read it")
    FILE_NOT_YAML = ("is not YAML: {problem}", "correct the spelling of this line or of the one before it")
    FILE_TOO_DEEP = ("is nested deeper than {limit} levels", "nest it less")
    FILE_TOO_LARGE = ("holds more than {limit} values", "use fewer aliases, or split the file")
    FILE_MISSING = ("is missing", "add the file")
    FILE_MISPLACED = ("has no place in an edition", "move it into steps/ or obligations/, or remove it")
    FOLDER_EMPTY = ("has no file", "add at least one file to this folder")
    EDITION_MISSING = ("has no folder of this name", "write the name of an edition that exists")
    ENTRY_KEY_NO_WORD = ("has a key that is not a plain word", "write the key as one word")
    ENTRY_TWICE = ("stands twice", "remove one")
    VALUE_ILLEGIBLE = ("is not a date or a number", "write dates as 2026-11-02")
