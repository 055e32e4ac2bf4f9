"""Sentences in a row, as the language of the page sets them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language


def in_a_row(sentences: Iterable[str]) -> str:
    """One after the other: with a blank between them in English, without one in Chinese."""
    return ("" if (get_language() or "en").startswith("zh") else " ").join(sentences)
