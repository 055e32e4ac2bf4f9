"""Rules of publishing: a published edition never changes."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class PinRule(Rule):
    """The digest of every published edition is on record, and still true."""

    EDITION_CHANGED = (
        "is published, but its files are not those that were published (they give {digest})",
        "undo the change; a change of law is a new edition",
    )
    EDITION_UNPINNED = ("is published, but no digest of it is on record", 'add the line "{edition}": "{digest}"')
    PIN_WITHOUT_EDITION = ("has a digest on record, but there is no such edition", "bring the edition back")
    PIN_OF_DRAFT = ("has a digest on record, but is not published", "write published: true, or remove the line")
    RECORD_NO_MAPPING = ("is no mapping of editions to digests", 'write "edition": "digest", one a line')
    PIN_ILLEGIBLE = ("is no digest", "write the 64 digits and letters in quotes")
