"""What decision diagrams are made of. Making them from conditions, and following answers, is in `diagrams`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from assessments.domain.catalogue import QuestionKey
from assessments.domain.findings import Verdict
from assessments.domain.lazy import Truth

Node: TypeAlias = int
"""Number of a node in its diagram."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What came out: the truth of a condition, or a verdict."""

    value: Truth | Verdict


@dataclass(frozen=True, slots=True)
class Switch:
    """Goes on by the class of the answer to a question that is shown."""

    question: QuestionKey
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """All of, or any of, other nodes."""

    settles: Truth
    """FALSE: one false part settles it (all of); TRUE: one true part does (any of)."""
    parts: frozenset[Node]


@dataclass(frozen=True, slots=True)
class Contrary:
    """The contrary; unknown stays unknown."""

    part: Node


@dataclass(frozen=True, slots=True)
class Opened:
    """Whether a condition opens a question: true, or unknown only because somebody is not sure."""

    part: Node


@dataclass(frozen=True, slots=True)
class Guard:
    """Goes on by whether a question is shown, ruled out, or not reached."""

    shown: Node
    then: Node
    not_asked: Node
    not_reached: Node


@dataclass(frozen=True, slots=True)
class Decision:
    """The branches of an obligation, in the order of decision."""

    applies: Node
    judged: Node
    not_met: Node
    partly_met: Node
    met: Node


Content: TypeAlias = Leaf | Switch | Joined | Contrary | Opened | Guard | Decision


def parts_of(content: Content) -> tuple[Node, ...]:
    """The nodes that a node is made of."""
    match content:
        case Leaf():
            return ()
        case Switch(_, children):
            return children
        case Joined(_, parts):
            return tuple(sorted(parts))
        case Contrary(part) | Opened(part):
            return (part,)
        case Guard(shown, then, not_asked, not_reached):
            return shown, then, not_asked, not_reached
    return content.applies, content.judged, content.not_met, content.partly_met, content.met
