"""Conditions as written in edition files, parsed into the closed set of forms. No expression is ever evaluated here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assessments.catalogues.documents import Located
from assessments.catalogues.faults import Fault
from assessments.catalogues.rules.conditions import ConditionRule
from assessments.domain.conditions import (
    All,
    Amount,
    Answered,
    Any_,
    Condition,
    Constant,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Not,
    Only,
)

ALWAYS = Constant(True)
NEVER = Constant(False)
COUNT_BOUNDS = ("at_least", "at_most")
AMOUNT_BOUNDS = (*COUNT_BOUNDS, "above", "below")


def parse_condition(node: Located, key: str, faults: list[Fault], parameters: dict[str, int]) -> Condition:
    """The condition in `node`. Faults are noted under `key`; a faulty part counts as never."""
    return _Parser(key, faults, parameters).parse(node)


class _Parser:
    def __init__(self, key: str, faults: list[Fault], parameters: dict[str, int]) -> None:
        self.key = key
        self.faults = faults
        self.parameters = parameters
        self.forms: dict[str, Callable[[Located], Condition]] = {
            "all": lambda node: All(self._parts(node)),
            "any": lambda node: Any_(self._parts(node)),
            "not": lambda node: Not(self.parse(node)),
            "fact": lambda node: FactHolds(self._word(node)),
            "is": lambda node: Is(*self._values(node)),
            "has": lambda node: Has(*self._values(node)),
            "only": lambda node: Only(*self._values(node)),
            "counts": self._counts,
            "amount": self._amount,
            "before": lambda node: self._moment(node, "before"),
            "after": lambda node: self._moment(node, "after"),
            "answered": lambda node: Answered(self._word(node)),
            "unknown": lambda node: Not(Answered(self._word(node))),
        }

    def parse(self, node: Located) -> Condition:
        value = node.value
        if isinstance(value, bool):
            return Constant(value)
        if isinstance(value, str):
            return FactHolds(value)
        if isinstance(value, dict) and len(value) == 1:
            form, body = next(iter(value.items()))
            if form in self.forms:
                return self.forms[form](body)
        forms = ", ".join(self.forms)
        return self._wrong(node, ConditionRule.CONDITION_UNKNOWN, forms=forms)

    def _wrong(self, node: Located, rule: ConditionRule, /, **values: object) -> Condition:
        self.faults.append(node.fault(self.key, rule, **values))
        return NEVER

    def _parts(self, node: Located) -> tuple[Condition, ...]:
        if not isinstance(node.value, tuple) or not node.value:
            self._wrong(node, ConditionRule.CONDITION_PARTS)
            return (NEVER,)
        return tuple(self.parse(each) for each in node.value)

    def _word(self, node: Located) -> str:
        if isinstance(node.value, str):
            return node.value
        self._wrong(node, ConditionRule.CONDITION_WORD)
        return ""

    def _one(self, node: Located) -> tuple[str, Located]:
        if isinstance(node.value, dict) and len(node.value) == 1:
            return next(iter(node.value.items()))
        self._wrong(node, ConditionRule.CONDITION_QUESTION)
        return "", node

    def _values(self, node: Located) -> tuple[str, tuple[str, ...]]:
        question, body = self._one(node)
        items = body.value if isinstance(body.value, tuple) else (body,)
        words = tuple(each.value for each in items if isinstance(each.value, str))
        if len(words) != len(items) or not words:
            self._wrong(node, ConditionRule.CONDITION_WORDS)
        return question, words

    def _bounds(self, body: Located, names: tuple[str, ...]) -> tuple[int | None, int | None]:
        found = body.value if isinstance(body.value, dict) else {}
        pairs = ({"at_least", "above"}, {"at_most", "below"})
        if not set(found) & set(names) or set(found) - {"of", *names} or any(pair <= set(found) for pair in pairs):
            self._wrong(body, ConditionRule.CONDITION_BOUNDS, bounds=", ".join(names))
        at_least, at_most, above, below = (self._number(found, name) for name in AMOUNT_BOUNDS)
        low = at_least if above is None else above + 1
        high = at_most if below is None else below - 1
        if low is not None and high is not None and low > high:
            self._wrong(body, ConditionRule.CONDITION_BOUNDS_CROSSED)
        return low, high

    def _number(self, found: dict[str, Located], name: str) -> int | None:
        node = found.get(name)
        if node is None:
            return None
        if isinstance(node.value, str) and node.value in self.parameters:
            return self.parameters[node.value]
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return node.value
        self._wrong(node, ConditionRule.CONDITION_BOUND, name=name)
        return None

    def _counts(self, node: Located) -> Condition:
        question, body = self._one(node)
        of = body.value.get("of") if isinstance(body.value, dict) else None
        items = of.value if of is not None and isinstance(of.value, tuple) else ()
        words = tuple(each.value for each in items if isinstance(each.value, str))
        if not words or len(words) != len(items):
            return self._wrong(node, ConditionRule.CONDITION_COUNTS)
        return Counts(question, words, *self._bounds(body, COUNT_BOUNDS))

    def _amount(self, node: Located) -> Condition:
        question, body = self._one(node)
        if isinstance(body.value, dict) and "of" in body.value:
            return self._wrong(node, ConditionRule.CONDITION_AMOUNT)
        return Amount(question, *self._bounds(body, AMOUNT_BOUNDS))

    def _moment(self, node: Located, relation: str) -> Condition:
        question, body = self._one(node)
        if isinstance(body.value, date):
            return Moment(question, relation, body.value, None)
        if isinstance(body.value, dict) and set(body.value) == {"deadline"}:
            return Moment(question, relation, None, self._word(body.value["deadline"]))
        return self._wrong(node, ConditionRule.CONDITION_MOMENT)
