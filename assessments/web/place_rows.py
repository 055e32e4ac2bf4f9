"""Places as pages show them: a line of the table, and findings gathered where several places share them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Question, QuestionKey
from assessments.domain.explanations import answer_words
from assessments.domain.findings import Finding
from assessments.domain.places import PlaceResult, counting_exceptions
from assessments.services.assessments import Workspace
from assessments.services.place_values import ExceptionView, PlaceView
from assessments.web.findings import Shown, show_these


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One answer that is another one at a place."""

    question: Question
    words: str
    common: str
    """The common answer; empty where there is none that counts."""
    counts: bool
    """Whether the question is asked there and its answer may differ."""
    act: ExceptionView


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place with what came out there."""

    place: PlaceView
    overall: str
    exceptions: int
    open: int
    own: Sequence[Finding]
    red_lines: int
    """Prohibitions not met, the common ones included."""
    gaps: int
    """The same of duties and prohibitions."""

    @property
    def own_red_lines(self) -> int:
        """Prohibitions not met for reasons of this place."""
        return sum(each.is_red_line for each in self.own)

    @property
    def other_gaps(self) -> int:
        """Gaps for reasons of this place that are no prohibitions not met."""
        return sum(each.is_gap and not each.is_red_line for each in self.own)


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding of a place beside the common one."""

    here: Shown
    common: str
    """Key of the common verdict."""


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places with the same answers, and so with the same findings."""

    places: Sequence[PlaceView]
    exceptions: Sequence[ExceptionRow]
    differences: Sequence[Difference]
    opened: Sequence[Question]
    """Open questions that only these places have."""

    @property
    def anchor(self) -> str:
        """Id on the page."""
        return f"p-{self.places[0].id}"


def place_rows(workspace: Workspace) -> list[PlaceRow]:
    """A line for each place, in their order."""
    return [_row(each, workspace.place_results[each.id]) for each in workspace.places]


def _row(place: PlaceView, result: PlaceResult) -> PlaceRow:
    findings = result.assessed.findings
    return PlaceRow(
        place=place,
        overall=result.assessed.overall.value,
        exceptions=len(place.answers),
        open=len(result.open),
        own=result.own,
        red_lines=sum(each.is_red_line for each in findings),
        gaps=sum(each.is_gap for each in findings),
    )


def exception_rows(workspace: Workspace, place: PlaceView, language: str) -> list[ExceptionRow]:
    """What differs at the place, in the order of the questions."""
    result = workspace.place_results[place.id]
    counting = counting_exceptions(workspace.common, place.answers)
    common = workspace.common.counting
    rows = []
    for key, question in workspace.catalogue.questions.items():
        act = place.newest.get(key)
        if act is None or act.answer is None:
            continue
        counts = str(key) in counting and key in result.route.asked
        words = _words(question, act.answer, language)
        rows.append(ExceptionRow(question, words, _words(question, common.get(str(key)), language), counts, act))
    return rows


def _words(question: Question, answer: Answer | None, language: str) -> str:
    return "" if answer is None else answer_words(question, answer, language)


def differences(workspace: Workspace, place: PlaceView, language: str) -> list[Difference]:
    """Findings of the place that differ, those that fall short first."""
    result = workspace.place_results[place.id]
    common = {each.obligation: each.verdict.value for each in workspace.assessed.findings}
    ordered = sorted(result.own, key=lambda each: (not each.is_red_line, not each.is_gap))
    shown = show_these(workspace, ordered, result.answers, language)
    return [Difference(one, common[one.finding.obligation]) for one in shown]


def place_groups(workspace: Workspace, language: str) -> list[PlaceGroup]:
    """Places that differ, gathered where their answers are the same; in the order of the first of each."""
    gathered: dict[int, list[PlaceView]] = {}
    for each in workspace.places:
        result = workspace.place_results[each.id]
        if result.own or result.open:
            gathered.setdefault(id(result), []).append(each)
    return [_group(workspace, each, language) for each in gathered.values()]


def _group(workspace: Workspace, places: Sequence[PlaceView], language: str) -> PlaceGroup:
    first = places[0]
    opened = workspace.place_results[first.id].open
    return PlaceGroup(
        places=places,
        exceptions=[each for each in exception_rows(workspace, first, language) if each.counts],
        differences=differences(workspace, first, language),
        opened=[workspace.catalogue.questions[QuestionKey(key)] for key in opened],
    )


def like_all(workspace: Workspace) -> list[PlaceView]:
    """Places where everything came out as in common."""
    return [
        each
        for each in workspace.places
        if not workspace.place_results[each.id].own and not workspace.place_results[each.id].open
    ]
