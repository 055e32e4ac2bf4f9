"""One answer on its way from one edition to the next. The whole plan is in `upgrading`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assessments.domain.answers import Answer, IllegalAnswer, NotSure, Several, answer_from_json, answer_to_json
from assessments.domain.catalogue import Catalogue, EditionKey, Question, QuestionKey
from assessments.domain.changes import Difference, compare_editions
from assessments.domain.declarations import ChangeClass, DeclaredChange
from assessments.domain.texts import Text


class Outcome(StrEnum):
    """What becomes of an answer, mildest first."""

    CARRIED = "carried"
    MAPPED = "mapped"
    """Carried; a choice in it has another key now."""
    RECONFIRM = "reconfirm"
    """Unknown to the rules until somebody confirms it."""
    ASKED_AGAIN = "asked_again"
    """Shown beside the question, no more: it is no answer to what is asked now."""
    ARCHIVED = "archived"
    """No longer asked; still readable."""


_ORDER = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class Because:
    """One declared change that concerns an answer or an obligation."""

    edition: EditionKey
    """The edition that brought the change."""
    key: str
    change: ChangeClass
    why: Text


@dataclass(frozen=True, slots=True)
class Passage:
    """One answer and what became of it."""

    origin: QuestionKey
    """The question in the old edition."""
    answer: Answer
    """The answer as it was given."""
    outcome: Outcome
    value: Answer | None
    """The answer in the terms of the new edition; None where it is none."""
    targets: tuple[QuestionKey, ...]
    """The questions that ask for it now; empty where none does."""
    because: tuple[Because, ...]

    @property
    def counts(self) -> bool:
        """Whether the rules of the new edition may read it at once."""
        return self.outcome in (Outcome.CARRIED, Outcome.MAPPED)


def pass_on(base: Catalogue, edition: Catalogue, passage: Passage) -> Passage:
    """The answer one edition further. `edition` must declare its changes against `base`."""
    declared = edition.changes.declared if edition.changes else {}
    if passage.value is None:
        return _pass_on_words(declared, edition, passage)
    (key,) = passage.targets
    change = declared.get(key)
    if change is None:
        return passage
    moved = replace(passage, because=(*passage.because, _because(edition, change)))
    match change.change:
        case ChangeClass.REMOVED:
            return replace(moved, outcome=Outcome.ARCHIVED, value=None, targets=())
        case ChangeClass.SPLIT:
            into = tuple(QuestionKey(each) for each in change.into)
            return replace(moved, outcome=Outcome.ASKED_AGAIN, value=None, targets=into)
        case ChangeClass.CHOICES:
            difference = compare_editions(base, edition)[key]
            outcome, value = _rechoose(passage.value, change, difference, base.questions[key])
        case _:
            keeps = change.change is ChangeClass.WORDING
            outcome, value = Outcome.CARRIED if keeps else Outcome.RECONFIRM, passage.value
    legal = None if value is None else _legal(edition.questions[key], value)
    if legal is None:
        return replace(moved, outcome=Outcome.ASKED_AGAIN, value=None)
    return replace(moved, outcome=_worse(passage.outcome, outcome), value=legal)


def at_least(passage: Passage, outcome: Outcome) -> Passage:
    """The passage with `outcome` or a worse one of its own; what cannot be kept has no value."""
    worse = _worse(passage.outcome, outcome)
    keeps = _ORDER.index(worse) <= _ORDER.index(Outcome.RECONFIRM)
    return replace(passage, outcome=worse, value=passage.value if keeps else None)


def to_be_confirmed(passage: Passage) -> Passage:
    """The passage of an answer that is to be given once more: it counts only when somebody confirms it. "Not sure" is
    shown, and cannot be confirmed: by now somebody may know."""
    unknown = passage.answer is NotSure.NOT_SURE
    return at_least(passage, Outcome.ASKED_AGAIN if unknown else Outcome.RECONFIRM)


def _pass_on_words(declared: Mapping[str, DeclaredChange], edition: Catalogue, passage: Passage) -> Passage:
    """An answer that is only shown goes wherever the questions went that it is shown at."""
    targets: list[QuestionKey] = []
    because = list(passage.because)
    for key in passage.targets:
        change = declared.get(key)
        if change is not None:
            because.append(_because(edition, change))
        if change is not None and change.change is ChangeClass.SPLIT:
            targets += [QuestionKey(each) for each in change.into]
        elif change is None or change.change is not ChangeClass.REMOVED:
            targets.append(key)
    outcome = passage.outcome if targets else Outcome.ARCHIVED
    return replace(passage, outcome=outcome, targets=tuple(dict.fromkeys(targets)), because=tuple(because))


def _because(edition: Catalogue, change: DeclaredChange) -> Because:
    return Because(edition.key, change.key, change.change, change.why)


def _worse(one: Outcome, other: Outcome) -> Outcome:
    return max(one, other, key=_ORDER.index)


def _rechoose(
    value: Answer, change: DeclaredChange, difference: Difference, question: Question
) -> tuple[Outcome, Answer | None]:
    """The answer with renamed choices; None where a choice went without a successor, or the kind changed."""
    if difference.kind_changed:
        return Outcome.ASKED_AGAIN, None
    if value is NotSure.NOT_SURE:
        return Outcome.CARRIED, value
    chosen = value.choices if isinstance(value, Several) else (str(value),)
    moved = [each for each in chosen if each in difference.removed_choices]
    if any(each not in change.choices for each in moved):
        return Outcome.ASKED_AGAIN, None
    now = tuple(dict.fromkeys(change.choices.get(each, each) for each in chosen))
    told = Counter(change.choices.values())
    kept = {str(each.key) for each in question.choices}
    merged = any(told[change.choices[each]] > 1 or change.choices[each] in kept for each in moved)
    # Whoever answered never saw the choices that came; a rename brings none.
    unseen = difference.added_choices - set(change.choices.values())
    outcome = Outcome.MAPPED if moved else Outcome.CARRIED
    if merged or unseen or difference.rules_changed:
        outcome = Outcome.RECONFIRM
    return outcome, Several(now) if isinstance(value, Several) else now[0]


def only_renames(change: DeclaredChange, difference: Difference) -> bool:
    """Whether choices have other keys and nothing else changed: no answer means anything else then."""
    return (
        change.change is ChangeClass.CHOICES
        and not difference.kind_changed
        and not difference.rules_changed
        and set(change.choices) == difference.removed_choices
        and sorted(change.choices.values()) == sorted(difference.added_choices)
    )


def _legal(question: Question, value: Answer) -> Answer | None:
    try:
        return answer_from_json(question, answer_to_json(value))
    except IllegalAnswer:
        return None
