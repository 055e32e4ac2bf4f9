"""Text fields of forms: as typed, fit to be kept, and not too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from assessments.web.reading import Unreadable, read_text

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def fit(longest: int) -> Callable[[str], None]:
    """A validator for a text that is kept as it was typed."""

    def check(text: str) -> None:
        try:
            read_text(text, longest)
        except Unreadable as unreadable:
            raise ValidationError(unreadable.message) from unreadable

    return check


class TypedField(forms.CharField):
    """A text as it was typed, blanks at its ends too; nothing but blanks is nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: object) -> str:
        """The text, or the empty one."""
        text = str(super().to_python(value))
        return text if text.strip() else ""


def text_field(
    label: StrPromise, hint: StrPromise | str, longest: int, required: str | StrPromise = "", rows: int = 0
) -> forms.CharField:
    """One line, or `rows` lines; `required` is what to say where it is left empty."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"class": "inp"})
    return TypedField(
        label=label,
        help_text=hint,
        required=bool(required),
        error_messages={"required": required},
        validators=[fit(longest)],
        widget=widget,
    )


def statement_field(label: StrPromise, required: StrPromise) -> forms.BooleanField:
    """A statement that has to be made; `required` is what to say where it is not."""
    return forms.BooleanField(label=label, error_messages={"required": required})


def search_field(label: StrPromise, longest: int) -> forms.CharField:
    """Words to look for; left empty, everything is meant."""
    widget = forms.TextInput(attrs={"class": "inp", "type": "search"})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)
