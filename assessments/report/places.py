"""The places in the report: a table of all, and for each only what came out otherwise than in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.domain.answers import Answer, Answers, answer_from_json
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.explanations import answer_words
from assessments.domain.findings import Finding, Verdict
from assessments.domain.revision import GivenAnswer, PlaceMark, RevisionContent
from assessments.domain.texts import Text
from assessments.domain.words import words_for
from assessments.report.moments import short_moment
from assessments.report.printed import Printed, print_finding

_DEVICES = Text("not stated", "未填写")
_AS_COMMON = Text("as in common", "与共同结论一致")
_MORE = Text("{names} and {n} more", "{names}等{all}个场所")
MOST_NAMED = 4
"""Names in the heading of a group; the table names every place."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One row of the table."""

    name: str
    address: str
    devices: str
    result: str
    exceptions: str
    """How many."""
    refs: str
    """Numbers of the findings of its own; in words where there is none."""


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """One answer that is another one there."""

    number: str
    question: str
    answer: str
    common: str
    made_by: str
    made_at: str


@dataclass(frozen=True, slots=True)
class PlaceFinding:
    """One finding that differs, beside the common verdict."""

    printed: Printed
    common: str
    common_words: str


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places with the same answers, and so with the same findings."""

    names: str
    exceptions: tuple[ExceptionLine, ...]
    findings: tuple[PlaceFinding, ...]
    open: str
    """Numbers of questions that only these places leave open; empty where there are none."""


@dataclass(frozen=True, slots=True)
class Places:
    """The section."""

    rows: tuple[PlaceLine, ...]
    groups: tuple[PlaceGroup, ...]
    red_lines: tuple[tuple[str, Printed], ...]
    """Prohibitions that are not met at single places only, each with the names of the places."""


@dataclass(frozen=True, slots=True)
class _Source:
    content: RevisionContent
    answers: Answers
    catalogue: Catalogue
    language: str
    verdicts: dict[ObligationKey, Verdict]


def plan_places(content: RevisionContent, answers: Answers, catalogue: Catalogue, language: str) -> Places:
    """The places in one language. Raises NotCanonical or IllegalAnswer where content and edition do not fit."""
    verdicts = {each.obligation: each.verdict for each in content.assessed.findings}
    source = _Source(content, answers, catalogue, language, verdicts)
    gathered = _gather(content.places)
    groups = tuple(_groups(source, gathered))
    refs = {
        id(place): _refs(group, language) for places, group in zip(gathered, groups, strict=True) for place in places
    }
    return Places(
        rows=tuple(_line(each, refs.get(id(each), ""), language) for each in content.places),
        groups=groups,
        red_lines=tuple(
            (group.names, one.printed)
            for group in groups
            for one in group.findings
            if one.printed.finding.is_red_line and verdicts[one.printed.finding.obligation] is not Verdict.NOT_MET
        ),
    )


def _gather(places: Sequence[PlaceMark]) -> list[list[PlaceMark]]:
    """Places that differ, together where the same differs in the same way; in the order of the first of each."""
    gathered: dict[object, list[PlaceMark]] = {}
    for each in places:
        if each.findings or each.open:
            same = tuple((one.question, one.value) for one in each.exceptions)
            gathered.setdefault((same, each.findings, each.open), []).append(each)
    return list(gathered.values())


def _groups(source: _Source, gathered: Sequence[Sequence[PlaceMark]]) -> Iterator[PlaceGroup]:
    number = 0
    for places in gathered:
        first = places[0]
        found = sorted(first.findings, key=lambda each: (not each.is_red_line, not each.is_gap))
        printed = [_finding(source, each, f"S{number + n}") for n, each in enumerate(found, start=1)]
        number += len(printed)
        comma = "、" if source.language.startswith("zh") else ", "
        yield PlaceGroup(
            names=name_places([each.name for each in places], source.language),
            exceptions=tuple(_exception(source, each) for each in first.exceptions),
            findings=tuple(printed),
            open=comma.join(source.catalogue.questions[key].number for key in first.open),
        )


def name_places(names: Sequence[str], language: str) -> str:
    """Some places in one line: all of them, or the first and how many there are."""
    comma = "、" if language.startswith("zh") else ", "
    if len(names) <= MOST_NAMED:
        return comma.join(names)
    named = comma.join(names[: MOST_NAMED - 1])
    return _MORE.in_language(language).format(names=named, n=len(names) - MOST_NAMED + 1, all=len(names))


def _finding(source: _Source, finding: Finding, ref: str) -> PlaceFinding:
    common = source.verdicts[finding.obligation]
    printed = print_finding(finding, ref, source.catalogue, source.language, source.content.counsel)
    return PlaceFinding(printed, common.value, words_for(common).in_language(source.language))


def _exception(source: _Source, given: GivenAnswer) -> ExceptionLine:
    question = source.catalogue.questions[given.question]
    value = list(given.value) if isinstance(given.value, tuple) else given.value
    here = answer_from_json(question, value)
    common: Answer | None = source.answers.get(str(given.question))
    return ExceptionLine(
        number=question.number,
        question=question.text.in_language(source.language),
        answer=answer_words(question, here, source.language),
        common="" if common is None else answer_words(question, common, source.language),
        made_by=given.made_by,
        made_at=short_moment(given.made_at, source.language),
    )


def _refs(group: PlaceGroup, language: str) -> str:
    comma = "、" if language.startswith("zh") else ", "
    return comma.join(each.printed.ref for each in group.findings)


def _line(place: PlaceMark, refs: str, language: str) -> PlaceLine:
    return PlaceLine(
        name=place.name,
        address=place.address,
        devices=_DEVICES.in_language(language) if place.devices is None else str(place.devices),
        result=words_for(place.overall).in_language(language),
        exceptions=str(len(place.exceptions)),
        refs=refs or _AS_COMMON.in_language(language),
    )
