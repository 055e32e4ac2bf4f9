"""What is lacking before an obligation can be decided: answers not given, or "not sure"; a notice not published."""

from __future__ import annotations

from assessments.domain.answer_wording import state_clause
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.clauses import clauses
from assessments.domain.fact_clauses import state_in_numbers
from assessments.domain.findings import AnswerState, DeadlineState, Finding, Verdict
from assessments.domain.joining import is_chinese, joined, listed, sentence
from assessments.domain.outcomes import possible_verdicts
from assessments.domain.statements import Recalled
from assessments.domain.texts import Text

NAMED_IN_FULL = 2
"""Lacking answers whose questions are quoted; where more are lacking, their numbers are given."""

_NOT_YET = Text("Cannot be determined yet, because {why}", "暂无法判定，因为{why}")
_NOTHING_MORE = Text("Cannot be determined yet.", "暂无法判定。")
_COULD_CHANGE = Text(
    "This verdict stands although {why}; with that answer the obligation may be left to a person's judgement instead",
    "{why}，但不影响上述结论；该题明确后，本项可能转为须由专业人员判断",
)
_ONE_ANSWER = Text("Depending on that answer it comes out {outcomes}.", "该题明确后，结论可能为{outcomes}。")
_TWO_ANSWERS = Text("Depending on these answers it comes out {outcomes}.", "上述各题明确后，结论可能为{outcomes}。")
_OUTCOMES = {
    Verdict.MET: Text("met", "满足"),
    Verdict.PARTLY_MET: Text("partly met", "部分满足"),
    Verdict.NOT_MET: Text("not met", "不满足"),
    Verdict.NOT_APPLICABLE: Text("not applicable", "不适用"),
    Verdict.NEEDS_JUDGEMENT: Text("a matter for a person to judge", "须由专业人员判断"),
}
_NO_NOTICE = Text(
    "The deadline runs into {year}, and the holiday notice of {year} is not in this edition, so its last day cannot be "
    "computed. No answer is missing; act as if the time were short.",
    "期限跨入{year}年，而本版题库尚无{year}年节假日安排，无法算出最后一日。并非缺少回答；宜从紧安排。",
)


def undetermined_sentences(
    finding: Finding, recalled: Recalled, catalogue: Catalogue, language: str
) -> tuple[str, ...]:
    """Why nothing can be said yet."""
    lacking = _lacking(finding, catalogue, language)
    if not lacking:
        branches = dict.fromkeys(each.branch for each in finding.reasons if each.decisive)
        said = (clauses(recalled.walk(each).statements, catalogue, language) for each in branches)
        lacking = tuple(dict.fromkeys(clause for found in said for clause in found))
    if not lacking:
        return (_NOTHING_MORE.in_language(language),)
    first = sentence(_NOT_YET.in_language(language).format(why=joined(lacking, language)), language)
    return (first, *_prospect(finding, recalled, catalogue, language))


def missing_sentences(finding: Finding, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    """What could still decide or change the verdict, beyond what the verdict's own sentence says."""
    found: list[str] = []
    lacking = _lacking(finding, catalogue, language)
    if lacking and finding.verdict is Verdict.NOT_MET:
        words = _COULD_CHANGE.in_language(language).format(why=joined(lacking, language))
        found.append(sentence(words, language))
    return (*found, *_missing_notice(finding, language))


def _lacking(finding: Finding, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    """One clause for each way in which answers lack; where they are few, their questions are quoted."""
    states = {each.question: each.state for each in finding.reasons if each.state is not AnswerState.GIVEN}
    lacking = [key for key in catalogue.questions if key in finding.missing and key in states]
    by_state: dict[AnswerState, list[QuestionKey]] = {}
    for key in lacking:
        by_state.setdefault(states[key], []).append(key)
    if len(lacking) <= NAMED_IN_FULL:
        return tuple(
            state_clause([catalogue.questions[key] for key in keys], state, language)
            for state, keys in by_state.items()
        )
    return tuple(state_in_numbers(state, set(keys), catalogue, language) for state, keys in by_state.items())


def _prospect(finding: Finding, recalled: Recalled, catalogue: Catalogue, language: str) -> tuple[str, ...]:
    verdicts = possible_verdicts(finding, recalled, catalogue)
    if not verdicts:
        return ()
    words = [_OUTCOMES[each].in_language(language) for each in verdicts]
    form = _ONE_ANSWER if len(finding.missing) == 1 else _TWO_ANSWERS
    return (form.in_language(language).format(outcomes=_either(words, language)),)


def _either(words: list[str], language: str) -> str:
    if not is_chinese(language) or len(words) == 1:
        return listed(words, "or")
    return f"{'、'.join(words[:-1])}或者{words[-1]}"


def _missing_notice(finding: Finding, language: str) -> tuple[str, ...]:
    deadline = finding.deadline
    if finding.verdict is not Verdict.UNDETERMINED or deadline is None:
        return ()
    if deadline.state is not DeadlineState.YEAR_NOT_PUBLISHED:
        return ()
    return (_NO_NOTICE.in_language(language).format(year=deadline.missing_year),)
