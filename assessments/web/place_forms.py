"""The forms of the places: one place, and many lines at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.place_values import PlaceFields
from assessments.services.places import LAST_POSITION, MOST_DEVICES
from assessments.web.fields import text_field

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST = 200
LONGEST_PASTE = 150_000
"""Characters of all lines together; more than as many places need as there may be."""
_BETWEEN = ("\t", ",", "，")
"""What may stand between name and address: what a spreadsheet puts there, or a comma."""


def _number_field(label: StrPromise, hint: StrPromise, wrong: StrPromise, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        widget=forms.TextInput(attrs={"class": "inp n", "inputmode": "numeric", "autocomplete": "off"}),
    )


class PlaceForm(forms.Form):
    """What is said of one place."""

    use_required_attribute = False
    name = text_field(
        gettext_lazy("Name of the place"),
        gettext_lazy("As people there call it, for example “Shop 12, Century Avenue”"),
        LONGEST,
        gettext_lazy("Enter the name of the place"),
    )
    address = text_field(gettext_lazy("Address (optional)"), "", LONGEST)
    devices = _number_field(
        gettext_lazy("Number of devices (optional)"),
        gettext_lazy("In digits, for example 5"),
        gettext_lazy("Enter the number of devices in digits, at most 1,000,000"),
        0,
        MOST_DEVICES,
    )

    def fields_of_place(self) -> PlaceFields:
        """The place; the form must be valid."""
        given = self.cleaned_data
        return PlaceFields(given["name"], given["address"], given["devices"], given.get("position"))


class ChangeForm(PlaceForm):
    """The same for a place that is there, with its order, and what it is based on."""

    position = _number_field(
        gettext_lazy("Order in the list (optional)"),
        gettext_lazy("Places with smaller numbers stand first"),
        gettext_lazy("Enter a whole number from 1 to 9,999"),
        1,
        LAST_POSITION,
    )


class PasteForm(forms.Form):
    """Many places, one on each line."""

    use_required_attribute = False
    lines = text_field(
        gettext_lazy("One place on each line: name, address"),
        gettext_lazy("Two columns copied from a spreadsheet do as well"),
        LONGEST_PASTE,
        gettext_lazy("Enter at least one line"),
        rows=8,
    )

    def clean_lines(self) -> list[PlaceFields]:
        """A place for each line that is not blank."""
        found = list(read_lines(str(self.cleaned_data["lines"])))
        for number, one in found:
            if not one.name or len(one.name) > LONGEST or len(one.address) > LONGEST:
                raise forms.ValidationError(
                    _("Line %(number)s: write a name and, after a comma, an address, each up to %(most)s characters"),
                    params={"number": number, "most": LONGEST},
                )
        return [one for _number, one in found]


def read_lines(text: str) -> Iterator[tuple[int, PlaceFields]]:
    """Number of the line, and the place on it. The first tab, or else the first comma, ends the name."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, _read_line(line)


def _read_line(line: str) -> PlaceFields:
    commas = [each for each in _BETWEEN[1:] if each in line]
    mark = _BETWEEN[0] if _BETWEEN[0] in line else min(commas, key=line.index, default=_BETWEEN[1])
    name, _mark, address = line.partition(mark)
    return PlaceFields(name.strip(), " ".join(address.split()))
