"""Sentences that explain a finding, composed from its reasons in both languages. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, Question
from assessments.domain.citations import cite
from assessments.domain.conditions import AS_OF
from assessments.domain.counsel import counted_aside, set_aside_sentence
from assessments.domain.dates import day_in_words
from assessments.domain.findings import AnswerState, Assessed, Branch, DeadlineState, Finding, Overall, Reason, Verdict
from assessments.domain.in_force import not_yet_sentence
from assessments.domain.texts import Text
from assessments.domain.words import NO_RULE_WORDS, NOT_SURE_WORDS, words_for

__all__ = ["Explanation", "answer_words", "cite", "explain", "overall_sentence", "reason_sentence"]

_GIVEN = Text(
    "To question {number}, “{question}”, you answered: {answer}.",
    "第 {number} 题“{question}”的回答是：{answer}。",
)
_NOT_SURE = Text(
    "Question {number}, “{question}”, was answered “Not sure”.",
    "第 {number} 题“{question}”的回答是“不清楚”。",
)
_MISSING = Text("Question {number}, “{question}”, has no answer yet.", "第 {number} 题“{question}”尚未回答。")
_NOT_ASKED = Text(
    "Question {number}, “{question}”, was not asked, because earlier answers rule it out.",
    "第 {number} 题“{question}”未提问，因为先前的回答已将其排除。",
)
_AS_OF = Text("The day of the assessment is {day}.", "评估日为{day}。")
_NO_NOTICE = Text(
    "The deadline runs into {year}, and the holiday notice of {year} is not in this edition, so its last day cannot be "
    "computed. No answer is missing; act as if the time were short.",
    "期限跨入{year}年，而本版题库尚无{year}年节假日安排，无法算出最后一日。并非缺少回答；宜从紧安排。",
)
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
_OVERALL = {
    Overall.RED_LINE: Text(
        "A prohibition is not met. Gaps over something the law forbids: {red} of {gaps}.",
        "触及禁止性规定：{gaps} 项差距中有 {red} 项涉及法律明令禁止的事项。",
    ),
    Overall.GAPS: Text(
        "Gaps found: {gaps} of {applying} obligations that apply.",
        "存在差距：适用的 {applying} 项义务中有 {gaps} 项。",
    ),
    Overall.INCOMPLETE: Text(
        "Incomplete. No gap found so far; obligations that cannot be determined yet: {undetermined}.",
        "尚不完整：目前未发现差距，但有 {undetermined} 项义务暂无法判定。",
    ),
    Overall.NO_GAP_FOUND: Text(
        "No gap found on the answers given. Obligations that apply: {applying}.",
        "依现有回答未发现差距（适用的义务共 {applying} 项）。",
    ),
}
_NOTHING_APPLIES = Text(
    "Nothing in this edition applies on the answers given; the answers that led there are listed.",
    "依现有回答，本版所列义务均不适用；得出该结论的回答一并列明。",
)
_MORE_UNDETERMINED = Text(
    " {undetermined} more cannot be determined yet and can make the result worse.",
    "另有 {undetermined} 项暂无法判定，可能使结果变差。",
)
_MORE_JUDGEMENT = Text(" Left to the judgement of a lawyer: {judgement}.", "有 {judgement} 项须由法律人员判断。")
_MORE_COUNSEL = Text(
    " Of these, {aside} only because counsel takes another view; by this edition’s reading, {aside_not_met} are not met"
    " ({aside_red} of them prohibitions) and {aside_partly} only partly met.",
    "其中 {aside} 项仅因律师持不同意见而留待判断；按本版题库的理解，其中 {aside_not_met} 项不满足"
    "（含禁止性规定 {aside_red} 项），{aside_partly} 项仅部分满足。",
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one finding came out as it did."""

    headline: str
    because: tuple[str, ...]
    """Sentences about the answers that decided."""
    ruled_out: tuple[str, ...]
    """Sentences about answers read only for branches that did not decide."""
    missing: tuple[str, ...]
    """Sentences about answers that could still decide or change the verdict."""
    scope: tuple[str, ...]
    """Sentences about why the obligation applies, or why it does not."""


def answer_words(question: Question, answer: Answer, language: str) -> str:
    """An answer as a person reads it: labels, "128,400 people", "23 November 2026", the text itself."""
    match answer:
        case NotSure():
            return NOT_SURE_WORDS.in_language(language)
        case Several(choices):
            return ("；" if language.startswith("zh") else "; ").join(
                _label(question, each, language) for each in choices
            )
        case date():
            return day_in_words(answer, language)
        case int():
            unit = question.unit.in_language(language) if question.unit else ""
            return f"{answer:,} {unit}".rstrip()
        case "":
            return NO_RULE_WORDS.in_language(language)
        case _ if question.choices:
            return _label(question, answer, language)
    return answer


def _label(question: Question, key: str, language: str) -> str:
    return next((each.label.in_language(language) for each in question.choices if each.key == key), key)


def explain(finding: Finding, catalogue: Catalogue, language: str) -> Explanation:
    """The sentences for one finding in one language."""
    deciding = [each for each in finding.reasons if each.decisive]
    others = [each for each in finding.reasons if not each.decisive and each.branch is not Branch.APPLIES]
    scope = [each for each in finding.reasons if each.branch is Branch.APPLIES]
    open_reasons = [each for each in finding.reasons if each.holds is None and each.question in finding.missing]
    because = _sentences(deciding, catalogue, language)
    ruled_out = _sentences(others, catalogue, language)
    return Explanation(
        headline=set_aside_sentence(finding, language) or _HEADLINES[finding.verdict].in_language(language),
        because=because,
        ruled_out=tuple(each for each in ruled_out if each not in because),
        missing=(*_sentences(open_reasons, catalogue, language), *_missing_notice(finding, language)),
        scope=_not_yet(finding, language)
        or _facts(scope, catalogue, language)
        or _sentences(scope, catalogue, language),
    )


def _not_yet(finding: Finding, language: str) -> tuple[str, ...]:
    return (not_yet_sentence(finding.not_in_force_before, language),) if finding.not_in_force_before else ()


def _missing_notice(finding: Finding, language: str) -> tuple[str, ...]:
    deadline = finding.deadline
    if finding.verdict is not Verdict.UNDETERMINED or deadline is None:
        return ()
    if deadline.state is not DeadlineState.YEAR_NOT_PUBLISHED:
        return ()
    return (_NO_NOTICE.in_language(language).format(year=deadline.missing_year),)


def _facts(reasons: Iterable[Reason], catalogue: Catalogue, language: str) -> tuple[str, ...]:
    said: list[str] = []
    for reason in reasons:
        if not reason.facts or reason.facts[0].holds is None:
            continue
        innermost = reason.facts[-1]
        fact = catalogue.facts[innermost.fact]
        sentence = fact.holds if innermost.holds else fact.holds_not
        said.append(sentence.in_language(language))
    return tuple(dict.fromkeys(_ended(each, language) for each in said))


def _ended(sentence: str, language: str) -> str:
    end = "。" if language.startswith("zh") else "."
    return sentence if sentence.endswith((".", "。")) else sentence + end


def _sentences(reasons: Iterable[Reason], catalogue: Catalogue, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason_sentence(each, catalogue, language) for each in reasons))


def reason_sentence(reason: Reason, catalogue: Catalogue, language: str) -> str:
    """What was read for one reason: the answer given, or why there is none."""
    if reason.question == AS_OF:
        day = reason.answer if isinstance(reason.answer, date) else None
        return _AS_OF.in_language(language).format(day=day_in_words(day, language) if day else "")
    question = catalogue.questions[reason.question]
    words = {"number": question.number, "question": question.text.in_language(language)}
    match reason.state:
        case AnswerState.NOT_ASKED:
            return _NOT_ASKED.in_language(language).format(**words)
        case AnswerState.NOT_SURE:
            return _NOT_SURE.in_language(language).format(**words)
    if reason.answer is None:
        return _MISSING.in_language(language).format(**words)
    return _GIVEN.in_language(language).format(answer=answer_words(question, reason.answer, language), **words)


def overall_sentence(assessed: Assessed, catalogue: Catalogue, language: str) -> str:
    """The result as a whole in one or two sentences; what is undetermined is always said."""
    verdicts = [each.verdict for each in assessed.findings]
    counts = {
        "red": sum(each.is_red_line for each in assessed.findings),
        "gaps": sum(each.is_gap for each in assessed.findings),
        "applying": len(verdicts) - verdicts.count(Verdict.NOT_APPLICABLE),
        "undetermined": verdicts.count(Verdict.UNDETERMINED),
        "judgement": verdicts.count(Verdict.NEEDS_JUDGEMENT),
    }
    if not counts["applying"]:
        return _NOTHING_APPLIES.in_language(language)
    parts = [_OVERALL[assessed.overall]]
    if counts["undetermined"] and assessed.overall is not Overall.INCOMPLETE:
        parts.append(_MORE_UNDETERMINED)
    if counts["judgement"]:
        parts.append(_MORE_JUDGEMENT)
    aside = counted_aside(assessed.findings)
    if aside["aside"]:
        parts.append(_MORE_COUNSEL)
    return "".join(part.in_language(language).format(**counts, **aside) for part in parts)


def overall_words(overall: Overall, language: str) -> str:
    """The overall result in two or three words."""
    return words_for(overall).in_language(language)
