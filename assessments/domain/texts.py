"""Texts in the product's two languages. Looking up a text is here; the wording is in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh-hans"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-hans")
REPORT_LANGUAGES = (*LANGUAGES, "both")
"""A report is in one of them, or in both at once."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English and Simplified Chinese; neither is a translation of the other."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text for a language code; every code that starts with "zh" gives the Chinese one."""
        return self.zh if language.startswith("zh") else self.en
