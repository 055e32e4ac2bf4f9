"""Every way in which a verdict can come about is shown by a case that expects it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.cases import Case
from assessments.domain.catalogue import Obligation
from assessments.domain.conditions import All, Any_, Condition
from assessments.domain.findings import Verdict
from assessments.domain.lazy import LazyView, Truth
from benchmarks.mutation import CASES, read_cases

EDITION = current_edition()
BRANCHES = {
    "needs_judgement_if": Verdict.NEEDS_JUDGEMENT,
    "not_met_if": Verdict.NOT_MET,
    "partly_met_if": Verdict.PARTLY_MET,
    "met_if": Verdict.MET,
}
UNREACHABLE: dict[tuple[str, str, int], str] = {}
"""Alternatives that no answers can make decide, by obligation, branch and place, each with the reason."""


@cache
def views() -> tuple[tuple[Case, LazyView], ...]:
    cases = read_cases(CASES, EDITION)
    return tuple((case, LazyView(EDITION, case.answers.get, case.as_of)) for case in cases)


def expecting(one: Obligation, *verdicts: Verdict) -> Iterator[LazyView]:
    return (view for case, view in views() if case.expect.get(one.key) in verdicts)


def alternatives(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, Any_) else (condition,)


def requirements(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, All) else (condition,)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_every_alternative_of_every_branch_holds_in_a_case_that_expects_its_verdict() -> None:
    unseen = []
    for one in EDITION.obligations.values():
        never = {verdict for verdict, _ in one.never}
        for branch, verdict in BRANCHES.items():
            for place, part in enumerate(alternatives(getattr(one, branch))):
                held = any(view.truth(part) is Truth.TRUE for view in expecting(one, verdict))
                excused = verdict in never or (one.key, branch, place) in UNREACHABLE
                if held is excused:
                    unseen.append((one.key, branch, place))
    assert unseen == []


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_every_alternative_of_what_makes_an_obligation_apply_holds_in_a_case_in_which_it_applies() -> None:
    applying = [each for each in Verdict if each is not Verdict.NOT_APPLICABLE]
    unseen = []
    for one in EDITION.obligations.values():
        for place, part in enumerate(alternatives(one.applies_if)):
            if not any(view.truth(part) is Truth.TRUE for view in expecting(one, *applying)):
                unseen.append((one.key, place))
    assert unseen == []


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_everything_that_an_obligation_needs_in_order_to_apply_is_missing_in_a_case_in_which_it_does_not() -> None:
    unseen = []
    for one in EDITION.obligations.values():
        for place, part in enumerate(requirements(one.applies_if)):
            if not any(view.truth(part) is Truth.FALSE for view in expecting(one, Verdict.NOT_APPLICABLE)):
                unseen.append((one.key, place))
    assert unseen == []
