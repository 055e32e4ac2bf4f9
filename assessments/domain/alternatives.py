"""What would have to be true for an obligation to be met: the fewest answers that would have to be others.

It tells what stands between a deployment and the obligation. It is no advice to answer otherwise than is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import combinations, product

from assessments.domain.answers import Answer, Answers, Several
from assessments.domain.catalogue import Catalogue, Obligation, Question, QuestionKey, QuestionKind
from assessments.domain.classes import AnswerClass, classes_of, is_known
from assessments.domain.conditions import FactHolds
from assessments.domain.findings import Finding, Verdict
from assessments.domain.lazy import LazyView, verdict_of
from assessments.domain.reading import branches_of, conditions_in

MOST_CHANGES = 3
"""Where more answers would have to be others, nothing is named."""
MOST_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that would have to be another."""

    question: QuestionKey
    answers: tuple[Answer, ...]
    """Any one of these would do."""


Alternative = tuple[Change, ...]
"""Changes that together would do, in the order of the catalogue."""


def what_would_meet(finding: Finding, catalogue: Catalogue, answers: Answers, as_of: date) -> tuple[Alternative, ...]:
    """The smallest changes of answers that turn the finding into met; empty where it is, or where none are known.

    Circumstances stay as they are, and so do days: what has happened has happened.
    """
    if finding.verdict not in (Verdict.NOT_MET, Verdict.PARTLY_MET, Verdict.NEEDS_JUDGEMENT) or finding.counsel:
        return ()
    one = catalogue.obligations[finding.obligation]
    search = _Search(catalogue, one, answers, as_of)
    for size in range(1, MOST_CHANGES + 1):
        found = tuple(search.of_size(size))
        if found:
            return found[:MOST_ALTERNATIVES]
    return ()


@lru_cache(maxsize=512)
def _open_to_change(
    catalogue: Catalogue, one: Obligation, as_of: date
) -> Mapping[QuestionKey, tuple[AnswerClass, ...]]:
    """The questions whose answers may be thought of as others, with their classes."""
    # What the obligation reads only through facts says where it stands, not what it asks for.
    parts = (part for each in branches_of(one) for part in conditions_in(each) if not isinstance(part, FactHolds))
    read = {part.question for part in parts}
    classes = classes_of(branches_of(one), catalogue, as_of)
    return {
        key: tuple(each for each in found if each.has_known)
        for key, found in classes.items()
        if key in read and _can_be_otherwise(catalogue.questions[key])
    }


def _can_be_otherwise(question: Question) -> bool:
    return not question.circumstance and question.kind is not QuestionKind.DATE


class _Search:
    def __init__(self, catalogue: Catalogue, one: Obligation, answers: Answers, as_of: date) -> None:
        self.catalogue = catalogue
        self.one = one
        self.answers = answers
        self.as_of = as_of
        self.open = _open_to_change(catalogue, one, as_of)

    def of_size(self, size: int) -> Iterator[Alternative]:
        """Every set of so many changes that meets the obligation; what would do for the last question is one change."""
        for questions in combinations(self.open, size):
            for first in product(*(self._others(each) for each in questions[:-1])):
                before = dict(zip(questions, first, strict=False))
                last = tuple(
                    each for each in self._others(questions[-1]) if self._meets({**before, questions[-1]: each})
                )
                if last:
                    yield (*(Change(key, (answer,)) for key, answer in before.items()), Change(questions[-1], last))

    def _others(self, question: QuestionKey) -> tuple[Answer, ...]:
        """Answers that the conditions tell from the present one; of several choices those nearest to it."""
        present = self.answers.get(question)
        found: list[Answer] = []
        for each in self.open[question]:
            members = [answer for answer in each.members if answer is not None and is_known(answer)]
            if present in members:
                continue
            one_of_few = self.catalogue.questions[question].kind in (QuestionKind.SINGLE, QuestionKind.YES_NO)
            found += members if one_of_few else [min(members, key=partial(self._distance, question, present))]
        return tuple(found)

    def _distance(self, question: QuestionKey, present: Answer | None, other: Answer) -> tuple[int, bool]:
        """How far another answer is from the present one; "none of these" stands before a choice of the same sort."""
        if isinstance(present, int) and isinstance(other, int):
            return abs(present - other), False
        if not isinstance(other, Several):
            return 0, False
        alone = {str(each.key) for each in self.catalogue.questions[question].choices if each.exclusive}
        chosen = set(present.choices) if isinstance(present, Several) else set()
        return len(chosen ^ set(other.choices)), alone.isdisjoint(other.choices)

    def _meets(self, changes: Mapping[QuestionKey, Answer]) -> bool:
        changed = dict(self.answers)
        changed.update({str(key): answer for key, answer in changes.items()})
        view = LazyView(self.catalogue, changed.get, self.as_of)
        return verdict_of(self.one, view) is Verdict.MET and all(view.is_shown(each) for each in changes)
