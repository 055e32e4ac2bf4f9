"""The difference of two editions: for each key the mildest class of change that its structure allows.

Whether a changed text means something else is for people to say; that a condition, a choice or a limit changed is seen
here. Pure comparison; what it means for answers is in `upgrading`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assessments.domain.catalogue import Catalogue, DeadlineKey, DeadlineKind, DeadlineRule, Obligation, Question
from assessments.domain.conditions import Condition, FactHolds, Moment
from assessments.domain.declarations import ChangeClass
from assessments.domain.in_force import in_force_since
from assessments.domain.reading import conditions_in


class Item(StrEnum):
    """What a key stands for."""

    QUESTION = "question"
    OBLIGATION = "obligation"
    FACT = "fact"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs at one key."""

    key: str
    item: Item
    least: ChangeClass
    """The mildest class that may be declared."""
    kind_changed: bool = False
    rules_changed: bool = False
    """Whether conditions or their like changed, whatever else did."""
    removed_choices: frozenset[str] = frozenset()
    added_choices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Compared:
    """One key as it stands in one edition."""

    rules: Hashable
    """What decides; a difference is at least a change of meaning."""
    words: Hashable
    """What is only said."""
    kind: str = ""
    choices: frozenset[str] = frozenset()


def items_of(catalogue: Catalogue) -> dict[str, Item]:
    """Every key whose changes are declared, with what it stands for."""
    return {
        **{str(key): Item.QUESTION for key in catalogue.questions},
        **{str(key): Item.OBLIGATION for key in catalogue.obligations},
        **{str(key): Item.FACT for key in catalogue.facts},
        **{str(key): Item.DEADLINE for key in catalogue.deadlines},
    }


@lru_cache(maxsize=8)
def compare_editions(base: Catalogue, edition: Catalogue) -> Mapping[str, Difference]:
    """Everything that differs from `base` in `edition`, by key."""
    before, after = items_of(base), items_of(edition)
    old, new = _compared(base), _compared(edition)
    touched = _touched(base, edition)
    found = {}
    for key, item in {**before, **after}.items():
        if key not in before or key not in after:
            gone = ChangeClass.REMOVED if key not in after else ChangeClass.NEW
            found[key] = Difference(key, item, gone)
        elif (difference := _difference(key, item, old[key], new[key], key in touched)) is not None:
            found[key] = difference
    return found


def _difference(key: str, item: Item, old: _Compared, new: _Compared, touched: bool) -> Difference | None:
    rules_changed = touched or old.rules != new.rules
    kind_changed = old.kind != new.kind
    if kind_changed or old.choices != new.choices:
        least = ChangeClass.CHOICES
    elif rules_changed:
        least = ChangeClass.MEANING
    elif old.words != new.words:
        least = ChangeClass.WORDING
    else:
        return None
    removed, added = old.choices - new.choices, new.choices - old.choices
    return Difference(key, item, least, kind_changed, rules_changed, removed, added)


def _compared(catalogue: Catalogue) -> dict[str, _Compared]:
    return {
        **{str(key): _question(one, catalogue) for key, one in catalogue.questions.items()},
        **{str(key): _obligation(one, catalogue) for key, one in catalogue.obligations.items()},
        **{str(key): _Compared(one.condition, (one.holds, one.holds_not)) for key, one in catalogue.facts.items()},
        **{str(key): _deadline(one) for key, one in catalogue.deadlines.items()},
    }


def _question(one: Question, catalogue: Catalogue) -> _Compared:
    placed = [each for step in catalogue.steps for each in step.placements if each.question == one.key]
    alone = frozenset(str(each.key) for each in one.choices if each.exclusive)
    said = (one.text, one.help, one.why, one.unit, one.evidence, one.provisions, one.uncertain_points)
    return _Compared(
        rules=(tuple((each.is_home, each.shown_if) for each in placed), alone),
        words=(said, tuple((each.key, each.label) for each in one.choices), one.key in catalogue.gates),
        kind=one.kind,
        choices=frozenset(str(each.key) for each in one.choices),
    )


def branches_of(one: Obligation) -> tuple[Condition, ...]:
    """The conditions that decide an obligation, in the order of decision."""
    return (one.applies_if, one.needs_judgement_if, one.not_met_if, one.partly_met_if, one.met_if)


def _obligation(one: Obligation, catalogue: Catalogue) -> _Compared:
    said = (one.title, one.duty, one.binds, one.risk, one.remedy, one.evidence, one.remedy_by, one.notes, one.never)
    return _Compared(
        rules=(one.kind, one.severity, one.deadline, branches_of(one), in_force_since(one, catalogue)),
        words=(said, one.group, one.provisions, one.penalties, one.uncertain_points),
    )


def _deadline(one: DeadlineRule) -> _Compared:
    limits = (one.kind, one.limit, one.starts_with, one.not_before, one.stock_before, one.stock_due)
    return _Compared(
        rules=(limits, one.month, one.day, one.first_due),
        words=(one.title, one.stated, one.recipient, one.provisions),
    )


def _touched(base: Catalogue, edition: Catalogue) -> frozenset[str]:
    """Deadlines, facts and obligations that came to decide otherwise through something that they read."""
    touched: set[str] = set()
    years = base.holidays.keys() & edition.holidays.keys()
    days_moved = any(
        (base.holidays[each].days_off, base.holidays[each].make_up_days)
        != (edition.holidays[each].days_off, edition.holidays[each].make_up_days)
        for each in years
    )
    for key, rule in edition.deadlines.items():
        earlier = base.deadlines.get(key)
        moved = days_moved and rule.kind is DeadlineKind.WORKING_DAYS
        if moved or (earlier is not None and _deadline(earlier).rules != _deadline(rule).rules):
            touched.add(str(key))
    for name, fact in edition.facts.items():
        was = base.facts.get(name)
        if (was is not None and was.condition != fact.condition) or _names(touched, (fact.condition,)):
            touched.add(str(name))
    for obligation in edition.obligations.values():
        if _names(touched, branches_of(obligation)) or DeadlineKey(str(obligation.deadline)) in touched:
            touched.add(str(obligation.key))
    return frozenset(touched)


def _names(touched: Collection[str], conditions: tuple[Condition, ...]) -> bool:
    for condition in conditions:
        for part in conditions_in(condition):
            named = part.fact if isinstance(part, FactHolds) else part.deadline if isinstance(part, Moment) else None
            if named in touched:
                return True
    return False
