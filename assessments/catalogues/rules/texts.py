"""Rules of texts: each language in its own script, undamaged, and drawable in the report."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class TextRule(Rule):
    """A text can be read, on the page and on paper."""

    TEXT_CHINESE_IN_ENGLISH = ('has Chinese in the en text: "{found}"', "write it in English or in pinyin")
    TEXT_DAMAGED = ('was saved in one encoding and read in another: "{found}"', "write this place anew as UTF-8")
    TEXT_INVISIBLE = ("holds {found}, which nobody can see", "remove the character")
    TEXT_SPACES = ("has a space too many in the {language} text", "remove it from the beginning, end or middle")
    TEXT_NO_GLYPH = ('holds {found}, which the fonts of the report cannot draw: "{around}"', "use another character")
