"""The two forms of a question's page: a comment, and who can answer by when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.clarifying import LONGEST_NAME, Asked, Wish
from assessments.services.colleagues import Colleague
from assessments.services.comments import LONGEST_TEXT
from assessments.web.fields import text_field


class CommentForm(forms.Form):
    """One comment."""

    use_required_attribute = False
    text = text_field(
        gettext_lazy("Comment"),
        gettext_lazy("Everybody who may see the answers reads it. It is not part of the report"),
        LONGEST_TEXT,
        gettext_lazy("Write a comment"),
        rows=3,
    )


class AskForm(forms.Form):
    """Who can answer, by when."""

    use_required_attribute = False
    person = forms.ChoiceField(
        label=gettext_lazy("A member of the organisation"),
        required=False,
        widget=forms.Select(attrs={"class": "inp"}),
    )
    name = text_field(gettext_lazy("Or somebody else"), gettext_lazy("Name or department"), LONGEST_NAME)
    due = forms.DateField(
        label=gettext_lazy("By when (optional)"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "inp d"}),
        error_messages={"invalid": gettext_lazy("Enter the date as year, month and day, for example 2026-03-15")},
    )

    def offer(self, people: Sequence[Colleague]) -> None:
        """Members to choose from."""
        choices = [("", _("Nobody chosen")), *((str(each.person_id), each.name) for each in people)]
        cast(forms.ChoiceField, self.fields["person"]).choices = choices

    def clean(self) -> None:
        """Exactly one of the two."""
        given = bool(self.cleaned_data.get("person")) + bool(self.cleaned_data.get("name", "").strip())
        if given == 2:
            self.add_error("name", _("Choose a member or write a name, not both"))
        elif given == 0 and not self.errors:
            self.add_error("person", _("Choose a member, or write the name of somebody else"))

    def wish(self) -> Wish:
        """Who is to be asked; the form must be valid."""
        given = self.cleaned_data
        if given["person"]:
            return Wish(UUID(given["person"]), "", given["due"])
        return Wish(None, given["name"], given["due"])


def as_it_stands(asked: Asked | None) -> dict[str, object]:
    """What the form shows of who is asked now."""
    if asked is None:
        return {}
    member = asked.person_id is not None
    return {
        "person": str(asked.person_id) if member else "",
        "name": "" if member else asked.name,
        "due": asked.due,
    }
