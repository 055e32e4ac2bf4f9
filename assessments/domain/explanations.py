"""Why a finding came out as it did, in sentences composed from its reasons and the conditions. Nothing is decided here.

Clauses are made in `clauses`; here they become sentences: the verdict with its grounds, why the obligation applies,
what was read besides, and which answers are lacking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, cycle

from assessments.domain.answer_wording import answer_clause, answer_words
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.citations import cite
from assessments.domain.clauses import clauses
from assessments.domain.counsel import set_aside_sentence
from assessments.domain.dates import day_in_words
from assessments.domain.findings import Branch, Finding, Verdict
from assessments.domain.in_force import not_yet_sentence
from assessments.domain.joining import in_portions, joined, numbers_of, sentence
from assessments.domain.missing import missing_sentences, undetermined_sentences
from assessments.domain.overall import overall_sentence, overall_words
from assessments.domain.reason_sentences import reason_sentence
from assessments.domain.statements import Recalled
from assessments.domain.texts import Text

__all__ = [
    "Explanation",
    "answer_clause",
    "answer_words",
    "cite",
    "explain",
    "overall_sentence",
    "overall_words",
    "reason_sentence",
]

_HEADLINES = {
    Verdict.MET: Text("Met on the answers given.", "依现有回答，满足。"),
    Verdict.PARTLY_MET: Text("Only partly met on the answers given.", "依现有回答，仅部分满足。"),
    Verdict.NOT_MET: Text("Not met on the answers given.", "依现有回答，不满足。"),
    Verdict.NOT_APPLICABLE: Text("Does not apply.", "不适用。"),
    Verdict.UNDETERMINED: Text("Cannot be determined yet.", "暂无法判定。"),
    Verdict.NEEDS_JUDGEMENT: Text(
        "A person has to judge: the answers alone do not settle it.", "仅凭回答无法定论，须由专业人员判断。"
    ),
}
_BECAUSE = {
    Verdict.MET: Text("Met, because {why}", "满足，因为{why}"),
    Verdict.PARTLY_MET: Text("Only partly met, because {why}", "仅部分满足，因为{why}"),
    Verdict.NOT_MET: Text("Not met, because {why}", "不满足，因为{why}"),
    Verdict.NOT_APPLICABLE: Text("Does not apply, because {why}", "不适用，因为{why}"),
    Verdict.NEEDS_JUDGEMENT: Text("A person has to judge this, because {why}", "须由专业人员判断，因为{why}"),
}
_APPLIES = Text("Applies, because {why}", "适用，因为{why}")
_MOREOVER = (Text("Moreover, {why}", "此外，{why}"), Text("In addition, {why}", "同时，{why}"))
_OUR_GROUNDS = Text("The edition reads it so because {why}", "本版题库如此理解，是因为{why}")
_NOT_YET = Text(
    "the obligation binds only from {since} and the day of the assessment is {day}",
    "该项规定自{since}起施行，而评估日为{day}",
)
_ALSO_READ = Text("{numbers} {was} read as well, but did not decide.", "另查看了{numbers}，其回答不影响上述结论。")
_ALSO_READ_OPEN = Text(
    "{numbers} {was} read as well, but cannot settle it alone.", "另查看了{numbers}，仅凭其回答尚不足以判定。"
)
_BRANCHES = {
    Verdict.MET: Branch.MET,
    Verdict.PARTLY_MET: Branch.PARTLY_MET,
    Verdict.NOT_MET: Branch.NOT_MET,
    Verdict.NOT_APPLICABLE: Branch.APPLIES,
    Verdict.NEEDS_JUDGEMENT: Branch.NEEDS_JUDGEMENT,
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one finding came out as it did."""

    headline: str
    """The verdict alone, in one sentence."""
    sentences: tuple[str, ...]
    """The verdict with its grounds; several where the grounds are many. Complete without the headline."""
    scope: tuple[str, ...]
    """Why the obligation applies; empty where it always does, where it does not, and where this is not known."""
    outside: tuple[str, ...]
    """Where it does not apply, the grounds alone, without the verdict."""
    also_read: str
    """The questions that were read and did not decide, by number; empty where there are none."""
    missing: tuple[str, ...]
    """Answers, or holiday notices, that could still decide or change the verdict."""

    @property
    def in_full(self) -> tuple[str, ...]:
        """Everything that is said of the finding, in the order in which it is read; nothing twice."""
        return tuple(each for each in (*self.sentences, *self.missing, *self.scope, self.also_read) if each)


def explain(finding: Finding, catalogue: Catalogue, language: str) -> Explanation:
    """The sentences for one finding in one language."""
    recalled = Recalled(finding, catalogue)
    return Explanation(
        headline=_headline(finding, language),
        sentences=_verdict_sentences(finding, recalled, catalogue, language),
        scope=_scope(finding, recalled, catalogue, language),
        outside=_outside(finding, recalled, catalogue, language),
        also_read=_also_read(finding, catalogue, language),
        missing=missing_sentences(finding, catalogue, language),
    )


def _verdict_sentences(finding: Finding, recalled: Recalled, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    if finding.verdict is Verdict.UNDETERMINED:
        return undetermined_sentences(finding, recalled, catalogue, language)
    return _grounds(finding, recalled, catalogue, language)


def _grounds(finding: Finding, recalled: Recalled, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    ours = finding.by_our_reading
    found = _clauses(finding, _BRANCHES[ours or finding.verdict], recalled, catalogue, language)
    if ours is not None:
        return (set_aside_sentence(finding, language), *_composed(_OUR_GROUNDS, found, language))
    return _composed(_BECAUSE[finding.verdict], found, language) or (_headline(finding, language),)


def _headline(finding: Finding, language: str) -> str:
    return set_aside_sentence(finding, language) or _HEADLINES[finding.verdict].in_language(language)


def _scope(finding: Finding, recalled: Recalled, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    if not recalled.walk(Branch.APPLIES).truth:
        return ()
    found = _clauses(finding, Branch.APPLIES, recalled, catalogue, language)
    said = _deciding_clauses(finding, recalled, catalogue, language)
    return _composed(_APPLIES, tuple(each for each in found if each not in said), language)


def _outside(finding: Finding, recalled: Recalled, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    if Verdict.NOT_APPLICABLE not in (finding.verdict, finding.by_our_reading):
        return ()
    if finding.not_in_force_before is not None:
        return (not_yet_sentence(finding.not_in_force_before, language),)
    found = _clauses(finding, Branch.APPLIES, recalled, catalogue, language)
    return tuple(sentence(joined(portion, language), language) for portion in in_portions(found))


def _deciding_clauses(finding: Finding, recalled: Recalled, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    branch = _BRANCHES.get(finding.by_our_reading or finding.verdict)
    return _clauses(finding, branch, recalled, catalogue, language) if branch else ()


def _clauses(
    finding: Finding, branch: Branch, recalled: Recalled, catalogue: Catalogue, language: str
) -> tuple[str, ...]:
    if finding.not_in_force_before is not None:
        since = day_in_words(finding.not_in_force_before, language)
        day = day_in_words(recalled.as_of or finding.not_in_force_before, language)
        return (_NOT_YET.in_language(language).format(since=since, day=day),)
    return clauses(recalled.walk(branch).statements, catalogue, language)


def _composed(first: Text, found: Sequence[str], language: str) -> tuple[str, ...]:
    forms = chain((first,), cycle(_MOREOVER))
    return tuple(
        sentence(form.in_language(language).format(why=joined(portion, language)), language)
        for form, portion in zip(forms, in_portions(found), strict=False)
    )


def _also_read(finding: Finding, catalogue: Catalogue, language: str) -> str:
    decisive = {each.question for each in finding.reasons if each.decisive}
    scope = {each.question for each in finding.reasons if each.branch is Branch.APPLIES}
    read = {
        each.question for each in finding.reasons if each.question in catalogue.questions and each.question not in scope
    }
    others: set[QuestionKey] = read - decisive
    if not others:
        return ""
    was = "was" if len(others) == 1 else "were"
    numbers = numbers_of(others, catalogue, language)
    form = _ALSO_READ_OPEN if finding.verdict is Verdict.UNDETERMINED else _ALSO_READ
    return sentence(form.in_language(language).format(numbers=numbers, was=was), language)
