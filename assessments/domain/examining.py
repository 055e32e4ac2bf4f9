"""What can come of a decision diagram: which outcomes, by how many ways, by which answers, and what a change flips."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from math import prod

from assessments.domain.answers import Answer
from assessments.domain.catalogue import QuestionKey
from assessments.domain.classes import AnswerClass, Classes
from assessments.domain.diagrams import Diagram
from assessments.domain.findings import Verdict
from assessments.domain.lazy import Truth
from assessments.domain.nodes import Node

Outcome = Truth | Verdict
Usable = Callable[[QuestionKey, AnswerClass], bool]
"""Whether answers of this class are looked at."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of a node, over the classes looked at."""

    examples: Mapping[Outcome, Mapping[QuestionKey, AnswerClass]]
    """For each outcome that is possible, answers that lead to it; what is not named makes no difference."""
    ways: int
    """Ways through the questions that make a difference, each counted once."""


def combinations_of(classes: Classes) -> int:
    """The number of combinations of answers that these classes stand for."""
    return prod(sum(each.size for each in found) for found in classes.values())


def any_class(question: QuestionKey, one: AnswerClass) -> bool:
    """Every class is looked at, known answers or not."""
    return True


def known_class(question: QuestionKey, one: AnswerClass) -> bool:
    """Only answers that are given and not "not sure"."""
    return one.has_known


def examine(diagram: Diagram, node: Node, usable: Usable = any_class) -> Examined:
    """Every outcome of `node` with one example, and the number of ways."""
    return _Examiner(diagram, usable).examine(node)


@dataclass(slots=True)
class _Examiner:
    diagram: Diagram
    usable: Usable
    known: dict[Node, Examined] = field(default_factory=dict)

    def examine(self, node: Node) -> Examined:
        if node not in self.known:
            self.known[node] = self._examine(node)
        return self.known[node]

    def _examine(self, node: Node) -> Examined:
        value = self.diagram.value(node)
        question = self.diagram.next_question(node)
        if value is not None or question is None:
            return Examined({} if value is None else {value: {}}, 1)
        examples: dict[Outcome, Mapping[QuestionKey, AnswerClass]] = {}
        ways = 0
        for number, one in enumerate(self.diagram.classes[question]):
            if self.usable(question, one):
                found = self.examine(self.diagram.take(node, question, number))
                ways += found.ways
                for outcome, example in found.examples.items():
                    examples.setdefault(outcome, {question: one, **example})
        return Examined(examples, ways)


def example_answers(example: Mapping[QuestionKey, AnswerClass]) -> dict[str, Answer]:
    """The answers of an example as the engine takes them."""
    answers = ((str(key), one.first) for key, one in example.items())
    return {key: answer for key, answer in answers if answer is not None}


@dataclass(frozen=True, slots=True)
class Differing:
    """Answers on which two nodes come to different outcomes."""

    example: Mapping[QuestionKey, AnswerClass]
    first: Outcome
    second: Outcome


def differences(
    diagram: Diagram, first: Node, second: Node, usable: Usable = any_class, seen: set[tuple[Node, Node]] | None = None
) -> Iterator[Differing]:
    """Where two nodes part: for each pair of outcomes that is met, one example at least.

    Pairs in `seen` were looked at before; those that are looked at now are added to it.
    """
    seen = set() if seen is None else seen
    waiting: list[tuple[Node, Node, Mapping[QuestionKey, AnswerClass]]] = [(first, second, {})]
    while waiting:
        one, other, example = waiting.pop()
        if one == other or (one, other) in seen:
            continue
        seen.add((one, other))
        values = diagram.value(one), diagram.value(other)
        if values[0] is not None and values[1] is not None:
            yield Differing(example, values[0], values[1])
            continue
        question = _first_of(diagram, one, other)
        for number, each in enumerate(diagram.classes[question]):
            if usable(question, each):
                pair = diagram.take(one, question, number), diagram.take(other, question, number)
                waiting.append((*pair, {**example, question: each}))


def _first_of(diagram: Diagram, one: Node, other: Node) -> QuestionKey:
    return diagram.first(diagram.questions(one) | diagram.questions(other))


@dataclass(frozen=True, slots=True)
class Flip:
    """A decided verdict that an answer to an open question turns into another."""

    question: QuestionKey
    answer: AnswerClass
    example: Mapping[QuestionKey, AnswerClass]
    before: Outcome
    after: Outcome


def flips(diagram: Diagram, node: Node, open_on_purpose: Collection[QuestionKey]) -> Iterator[Flip]:
    """Decided verdicts that change when one unknown is filled in; not met may become a matter of judgement.

    Questions in `open_on_purpose` keep scope open while unknown and are left out.
    """
    seen: set[tuple[Node, Node]] = set()
    for question in sorted(diagram.questions(node) - set(open_on_purpose)):
        classes = list(enumerate(diagram.classes[question]))
        for before, unknown in classes:
            for after, known in classes:
                if before != after and unknown.has_unknown and known.has_known:
                    yield from _flips(diagram, node, question, (before, after), seen)


def _flips(
    diagram: Diagram, node: Node, question: QuestionKey, classes: tuple[int, int], seen: set[tuple[Node, Node]]
) -> Iterator[Flip]:
    before, after = classes
    pair = diagram.take(node, question, before), diagram.take(node, question, after)
    unknown, known = diagram.classes[question][before], diagram.classes[question][after]
    for each in differences(diagram, *pair, seen=seen):
        allowed = (each.first, each.second) == (Verdict.NOT_MET, Verdict.NEEDS_JUDGEMENT)
        if each.first is not Verdict.UNDETERMINED and not allowed:
            yield Flip(question, known, {question: unknown, **each.example}, each.first, each.second)
