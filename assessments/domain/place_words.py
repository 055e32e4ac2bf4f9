"""The result of all places as a whole, in words of both languages. Pages and report say the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assessments.domain.findings import Assessed, Finding, Overall
from assessments.domain.overall import overall_words
from assessments.domain.places import WORST_FIRST
from assessments.domain.revision_places import PlaceMark
from assessments.domain.texts import Text
from assessments.domain.words import words_for

_WORSE = Text("{result} (at {worse} of {all} places)", "{result}（{all}个场所中的{worse}个）")
_NONE_DIFFERS = Text(" Places: {all}, all with these findings.", "共{all}个场所，结论均相同。")
_SOME_DIFFER = Text(
    " Places: {all}, with findings of their own: {differ}.", "共{all}个场所，其中{differ}个有单独的发现。"
)
_RED = Text(
    " Places with a prohibition not met that is not at issue in common: {red}.",
    "有{red}个场所触及共同结论中未触及的禁止性规定。",
)
_OPEN = Text(" Places where answers are still missing: {open}.", "{open}个场所尚有未回答的问题。")


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """How many places there are, and how many of them are special."""

    all: int
    differ: int
    """With findings of their own."""
    red: int
    """With a prohibition that is not met there, and is met or does not apply in common."""
    short: int
    """With other gaps of their own."""
    open: int
    """Where answers are missing that are missing nowhere else."""


def count_places(assessed: Assessed, places: Collection[PlaceMark]) -> PlaceCounts:
    """The places beside the common result."""
    breached = {each.obligation for each in assessed.findings if each.is_red_line}
    red = [any(_is_new(one, breached) for one in each.findings) for each in places]
    short = [any(one.is_gap for one in each.findings) for each in places]
    return PlaceCounts(
        all=len(places),
        differ=sum(bool(each.findings) for each in places),
        red=sum(red),
        short=sum(here and not there for here, there in zip(short, red, strict=True)),
        open=sum(bool(each.open) for each in places),
    )


def _is_new(finding: Finding, breached: Collection[str]) -> bool:
    return finding.is_red_line and finding.obligation not in breached


def whole_words(assessed: Assessed, places: Collection[PlaceMark], language: str) -> str:
    """The overall result in a few words: where a place is worse, the worst, with at how many places."""
    worst = min((assessed.overall, *(each.overall for each in places)), key=WORST_FIRST.index)
    if worst is assessed.overall:
        return overall_words(assessed, language)
    there = sum(each.overall is worst for each in places)
    result = _words(worst, language)
    return _WORSE.in_language(language).format(result=result, worse=there, all=len(places))


def _words(overall: Overall, language: str) -> str:
    return words_for(overall).in_language(language)


def places_sentence(assessed: Assessed, places: Collection[PlaceMark], language: str) -> str:
    """What to add to the sentence about the common result; empty where there are no places."""
    if not places:
        return ""
    counts = count_places(assessed, places)
    parts = [_SOME_DIFFER if counts.differ else _NONE_DIFFERS]
    if counts.red:
        parts.append(_RED)
    if counts.open:
        parts.append(_OPEN)
    values = {"all": counts.all, "differ": counts.differ, "red": counts.red, "open": counts.open}
    return "".join(each.in_language(language).format(**values) for each in parts)
