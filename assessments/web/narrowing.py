"""A part of the findings: those of one severity, or of one step. Plain links, so that it works without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest

from assessments.domain.catalogue import Severity
from assessments.web.findings import SEVERITIES, Shown

MOST_IN_FULL = 10
"""So many findings are shown in full, whatever their severity."""
FOLDED = frozenset(each.value for each in Severity if each is not Severity.CRITICAL)
"""Severities whose findings are folded where there are more."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of the findings is asked for; empty words ask for all."""

    severity: str
    step: str
    """Number of a step."""

    @property
    def is_on(self) -> bool:
        """Whether only a part is asked for."""
        return bool(self.severity or self.step)

    def takes(self, one: Shown) -> bool:
        """Whether the finding belongs to the part."""
        return self.severity in ("", one.severity) and self.step in ("", _step_of(one))


@dataclass(frozen=True, slots=True)
class PartLink:
    """A link to one part."""

    key: str
    """Of a severity, or the number of a step."""
    count: int
    query: str
    is_current: bool


def part_context(request: HttpRequest, found: Sequence[Shown], as_of: date | None) -> dict[str, object]:
    """What the template of the findings is given: the gaps to list, and links to the parts."""
    asked = _read(request, found)
    return {
        "part": asked,
        "listed": [one for one in found if asked.takes(one)],
        "folded": () if asked.is_on or len(found) <= MOST_IN_FULL else FOLDED,
        "by_severity": _links_by_severity(found, asked, as_of),
        "by_step": _links_by_step(found, asked, as_of),
    }


def _read(request: HttpRequest, found: Sequence[Shown]) -> Narrowed:
    """What the address asks for; what no finding has is not asked for."""
    severity, step = request.GET.get("severity", ""), request.GET.get("step", "")
    return Narrowed(
        severity if severity in {one.severity for one in found} else "",
        step if step in {_step_of(one) for one in found} else "",
    )


def _links_by_severity(found: Sequence[Shown], asked: Narrowed, as_of: date | None) -> list[PartLink]:
    """One for each severity that there is, worst first."""
    keys = [one.severity for one in found]
    return [
        PartLink(each, keys.count(each), _query(as_of, severity=each), asked.severity == each)
        for each in SEVERITIES
        if each in keys
    ]


def _links_by_step(found: Sequence[Shown], asked: Narrowed, as_of: date | None) -> list[PartLink]:
    """One for each step with a finding, in order."""
    steps = [number for one in found if (number := _step_of(one))]
    return [
        PartLink(each, steps.count(each), _query(as_of, step=each), asked.step == each)
        for each in sorted(set(steps), key=int)
    ]


def _step_of(one: Shown) -> str:
    question = one.main_question
    return question.number.partition(".")[0] if question else ""


def _query(as_of: date | None, **part: str) -> str:
    return urlencode({**({"as_of": as_of.isoformat()} if as_of else {}), **part})
