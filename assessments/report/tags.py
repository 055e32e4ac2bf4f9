"""Filters of the report's templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from assessments.report import text

register = template.Library()


@register.filter
def visible(words: str) -> SafeString:
    """A person's own words, in blocks."""
    return text.visible(words)


@register.filter
def visible_line(words: str) -> SafeString:
    """A person's own words in one line."""
    return text.visible_line(words)


@register.filter
def entry(values: Mapping[str, object], key: str) -> object:
    """A value by its key; empty where there is none."""
    return values.get(key, "")


@register.filter
def short_line(words: str) -> SafeString:
    """The beginning of a person's own words in one line."""
    return text.visible_line(text.shorten(words, 300))
