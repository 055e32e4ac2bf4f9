"""The filter of the audit trail page: by act, person, deployment and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.domain.actions import ACTION_WORDS, Act
from assessments.services.trail import Wanted
from assessments.web.fields import search_field

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_TEXT = 200


def _actions() -> list[tuple[str, str | StrPromise]]:
    """Asked whenever the form is drawn, so that the words are in the language of the page."""
    language = get_language() or "en"
    return [("", _("All")), *((each.value, words.in_language(language)) for each, words in ACTION_WORDS.items())]


def _day_field(label: StrPromise) -> forms.DateField:
    outside = _("Enter a date that exists, between 1990-01-01 and 2100-12-31")
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Enter the date as year, month and day, for example 2026-03-15")},
        validators=[MinValueValidator(date(1990, 1, 1), outside), MaxValueValidator(date(2100, 12, 31), outside)],
        widget=forms.DateInput(attrs={"class": "inp d", "type": "date"}, format="%Y-%m-%d"),
    )


class TrailFilterForm(forms.Form):
    """Part of the trail: by act, person, deployment and days."""

    use_required_attribute = False
    action = forms.ChoiceField(
        label=_("Event"), required=False, choices=_actions, widget=forms.Select(attrs={"class": "inp"})
    )
    person = forms.UUIDField(label=_("Person"), required=False, widget=forms.Select(attrs={"class": "inp"}))
    q = search_field(_("Deployment"), LONGEST_TEXT)
    since = _day_field(_("From day"))
    until = _day_field(_("To day"))

    def wanted(self) -> Wanted:
        """What is asked for; an entry that cannot be used asks for nothing."""
        self.is_valid()
        given = self.cleaned_data
        action = given.get("action")
        days = {name: given.get(name) for name in ("since", "until")}
        return Wanted(Act(action) if action else None, given.get("person"), given.get("q", ""), **days)

    def offer(self, people: Sequence[tuple[UUID, str]], chosen: UUID | None) -> None:
        """People to choose from; somebody who has left can still be asked for by address."""
        further = [] if chosen is None or chosen in dict(people) else [(chosen, str(chosen))]
        self.fields["person"].widget.choices = [("", _("All")), *people, *further]


def filter_part(wanted: Wanted) -> str:
    """The filter as part of another address."""
    given = {
        "action": wanted.action,
        "person": wanted.person,
        "q": wanted.text,
        "since": wanted.since,
        "until": wanted.until,
    }
    return urlencode({name: str(value) for name, value in given.items() if value})
