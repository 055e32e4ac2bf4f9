"""Where something has to be done: the places of an action, and the pages on which they and their findings stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from django.urls import reverse

from assessments.domain.catalogue import Question
from assessments.domain.remediation import Action, AtPlaces
from assessments.services.assessments import Workspace
from assessments.services.place_values import PlaceView
from assessments.web.findings import Shown, show_these
from assessments.web.rail import question_address

Links: TypeAlias = dict[int, tuple[Shown, str]]
"""By the identity of a finding the finding in words, with its address."""
LONG = 10
"""More places than this are folded."""


@dataclass(frozen=True, slots=True)
class Where:
    """Places at which the same is found."""

    places: Sequence[PlaceView]
    shown: Sequence[Shown]
    due: date | None
    """The day that the law gives there."""
    address: str
    """Of their findings."""

    @property
    def is_long(self) -> bool:
        """Whether there are more places than one takes in at a glance."""
        return len(self.places) > LONG


def link_common(workspace: Workspace, shown: Iterable[Shown]) -> Links:
    """The common findings with their addresses."""
    page = findings_address(workspace)
    return {id(one.finding): (one, f"{page}#{one.key}") for one in shown}


def findings_address(workspace: Workspace) -> str:
    """The page of the common findings."""
    return reverse("findings", args=[workspace.assessment.id])


def show_where(workspace: Workspace, action: Action, language: str) -> list[Where]:
    """The places of the action, those with the same findings together."""
    return [_where(workspace, each, language) for each in action.at]


def _where(workspace: Workspace, at: AtPlaces, language: str) -> Where:
    page = reverse("places-findings", args=[workspace.assessment.id])
    return Where(
        places=places_of(workspace, at.places),
        shown=show_these(workspace, at.findings, at.answers, language),
        due=at.due,
        address=f"{page}#p-{at.places[0]}",
    )


def places_of(workspace: Workspace, keys: Sequence[UUID]) -> list[PlaceView]:
    """The places with these keys, in their order."""
    return [each for each in workspace.places if each.id in keys]


def question_at(workspace: Workspace, action: Action, question: Question) -> str:
    """Where the answer is given: on its step; where only places give the action, at the place, or among them."""
    if action.in_common:
        return question_address(workspace.assessment.id, question)
    if len(action.at) == 1 and len(action.at[0].places) == 1:
        return reverse("place-question", args=[workspace.assessment.id, action.at[0].places[0], question.key])
    return f"{reverse('places-findings', args=[workspace.assessment.id])}#p-{action.at[0].places[0]}"
