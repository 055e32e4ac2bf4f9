"""What an answer is, and which values are legal for each kind of question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias


class NotSure(Enum):
    """The answer "not sure": given, but unknown to every rule."""

    NOT_SURE = "unknown"


@dataclass(frozen=True, slots=True)
class Several:
    """The choices of a multi question, in the order of the catalogue, without repeats, never empty."""

    choices: tuple[str, ...]


Answer: TypeAlias = str | Several | int | date | NotSure
"""single, yes_no: choice key; text: the text; multi: Several; number: int (not negative); date: date."""

Answers: TypeAlias = Mapping[str, Answer]
"""Answers by question key. A question without an entry was not answered."""
