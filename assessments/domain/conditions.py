"""Conditions over answers: a closed set of forms, true, false or unknown (Kleene). Evaluation is in `evaluation`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """Always true, or always false."""

    value: bool


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is true; false when one is false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """True when one part is true; false when every part is false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class FactHolds:
    """The named fact."""

    fact: str


@dataclass(frozen=True, slots=True)
class Is:
    """The answer is one of these values (single, yes_no: choice keys; text: exact text)."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A multi answer holds at least one of these choices."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Only:
    """A multi answer holds nothing but these choices."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A multi answer holds between `at_least` and `at_most` of the choices in `of`."""

    question: str
    of: tuple[str, ...]
    at_least: int | None
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number lies between the bounds, both inclusive."""

    question: str
    at_least: int | None
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date stands before, or after, a date or a computed deadline. Strict: the day itself is neither.

    `question` is a date question, or "as_of" for the day of the assessment.
    """

    question: str
    relation: str
    """"before" or "after"."""
    day: date | None
    deadline: str | None
    """Key of a deadline rule; exactly one of `day` and `deadline` is set."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A legal value other than "not sure" was given. Never unknown itself."""

    question: str


Reading: TypeAlias = Is | Has | Only | Counts | Amount | Moment | Answered
"""Forms that read one question (or, as moments may, the day of the assessment)."""

Condition: TypeAlias = Constant | All | Any_ | Not | FactHolds | Reading

AS_OF = "as_of"
"""Name by which a condition speaks of the day of the assessment."""
