"""What would have to be true for an obligation to be met, in words. It advises nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessments.domain.alternatives import Alternative, Change
from assessments.domain.answer_wording import answer_words, labels, named
from assessments.domain.answers import Answer, Answers, Several
from assessments.domain.catalogue import Catalogue, Question
from assessments.domain.joining import is_chinese, joined, quoted, sentence
from assessments.domain.texts import Text

_FIRST = Text("It would be met if {what}", "若{what}，则满足")
_OTHERS = Text("It would also be met if {what}", "若{what}，同样满足")
_ANSWERED = Text("{named} were answered {answers}", "{named}的回答为{answers}")
_ADDED = Text("the answer to {named} also included {added}", "{named}的回答另包括{added}")
_REMOVED = Text("the answer to {named} no longer included {removed}", "{named}的回答不再包括{removed}")
_REPLACED = Text(
    "the answer to {named} included {added} and no longer {removed}", "{named}的回答包括{added}，且不再包括{removed}"
)


def alternative_sentences(
    alternatives: Sequence[Alternative], answers: Answers, catalogue: Catalogue, language: str
) -> tuple[str, ...]:
    """One sentence for each alternative, for the given answers."""
    said: list[str] = []
    for alternative in alternatives:
        clauses = [_clause(each, answers, catalogue.questions[each.question], language) for each in alternative]
        form = _OTHERS if said else _FIRST
        said.append(sentence(form.in_language(language).format(what=joined(clauses, language)), language))
    return tuple(said)


def _clause(change: Change, answers: Answers, question: Question, language: str) -> str:
    present, wanted = answers.get(question.key), change.answers[0]
    if isinstance(present, Several) and isinstance(wanted, Several):
        return _choices_clause(question, present, wanted, language)
    words = _either(question, change.answers, language)
    return _ANSWERED.in_language(language).format(named=named(question, language), answers=words)


def _either(question: Question, answers: Iterable[Answer], language: str) -> str:
    several = [each for each in answers if isinstance(each, Several)]
    if several:
        return quoted(labels(question, several[0].choices, language), language)
    words = [answer_words(question, each, language) for each in answers]
    return "或者".join(f"“{each}”" for each in words) if is_chinese(language) else quoted(words, language, "or")


def _choices_clause(question: Question, present: Several, wanted: Several, language: str) -> str:
    alone = {str(each.key) for each in question.choices if each.exclusive}
    added = [each for each in wanted.choices if each not in present.choices]
    removed = [each for each in present.choices if each not in wanted.choices and each not in alone]
    form = _REPLACED if added and removed else _ADDED if added else _REMOVED
    if not alone.isdisjoint((*added, *present.choices)):
        form = _ANSWERED
    return form.in_language(language).format(
        named=named(question, language),
        added=quoted(labels(question, added, language), language) if added else "",
        removed=quoted(labels(question, removed, language), language) if removed else "",
        answers=quoted(labels(question, wanted.choices, language), language),
    )
