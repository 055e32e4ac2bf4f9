"""Filters for words: texts of the edition in the page's language, dates, and people's own text made safe to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assessments.domain import dates, place_words
from assessments.domain.catalogue import Question
from assessments.domain.characters import mark_invisible
from assessments.domain.explanations import overall_words
from assessments.domain.findings import Assessed
from assessments.domain.texts import Text
from assessments.services.workspace import Workspace
from assessments.web.citing import anchor_of

register = template.Library()


@register.filter
def said(text: Text | None) -> str:
    """A text of the edition in the language of the page."""
    return "" if text is None else text.in_language(get_language() or "en")


@register.filter
def result_words(assessed: Assessed) -> str:
    """The overall result in a few words."""
    return overall_words(assessed, get_language() or "en")


@register.filter
def whole_words(workspace: Workspace) -> str:
    """The overall result in a few words, places included."""
    return place_words.whole_words(workspace.assessed, workspace.place_marks, get_language() or "en")


@register.filter
def day(value: date | None) -> str:
    """A date in words: "23 November 2026", 2026年11月23日."""
    return "" if value is None else dates.day_in_words(value, get_language() or "en")


@register.filter
def short_day(value: date | None) -> str:
    """A date in short: "23 Nov 2026", 2026年11月23日."""
    return "" if value is None else dates.short_day(value, get_language() or "en")


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in the product's time zone: "23 Nov 2026, 14:32"."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{dates.short_day(local.date(), get_language() or 'en')} {local:%H:%M}"


@register.filter
def moment_briefly(value: datetime) -> str:
    """As `moment`; only the time where it is today."""
    local = timezone.localtime(value)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else moment(value)


@register.filter
def iso_moment(value: str) -> str:
    """As `moment`, for a moment written as ISO 8601 in UTC."""
    return moment(datetime.fromisoformat(value))


@register.filter
def visible(text: str) -> SafeString:
    """A person's own text, escaped, with invisible and direction-changing characters shown by name."""
    return mark_safe("".join(_piece(each.text, each.marked) for each in mark_invisible(text)))  # noqa: S308  escaped


def _piece(text: str, marked: bool) -> SafeString:
    return format_html('<span class="inv">{}</span>', text) if marked else escape(text)


@register.filter
def anchor(question: Question) -> str:
    """Id of a question on the page of its step."""
    return anchor_of(question)


@register.filter
def entry(mapping: Mapping[str, str], key: str) -> str:
    """A value of a mapping by its key, empty where there is none."""
    return mapping.get(key, "")
