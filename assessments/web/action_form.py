"""The form in which people agree on one action: who sees to it, by when, how far it is, and what shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.domain.progress import ActionState
from assessments.services.colleagues import Colleague
from assessments.services.documents import EvidenceView
from assessments.services.progress import RecordedAction
from assessments.services.remediation import LONGEST_NOTE, Commitment, Problem
from assessments.templatetags.marks import word_of
from assessments.web.fields import text_field


class ActionForm(forms.Form):
    """What is agreed about one action."""

    use_required_attribute = False
    owner = forms.ChoiceField(
        label=gettext_lazy("Who sees to it"), required=False, widget=forms.Select(attrs={"class": "inp"})
    )
    due = forms.DateField(
        label=gettext_lazy("By which day"),
        help_text=gettext_lazy("Proposed by weight where nothing is recorded yet; choose another day if you like"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "inp d"}),
        error_messages={"invalid": gettext_lazy("Enter the date as year, month and day, for example 2026-03-15")},
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How far it is"),
        widget=forms.Select(attrs={"class": "inp"}),
        error_messages={"required": gettext_lazy("Choose how far it is")},
    )
    note = text_field(
        gettext_lazy("Note"),
        gettext_lazy("What shows that it is done, or why it is not needed; both need a note or a document"),
        LONGEST_NOTE,
        rows=4,
    )
    evidence = forms.ChoiceField(
        label=gettext_lazy("Document that shows it"),
        help_text=gettext_lazy("From the evidence on record for this assessment"),
        required=False,
        widget=forms.Select(attrs={"class": "inp"}),
    )

    def offer(
        self,
        owners: Sequence[Colleague],
        documents: Sequence[EvidenceView],
        newest: RecordedAction | None,
        law_gives_the_day: bool,
    ) -> None:
        """Fill the lists; what is on record can always be kept. Where the law gives the day, none is asked for."""
        people = {str(each.person_id): each.name for each in owners}
        named = {str(each.id): each.name for each in documents}
        if newest is not None and newest.owner_id:
            people.setdefault(str(newest.owner_id), newest.owner_name)
        if newest is not None and newest.evidence_id:
            named.setdefault(str(newest.evidence_id), newest.evidence_name)
        self._choose("owner", [("", _("Nobody yet")), *people.items()])
        self._choose("evidence", [("", _("None")), *named.items()])
        self._choose("state", [(each.value, word_of(each)) for each in ActionState])
        if law_gives_the_day:
            del self.fields["due"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def commitment(self) -> Commitment:
        """What was entered; the form must be valid."""
        given = self.cleaned_data
        return Commitment(
            owner=UUID(given["owner"]) if given["owner"] else None,
            due=given.get("due"),
            state=ActionState(given["state"]),
            note=given["note"],
            evidence=UUID(given["evidence"]) if given["evidence"] else None,
        )


def initial_of(newest: RecordedAction | None, proposed: date | None) -> dict[str, object]:
    """What stands in a fresh form."""
    if newest is None:
        return {"state": ActionState.OPEN.value, "due": proposed}
    return {
        "owner": str(newest.owner_id or ""),
        "due": newest.due,
        "state": newest.state.value,
        "note": newest.note,
        "evidence": str(newest.evidence_id or ""),
    }


def problem_words(problem: Problem) -> str:
    """What to do about a field that the service refused."""
    return {
        Problem.NO_MEMBER: _("Choose an assessor or a DPO who works here"),
        Problem.PAST: _("Enter a day that is not in the past"),
        Problem.NO_DAY: _("Enter a date that exists, between 1990-01-01 and 2100-12-31"),
        Problem.TOO_LONG: _("This text cannot be kept. Shorten it, and take out control characters"),
        Problem.UNFIT: _("This text cannot be kept. Shorten it, and take out control characters"),
        Problem.NOT_SHOWN: _("Say what shows that it is done, or choose a document that does"),
        Problem.NO_REASON: _("Say why it is not needed"),
        Problem.UNKNOWN_EVIDENCE: _("Choose a document that is on record for this assessment"),
    }[problem]
