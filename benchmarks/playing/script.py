"""What is played: the steps of an edition with the questions that the answers of one case open, and those answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answers
from assessments.domain.catalogue import Catalogue, Question, QuestionKind, StepKey
from assessments.domain.route import plan_route
from assessments.web.reading import to_raw
from assessments.web.step_form import STANCE
from benchmarks.playing.browser import Fields, Play

CASE = Path("tests") / "cases" / CURRENT / "d-02-scenic-spot-neglected.yaml"
"""The case with most findings: 75 answers, 23 gaps."""


@dataclass(frozen=True, slots=True)
class Script:
    """One questionnaire, from its first step to its last."""

    steps: Sequence[tuple[StepKey, Sequence[Question]]]
    answers: Answers

    def ours(self, assessment_id: object) -> Play:
        """Played in the product."""
        addresses = [f"/assessments/{assessment_id}/{key}/" for key, _ in self.steps]
        sent = [[field for each in asked for field in self._fields(each)] for _, asked in self.steps]
        asked = [("asked", " ".join(str(each.key) for each in asked)) for _, asked in self.steps]
        return Play(
            addresses[0], addresses, [[one, *two, ("go", "next")] for one, two in zip(asked, sent, strict=True)]
        )

    def stock(self, name: str = "stock") -> Play:
        """Played in the stock wizard, whose fields have the step's name before theirs."""
        addresses = [f"/{name}/{key}/" for key, _ in self.steps]
        sent = [
            [(f"{key}-{name}", value) for each in asked for name, value in self._fields(each) if STANCE not in name]
            for key, asked in self.steps
        ]
        return Play(f"/{name}/begin/", addresses, sent)

    def floor(self, person_id: object) -> Play:
        """Played at the floor."""
        numbers = range(1, len(self.steps) + 1)
        addresses = [f"/floor/{number}/" for number in numbers]
        sent = [[("person", str(person_id)), *fields] for fields in self.ours("").sent]
        return Play(addresses[0], addresses, sent)

    def _fields(self, question: Question) -> Fields:
        key, raw = str(question.key), to_raw(question, self.answers[str(question.key)])
        stance = [(key + STANCE, raw.stance)] if question.kind is QuestionKind.TEXT else []
        return [*((key, value) for value in raw.values), *stance]


def script_of(catalogue: Catalogue, answers: Answers) -> Script:
    """The questions on the route of these answers."""
    route = plan_route(catalogue, answers)
    assert route.open_count == 0
    steps = [(each.step.key, [catalogue.questions[key] for key in each.shown]) for each in route.steps]
    return Script(steps, answers)


@cache
def read_script() -> Script:
    """The current edition with the answers of the case."""
    catalogue = current_edition()
    return script_of(catalogue, read_case(CASE, catalogue).answers)
