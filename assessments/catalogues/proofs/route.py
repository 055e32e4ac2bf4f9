"""What is proved of the way through the questions: each is reached, nothing waits for ever, facts can be either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.catalogues.proofs.unproven import Claim, Unproven, answers_in_words
from assessments.domain.catalogue import Catalogue, Fact, QuestionKey
from assessments.domain.classes import classes_of
from assessments.domain.diagrams import Diagram
from assessments.domain.examining import Examined, combinations_of, examine, known_class
from assessments.domain.lazy import Truth


@dataclass(frozen=True, slots=True)
class RouteProof:
    """What was examined of the route."""

    combinations: int
    """Combinations of complete answers, summed over questions and facts."""
    ways: int
    unproven: tuple[Unproven, ...]


def prove_route(catalogue: Catalogue) -> RouteProof:
    """Examine every combination of complete answers that opens or closes a question, or settles a fact."""
    prover = _RouteProver(catalogue)
    unproven = (*prover.questions(), *prover.steps(), *prover.facts())
    return RouteProof(prover.combinations, prover.ways, unproven)


class _RouteProver:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.combinations = 0
        self.ways = 0
        self.reached: set[QuestionKey] = set()

    def _examine(self, diagram: Diagram, node: int) -> Examined:
        found = examine(diagram, node, known_class)
        self.combinations += combinations_of(diagram.classes)
        self.ways += found.ways
        return found

    def questions(self) -> Iterator[Unproven]:
        """Whether each question is asked for some answers, and ruled out or asked for all."""
        day = self.catalogue.law_as_of
        for question in self.catalogue.questions:
            placed = [
                each.shown_if for step in self.catalogue.steps for each in step.placements if each.question == question
            ]
            diagram = Diagram(self.catalogue, classes_of(placed, self.catalogue, day), day)
            found = self._examine(diagram, diagram.shown(question))
            if Truth.TRUE in found.examples:
                self.reached.add(question)
            else:
                yield Unproven(
                    Claim.QUESTION_REACHED, str(question), "is asked for no complete answers", "mend shown_if"
                )
            waiting = found.examples.get(Truth.MISSING)
            if waiting is not None:
                yield Unproven(
                    Claim.NO_DEAD_END,
                    str(question),
                    f"waits for an answer that is never asked for: {answers_in_words(waiting)}",
                    "let shown_if read only questions that are asked or ruled out by then",
                )

    def steps(self) -> Iterator[Unproven]:
        """Whether each step has a question that is reached; to be called after `questions`."""
        for step in self.catalogue.steps:
            if self.reached.isdisjoint(each.question for each in step.placements):
                yield Unproven(
                    Claim.STEP_REACHED, str(step.key), "is shown for no complete answers", "mend its questions"
                )

    def facts(self) -> Iterator[Unproven]:
        """Whether each fact can be true and can be false."""
        for fact in self.catalogue.facts.values():
            yield from self._fact(fact)

    def _fact(self, fact: Fact) -> Iterator[Unproven]:
        day = self.catalogue.law_as_of
        diagram = Diagram(self.catalogue, classes_of((fact.condition,), self.catalogue, day), day)
        found = self._examine(diagram, diagram.build(fact.condition))
        for truth, word in ((Truth.TRUE, "true"), (Truth.FALSE, "false")):
            if truth not in found.examples:
                yield Unproven(
                    Claim.FACT_VARIES,
                    str(fact.key),
                    f"is {word} for no complete answers",
                    "mend its condition, or do without the fact",
                )
