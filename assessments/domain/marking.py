"""What a reviewer decided of single answers, and whether the answers are still those that were decided of. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from assessments.domain.answers import Answer, Answers
from assessments.domain.catalogue import QuestionKey


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer, accepted or to be corrected."""

    question: QuestionKey
    is_accepted: bool
    answer: Answer | None
    """As the reviewer had it before them."""
    text: str
    """What has to change, or a remark."""
    made_by: str
    made_at: datetime
    in_this_review: bool
    """Whether it was made since the answers were last handed in."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark beside the answer as it stands now."""

    mark: Mark
    is_changed: bool
    """Whether the answer is another one since, or is asked no more."""

    @property
    def is_accepted(self) -> bool:
        """Whether the answer as it stands was accepted."""
        return self.mark.is_accepted and not self.is_changed

    @property
    def is_returned(self) -> bool:
        """Whether it was to be corrected, corrected since or not."""
        return not self.mark.is_accepted

    @property
    def is_to_correct(self) -> bool:
        """Whether it still is to be corrected."""
        return self.is_returned and not self.is_changed


def compare_marks(marks: Iterable[Mark], answers: Answers, asked: Collection[QuestionKey]) -> dict[QuestionKey, Marked]:
    """By question what was decided of its answer, beside the answer now."""
    return {
        each.question: Marked(each, each.question not in asked or answers.get(str(each.question)) != each.answer)
        for each in marks
    }
