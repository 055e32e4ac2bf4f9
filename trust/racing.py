"""Several people who save one step over and over at the same time, and a check of what came of it.

The history of an assessment is a register that changes by compare and set: a save says which entry its page knew of,
and is accepted if and only if that was still the newest.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connections
from django.test import Client
from django.urls import reverse

from assessments.domain.catalogue import StepKey
from assessments.models import Entry
from assessments.services.access import Actor, scope
from assessments.services.assessments import load_workspace
from trust.browser import browser
from trust.cast import Cast, start

STEP, QUESTION = StepKey("purpose"), "q_rule_cite"
PATIENCE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Attempt:
    """One save, as the writer saw it."""

    text: str
    based_on: int
    """Number of the newest entry that the page knew of."""
    status: int
    page: str
    """What came back."""


@dataclass(frozen=True, slots=True)
class Race:
    """What all writers did, and what is in the history afterwards."""

    attempts: Sequence[Attempt]
    entries: Sequence[tuple[int, str]]
    """Number and text of every entry, in the order of their numbers."""

    @property
    def accepted(self) -> list[Attempt]:
        """Saves that were answered with the next page."""
        return [each for each in self.attempts if each.status == 302]

    @property
    def refused(self) -> list[Attempt]:
        """Saves that met somebody else's."""
        return [each for each in self.attempts if each.status == 409]


def run_race(cast: Cast, writers: int, saves: int, seed: int) -> Race:
    """So many people save a text of their own so many times, all in all, on an assessment of its own."""
    assessment_id = start(cast.assessor)
    turns = iter(range(saves))
    lock, together = threading.Lock(), threading.Barrier(writers)
    attempts: list[Attempt] = []

    def write(writer: int) -> None:
        actor = (cast.assessor, cast.colleague)[writer % 2]
        client, chance = browser(actor), random.Random(seed * 100 + writer)
        together.wait(timeout=PATIENCE_SECONDS)
        known = 0
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                break
            if chance.random() < 0.8:
                known = _newest(actor, assessment_id)
            made = _save(client, assessment_id, f"writer {writer} turn {turn}.", known)
            with lock:
                attempts.append(made)
        connections.close_all()

    threads = [threading.Thread(target=write, args=[number]) for number in range(writers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=PATIENCE_SECONDS)
    with scope(cast.organisation_id):
        rows = Entry.objects.filter(assessment_id=assessment_id).order_by("number", "id")
        return Race(attempts, [(row.number, row.answers[QUESTION]) for row in rows])


def _newest(actor: Actor, assessment_id: UUID) -> int:
    """What a page says that is loaded now; some writers go on with an old one."""
    with scope(actor.organisation_id):
        return load_workspace(actor, assessment_id).based_on(STEP)


def _save(client: Client, assessment_id: UUID, text: str, based_on: int) -> Attempt:
    sent = {"q_basis": "law", QUESTION: text, f"{QUESTION}.stance": "given", "asked": f"q_basis {QUESTION}"}
    where = reverse("step", args=[assessment_id, STEP])
    answer = client.post(where, {**sent, "based_on": str(based_on), "go": "later"})
    return Attempt(text, based_on, answer.status_code, answer.content.decode())


def faults_of(race: Race, saves: int) -> list[str]:
    """Everything in which this was not a register that changes by compare and set."""
    found = [f"{len(race.attempts)} answers to {saves} saves"] if len(race.attempts) != saves else []
    found += [f"{one.text}: status {one.status}" for one in race.attempts if one.status not in (302, 409)]
    if [number for number, _ in race.entries] != list(range(1, len(race.entries) + 1)):
        found.append("the numbers have a gap or a duplicate")
    place = {text: number for number, text in race.entries}
    texts = sorted(text for _, text in race.entries)
    if texts != sorted(one.text for one in race.accepted):
        found.append("what was accepted is not what is in the history")
    found += [
        f"{one.text}: knew entry {one.based_on} and became entry {place[one.text]}"
        for one in race.accepted
        if one.text in place and place[one.text] != one.based_on + 1
    ]
    return found + [f"{one.text}: the page does not show both" for one in race.refused if not _shows_both(one, race)]


def _shows_both(one: Attempt, race: Race) -> bool:
    later = [text for number, text in race.entries if number > one.based_on]
    return f"“{one.text}”" in one.page and any(f"“{text}”" in one.page for text in later)
