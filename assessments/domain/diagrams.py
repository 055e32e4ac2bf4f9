"""Verdicts as decision diagrams over classes of answers, so that every combination of answers can be examined.

A node stands for everything that can still come of it. Nodes that are alike are one node, which is why combinations
without number are examined in moments: what they have in common is looked at once. Exact, nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Catalogue, FactKey, Obligation, QuestionKey
from assessments.domain.classes import Classes, grouped
from assessments.domain.conditions import All, Any_, Condition, Constant, FactHolds, Not
from assessments.domain.findings import AnswerState, Verdict
from assessments.domain.lazy import LazyView, Truth, places_in
from assessments.domain.nodes import (
    Content,
    Contrary,
    Decision,
    Guard,
    Joined,
    Leaf,
    Node,
    Opened,
    Switch,
    parts_of,
)
from assessments.domain.reading import questions_of

_Known: TypeAlias = Mapping[QuestionKey, tuple[AnswerState | None, Answer | None]]
"""Of questions already looked at: why they are not shown (None where they are), and the answer."""
_Then: TypeAlias = Callable[[_Known], Node]

_OPPOSITE = {Truth.FALSE: Truth.TRUE, Truth.TRUE: Truth.FALSE}


class Diagram:
    """The nodes of one obligation, or of one condition, over the classes of the answers that they read."""

    def __init__(self, catalogue: Catalogue, classes: Classes, as_of: date) -> None:
        self.catalogue = catalogue
        self.classes = classes
        self.as_of = as_of
        self.contents: list[Content] = []
        self._numbers: dict[Content, Node] = {}
        self._built: dict[tuple[Condition, int], Node] = {}
        self._taken: dict[tuple[Node, QuestionKey, int], Node] = {}
        self._questions: dict[Node, frozenset[QuestionKey]] = {}
        self._order = {key: place for place, key in enumerate(catalogue.questions)}

    def turn_to(self, catalogue: Catalogue) -> None:
        """Go on by another edition that asks the same questions; nodes made before stay and can be compared with."""
        self.catalogue = catalogue
        self._built = {}

    # -- making nodes ---------------------------------------------------------------------------------------------

    def node(self, content: Content) -> Node:
        """The one node with this content."""
        if content not in self._numbers:
            self._numbers[content] = len(self.contents)
            self.contents.append(content)
        return self._numbers[content]

    def leaf(self, value: Truth | Verdict) -> Node:
        """The node of a value."""
        return self.node(Leaf(value))

    def value(self, node: Node) -> Truth | Verdict | None:
        """What came out at this node; None where it depends on more answers."""
        content = self.contents[node]
        return content.value if isinstance(content, Leaf) else None

    def _switch(self, question: QuestionKey, children: Iterable[Node]) -> Node:
        children = tuple(children)
        return children[0] if len(set(children)) == 1 else self.node(Switch(question, children))

    def _joined(self, settles: Truth, parts: Iterable[Node]) -> Node:
        kept: set[Node] = set()
        unknown = _OPPOSITE[settles]
        for part in self._flat(settles, parts):
            value = self.value(part)
            if value is settles:
                return self.leaf(settles)
            if value is None:
                kept.add(part)
            elif isinstance(value, Truth) and value > Truth.TRUE:
                unknown = max(unknown, value) if unknown > Truth.TRUE else value
        if not kept:
            return self.leaf(unknown)
        if unknown > Truth.TRUE:
            kept.add(self.leaf(unknown))
        return next(iter(kept)) if len(kept) == 1 else self.node(Joined(settles, frozenset(kept)))

    def _flat(self, settles: Truth, parts: Iterable[Node]) -> Iterator[Node]:
        for part in parts:
            content = self.contents[part]
            if isinstance(content, Joined) and content.settles is settles:
                yield from content.parts
            else:
                yield part

    def _contrary(self, part: Node) -> Node:
        content = self.contents[part]
        if isinstance(content, Contrary):
            return content.part
        if isinstance(content, Leaf) and isinstance(content.value, Truth):
            return self.leaf(_OPPOSITE.get(content.value, content.value))
        return self.node(Contrary(part))

    def _opened(self, part: Node) -> Node:
        value = self.value(part)
        if value is None:
            return self.node(Opened(part))
        return self.leaf(Truth.TRUE) if value is Truth.UNSURE else part

    def _guard(self, shown: Node, then: Node, not_asked: Node, not_reached: Node) -> Node:
        if then == not_asked == not_reached:
            return then
        match self.value(shown):
            case None:
                return self.node(Guard(shown, then, not_asked, not_reached))
            case Truth.TRUE:
                return then
            case Truth.FALSE:
                return not_asked
        return not_reached

    def _decision(self, one: Decision) -> Node:
        verdict = self._verdict(one)
        return self.node(one) if verdict is None else self.leaf(verdict)

    def _verdict(self, one: Decision) -> Verdict | None:
        """The verdict as far as the branches settle it, by the rule of `lazy.verdict_of`."""
        applies = self.value(one.applies)
        if applies is not None and applies is not Truth.TRUE:
            return Verdict.NOT_APPLICABLE if applies is Truth.FALSE else Verdict.UNDETERMINED
        judged, not_met = self.value(one.judged), self.value(one.not_met)
        if applies is None or judged is None:
            return None
        if judged is Truth.TRUE:
            return Verdict.NEEDS_JUDGEMENT
        if not_met is None or not_met is Truth.TRUE:
            return None if not_met is None else Verdict.NOT_MET
        if judged is not Truth.FALSE or not_met is not Truth.FALSE:
            return Verdict.UNDETERMINED
        for verdict, branch in ((Verdict.PARTLY_MET, one.partly_met), (Verdict.MET, one.met)):
            found = self.value(branch)
            if found is not Truth.FALSE:
                return None if found is None else verdict if found is Truth.TRUE else Verdict.UNDETERMINED
        return Verdict.UNDETERMINED

    # -- from conditions to nodes ---------------------------------------------------------------------------------

    def decision(self, one: Obligation) -> Node:
        """The node of an obligation's verdict."""
        branches = (one.applies_if, one.needs_judgement_if, one.not_met_if, one.partly_met_if, one.met_if)
        return self._decision(Decision(*(self.build(each) for each in branches)))

    def build(self, condition: Condition, before: int | None = None) -> Node:
        """The node of a condition at a place on the way; at its end when no place is named."""
        before = places_in(self.catalogue).end if before is None else before
        known_as = (condition, before)
        if known_as not in self._built:
            self._built[known_as] = self._build(condition, before)
        return self._built[known_as]

    def _build(self, condition: Condition, before: int) -> Node:
        read = questions_of(condition, self.catalogue)
        if len(read) == 1:
            return self._about(condition, next(iter(read)), before, {})
        match condition:
            case Constant(value):
                return self.leaf(Truth(value))
            case Not(part):
                return self._contrary(self.build(part, before))
            case All():
                parts = grouped(condition, self.catalogue)
                return self._joined(Truth.FALSE, [self.build(each, before) for each in parts])
            case Any_():
                parts = grouped(condition, self.catalogue)
                return self._joined(Truth.TRUE, [self.build(each, before) for each in parts])
            case FactHolds(fact):
                return self.build(self.catalogue.facts[FactKey(fact)].condition, before)
        return self._moment(condition, sorted(read, key=self._order.__getitem__), before)

    def _moment(self, condition: Condition, read: list[QuestionKey], before: int) -> Node:
        """A comparison of no answered day, or of two of them."""
        if not read:
            return self.leaf(LazyView(self.catalogue, lambda _: None, self.as_of).truth(condition))
        first, second = read

        def then(known: _Known) -> Node:
            return self._about(condition, second, before, known)

        return self._guarded(first, before, then, {})

    def _about(self, condition: Condition, question: QuestionKey, before: int, known: _Known) -> Node:
        def said(more: _Known) -> Node:
            answers: dict[QuestionKey, Answer | None] = {key: answer for key, (_, answer) in more.items()}
            states = {key: state for key, (state, _) in more.items()}
            return self.leaf(LazyView(self.catalogue, lambda key: answers[key], self.as_of, states).truth(condition))

        return self._guarded(question, before, said, known)

    def _guarded(self, question: QuestionKey, before: int, then: _Then, known: _Known) -> Node:
        """What `then` makes of the question's answer where it is shown, and of its absence where it is not."""
        answers = [each.first for each in self.classes[question]]
        return self._guard(
            self.shown(question, before),
            self._switch(question, [then({**known, question: (None, answer)}) for answer in answers]),
            then({**known, question: (AnswerState.NOT_ASKED, None)}),
            then({**known, question: (AnswerState.MISSING, None)}),
        )

    def shown(self, question: QuestionKey, before: int | None = None) -> Node:
        """The node of whether a question is shown: true, false where it is ruled out, unknown where it waits."""
        before = places_in(self.catalogue).end if before is None else before
        placed = (each for each in places_in(self.catalogue).of[question] if each.place < before)
        opened = [self._opened(self.build(each.condition, each.place)) for each in placed]
        return self._joined(Truth.TRUE, opened)

    # -- following answers ----------------------------------------------------------------------------------------

    def questions(self, node: Node) -> frozenset[QuestionKey]:
        """The questions that can still make a difference."""
        if node not in self._questions:
            content = self.contents[node]
            own = {content.question} if isinstance(content, Switch) else set()
            self._questions[node] = frozenset(own).union(*(self.questions(each) for each in parts_of(content)))
        return self._questions[node]

    def next_question(self, node: Node) -> QuestionKey | None:
        """The first question, in the order of the catalogue, that can still make a difference."""
        left = self.questions(node)
        return self.first(left) if left else None

    def first(self, questions: Iterable[QuestionKey]) -> QuestionKey:
        """The first of these questions in the order of the catalogue."""
        return min(questions, key=self._order.__getitem__)

    def take(self, node: Node, question: QuestionKey, number: int) -> Node:
        """The node that is left when the answer to `question` is of class `number`."""
        if question not in self.questions(node):
            return node
        known_as = (node, question, number)
        if known_as not in self._taken:
            self._taken[known_as] = self._take(self.contents[node], question, number)
        return self._taken[known_as]

    def _take(self, content: Content, question: QuestionKey, number: int) -> Node:
        def taken(node: Node) -> Node:
            return self.take(node, question, number)

        match content:
            case Switch(asked, children):
                if asked == question:
                    return children[number]
                return self._switch(asked, map(taken, children))
            case Joined(settles, parts):
                return self._joined(settles, map(taken, sorted(parts)))
            case Contrary(part):
                return self._contrary(taken(part))
            case Opened(part):
                return self._opened(taken(part))
            case Guard(shown, then, not_asked, not_reached):
                return self._guard(taken(shown), taken(then), taken(not_asked), taken(not_reached))
        # What is left is a decision: a leaf has no questions.
        return self._decision(Decision(*map(taken, parts_of(content))))
