"""What becomes of answers when an assessment goes on to a newer edition. Pure; nothing is stored and nothing is lost.

Each answer is accounted for exactly once: carried, mapped to a renamed choice, to be confirmed, asked again, archived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.domain.answers import Answer, Answers
from assessments.domain.catalogue import Catalogue, EditionKey, ObligationKey, QuestionKey
from assessments.domain.changes import branches_of, compare_editions
from assessments.domain.declarations import ChangeClass, DeclaredChange
from assessments.domain.findings import Assessed, Verdict
from assessments.domain.passing import Because, Outcome, Passage, only_renames, pass_on
from assessments.domain.reading import questions_of

__all__ = [
    "AffectedObligation",
    "Because",
    "NewQuestion",
    "Outcome",
    "Passage",
    "UpgradePlan",
    "VerdictChange",
    "changed_verdicts",
    "concerned_obligations",
    "follow",
    "plan_upgrade",
]


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question that the old edition did not ask."""

    key: QuestionKey
    because: Because


@dataclass(frozen=True, slots=True)
class AffectedObligation:
    """An obligation that may come out otherwise, with every reason for it."""

    key: ObligationKey
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class UpgradePlan:
    """What an upgrade does."""

    old: EditionKey
    new: EditionKey
    passages: tuple[Passage, ...]
    """One for each answer, in the order of the old edition."""
    new_questions: tuple[NewQuestion, ...]
    obligations: tuple[AffectedObligation, ...]

    @property
    def answers(self) -> Answers:
        """The answers that count in the new edition from the start."""
        return {str(each.targets[0]): each.value for each in self.passages if each.value is not None and each.counts}

    @property
    def affected(self) -> tuple[Passage, ...]:
        """Answers that are not simply carried."""
        return tuple(each for each in self.passages if each.outcome is not Outcome.CARRIED)

    def with_outcome(self, outcome: Outcome) -> tuple[Passage, ...]:
        """Answers of one fate."""
        return tuple(each for each in self.passages if each.outcome is outcome)


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """An obligation that came out otherwise; None where an edition does not know it."""

    key: ObligationKey
    before: Verdict | None
    after: Verdict | None


def plan_upgrade(chain: Sequence[Catalogue], answers: Answers) -> UpgradePlan:
    """What becomes of `answers` to the first edition of `chain` in its last; each is the base of the one after it.

    A chain of one edition changes nothing.
    """
    old, new = chain[0], chain[-1]
    given = ((key, answers[key]) for key in old.questions if key in answers)
    return UpgradePlan(
        old.key,
        new.key,
        tuple(follow(chain, key, answer) for key, answer in given),
        tuple(_new_questions(chain)),
        concerned_obligations(chain),
    )


def follow(chain: Sequence[Catalogue], question: QuestionKey, answer: Answer) -> Passage:
    """What becomes of one answer to the first edition of `chain`."""
    passage = Passage(question, answer, Outcome.CARRIED, answer, (question,), ())
    for base, edition in pairwise(chain):
        passage = pass_on(base, edition, passage)
    return passage


def concerned_obligations(chain: Sequence[Catalogue]) -> tuple[AffectedObligation, ...]:
    """Obligations that changed in meaning, came, went, or read a question that changed, from first to last edition."""
    found: dict[ObligationKey, list[Because]] = {}
    for base, edition in pairwise(chain):
        for key, because in _concerned(base, edition):
            found.setdefault(key, []).append(because)
    known = {**chain[0].obligations, **chain[-1].obligations}
    return tuple(AffectedObligation(key, tuple(dict.fromkeys(found[key]))) for key in known if key in found)


def changed_verdicts(before: Assessed, after: Assessed) -> tuple[VerdictChange, ...]:
    """Obligations that came out otherwise, those that went and those that came."""
    was = {each.obligation: each.verdict for each in before.findings}
    now = {each.obligation: each.verdict for each in after.findings}
    pairs = ((key, was.get(key), now.get(key)) for key in {**was, **now})
    return tuple(VerdictChange(*each) for each in pairs if each[1] is not each[2])


def _declared(edition: Catalogue) -> Mapping[str, DeclaredChange]:
    return edition.changes.declared if edition.changes else {}


def _new_questions(chain: Sequence[Catalogue]) -> Iterator[NewQuestion]:
    came = {
        key: Because(edition.key, key, change.change, change.why)
        for edition in chain[1:]
        for key, change in _declared(edition).items()
        if change.change is ChangeClass.NEW
    }
    yield from (NewQuestion(key, came[key]) for key in chain[-1].questions if key in came)


def _concerned(base: Catalogue, edition: Catalogue) -> Iterator[tuple[ObligationKey, Because]]:
    told = {
        key: Because(edition.key, key, one.change, one.why)
        for key, one in _declared(edition).items()
        if one.change is not ChangeClass.WORDING and not only_renames(one, compare_editions(base, edition)[key])
    }
    for key, because in told.items():
        if key in base.obligations or key in edition.obligations:
            yield ObligationKey(key), because
    for obligation in edition.obligations.values():
        for condition in branches_of(obligation):
            for question in sorted(questions_of(condition, edition) & told.keys()):
                yield obligation.key, told[question]
