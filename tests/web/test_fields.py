"""Text fields of forms: what was typed is what is kept, or there was nothing."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import gettext_lazy

from assessments.web.fields import text_field


class OneText(forms.Form):
    """A form with a text that has to be there and one that need not."""

    needed = text_field(gettext_lazy("Needed"), "", 20, "Enter it")
    other = text_field(gettext_lazy("Other"), "", 20)


@pytest.mark.parametrize("text", ["  two blanks before and one behind ", "\u3000全角空格", "line\r\n", "x"])
def test_a_text_is_kept_with_the_blanks_at_its_ends(text: str) -> None:
    form = OneText({"needed": text[:20], "other": text[:20]})
    assert form.is_valid()
    assert form.cleaned_data == {"needed": text[:20], "other": text[:20]}


@pytest.mark.parametrize("text", ["", " ", "\u3000\u00a0", "\r\n"])
def test_nothing_but_blanks_is_nothing(text: str) -> None:
    form = OneText({"needed": text, "other": text})
    assert form.errors == {"needed": ["Enter it"]}
    assert form.cleaned_data["other"] == ""
