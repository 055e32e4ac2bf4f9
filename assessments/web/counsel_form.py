"""The form in which a person records what counsel holds on an uncertain point."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.counsel import LONGEST_NAME, LONGEST_TEXT, NewView, ViewProblem
from assessments.web.fields import text_field


class CounselForm(forms.Form):
    """Counsel's view with name, day and reason."""

    use_required_attribute = False
    counsel = text_field(
        gettext_lazy("Name of counsel"),
        gettext_lazy("The lawyer, and the firm or department"),
        LONGEST_NAME,
        gettext_lazy("Enter the name of counsel"),
    )
    given_on = forms.DateField(
        label=gettext_lazy("Day of the opinion"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "inp d"}),
        error_messages={
            "required": gettext_lazy("Enter the day on which counsel gave the opinion"),
            "invalid": gettext_lazy("Enter the date as year, month and day, for example 2026-03-15"),
        },
    )
    view = text_field(
        gettext_lazy("Counsel’s view"),
        gettext_lazy("What counsel holds instead of our default"),
        LONGEST_TEXT,
        gettext_lazy("Enter what counsel holds"),
        rows=3,
    )
    reason = text_field(
        gettext_lazy("Reason given"),
        gettext_lazy("Why, with the sources that counsel relies on"),
        LONGEST_TEXT,
        gettext_lazy("Enter the reason that counsel gives"),
        rows=3,
    )

    def view_to_record(self) -> NewView:
        """The view as the service takes it; the form must be valid."""
        given = self.cleaned_data
        return NewView(given["counsel"], given["given_on"], given["view"], given["reason"])


def problem_words(problem: ViewProblem) -> str:
    """What to do about a field that the service refused."""
    sentences = {
        ViewProblem.IN_THE_FUTURE: _("Enter a day that is not in the future"),
        ViewProblem.TOO_EARLY: _("Enter a date that exists, between 1990-01-01 and 2100-12-31"),
    }
    return sentences.get(problem, _("This text cannot be kept. Shorten it, and take out control characters"))
