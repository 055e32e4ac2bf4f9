"""The result as a whole, in one or two sentences and in two or three words, in both languages."""

from __future__ import annotations

from assessments.domain.catalogue import Catalogue
from assessments.domain.counsel import counted_aside
from assessments.domain.findings import Assessed, Overall, Verdict
from assessments.domain.texts import Text
from assessments.domain.words import words_for

_OVERALL = {
    Overall.RED_LINE: Text(
        "Gaps in {gaps} of {applying} obligations that apply, {red} of them over something the law forbids.",
        "适用的{applying}项义务中有{gaps}项存在差距，其中{red}项涉及法律明令禁止的事项。",
    ),
    Overall.GAPS: Text(
        "Gaps in {gaps} of {applying} obligations that apply.",
        "适用的{applying}项义务中有{gaps}项存在差距。",
    ),
    Overall.INCOMPLETE: Text(
        "No gap found so far; obligations that cannot be determined yet: {undetermined}.",
        "目前未发现差距，但有{undetermined}项义务暂无法判定。",
    ),
    Overall.NO_GAP_FOUND: Text(
        "No gap found on the answers given. Obligations that apply: {applying}.",
        "依现有回答未发现差距（适用的义务共{applying}项）。",
    ),
}
_ASIDE = {
    Overall.INCOMPLETE: Text(
        "Every gap so far is left to judgement because counsel takes another view; obligations that cannot"
        " be determined yet: {undetermined}.",
        "目前的各项差距均因律师持不同意见而留待判断；另有{undetermined}项义务暂无法判定。",
    ),
    Overall.NO_GAP_FOUND: Text(
        "Every gap is left to judgement because counsel takes another view. Obligations that apply: {applying}.",
        "各项差距均因律师持不同意见而留待判断（适用的义务共{applying}项）。",
    ),
}
"""Where the edition's own reading finds gaps and counsel's views leave no other: "no gap" would hide them."""
_ALL_ASIDE_WORDS = Text("Gaps left to judgement: counsel takes another view", "差距留待判断：律师持不同意见")
_NOTHING_APPLIES_WORDS = Text("Nothing applies on the answers given", "依现有回答均不适用")
_NOTHING_APPLIES = Text(
    "Nothing in this edition applies on the answers given; the answers that led there are listed.",
    "依现有回答，本版所列义务均不适用；得出该结论的回答一并列明。",
)
_MORE_UNDETERMINED = Text(
    " {undetermined} more cannot be determined yet and can make the result worse.",
    "另有{undetermined}项暂无法判定，可能使结果变差。",
)
_MORE_JUDGEMENT = Text(" Left to the judgement of a lawyer: {judgement}.", "有{judgement}项须由法律人员判断。")
_MORE_COUNSEL = Text(
    " Of these, {aside} only because counsel takes another view; by this edition’s reading, {aside_not_met} are not met"
    " ({aside_red} of them prohibitions) and {aside_partly} only partly met.",
    "其中{aside}项仅因律师持不同意见而留待判断；按本版题库的理解，其中{aside_not_met}项不满足"
    "（含禁止性规定{aside_red}项），{aside_partly}项仅部分满足。",
)


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
    wholes = _OVERALL | _ASIDE if any(each.is_gap_set_aside for each in assessed.findings) else _OVERALL
    parts = [wholes[assessed.overall]]
    if counts["undetermined"] and assessed.overall is not Overall.INCOMPLETE:
        parts.append(_MORE_UNDETERMINED)
    if counts["judgement"]:
        parts.append(_MORE_JUDGEMENT)
    aside = counted_aside(assessed.findings)
    if aside["aside"]:
        parts.append(_MORE_COUNSEL)
    return "".join(part.in_language(language).format(**counts, **aside) for part in parts)


def overall_words(assessed: Assessed, language: str) -> str:
    """The overall result in a few words; pages and report head their result with it."""
    if all(each.verdict is Verdict.NOT_APPLICABLE for each in assessed.findings):
        return _NOTHING_APPLIES_WORDS.in_language(language)
    if assessed.overall is Overall.NO_GAP_FOUND and any(each.is_gap_set_aside for each in assessed.findings):
        return _ALL_ASIDE_WORDS.in_language(language)
    return words_for(assessed.overall).in_language(language)
