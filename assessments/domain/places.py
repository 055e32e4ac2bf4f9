"""Places of one deployment: common answers, exceptions, and what the rules say of each place. Pure; the engine is the
same as for the common answers and knows nothing of places.

A place is judged by the common answers that count, overlaid with its exceptions. Answers that were given before and are
no longer asked stay out: a question that only a place opens has to be answered there.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from assessments.domain.answers import Answer, Answers
from assessments.domain.catalogue import Catalogue, Question, QuestionKey, QuestionKind, StepKey, UncertainPointKey
from assessments.domain.engine import conclude, judge, judge_all
from assessments.domain.evaluation import View
from assessments.domain.findings import Assessed, Finding, Overall, Reason, Verdict
from assessments.domain.reading import obligations_reading
from assessments.domain.route import Route, walk

STEPS_AT_A_PLACE: frozenset[StepKey] = frozenset(
    map(StepKey, ("people", "place", "video", "notice", "consent", "alternatives", "storage"))
)
"""Steps that ask what is so where the devices are. The others ask about the organisation, its purpose and its system,
which all places share; a deployment for another purpose is another deployment."""
MOST_PLACES = 300
"""Of one assessment."""
WORST_FIRST = tuple(Overall)

_Key = TypeVar("_Key", bound=Hashable)
_FALLEN_SHORT = frozenset({Verdict.NOT_MET, Verdict.PARTLY_MET, Verdict.UNDETERMINED, Verdict.NEEDS_JUDGEMENT})


@dataclass(frozen=True, slots=True)
class Common:
    """What holds everywhere: answers, route and result of the assessment without any exception."""

    catalogue: Catalogue
    answers: Answers
    route: Route
    assessed: Assessed
    counsel: frozenset[UncertainPointKey]
    view: View

    @property
    def counting(self) -> dict[str, Answer]:
        """The answers that count: those on the route."""
        return {key: answer for key, answer in self.answers.items() if QuestionKey(key) in self.route.asked}


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """What the rules say of one place."""

    answers: Answers
    """The common answers with the exceptions that count laid over them."""
    route: Route
    assessed: Assessed
    own: tuple[Finding, ...]
    """Findings that differ from the common result, in the order of the catalogue."""
    opened: tuple[QuestionKey, ...]
    """Questions that are asked here and not in common, in the order of the catalogue."""
    open: tuple[QuestionKey, ...]
    """Questions without an answer here that are not open in common as well."""
    closed: tuple[QuestionKey, ...]
    """Questions that are asked in common and not here."""


def find_common(
    catalogue: Catalogue, answers: Answers, as_of: date, counsel: Collection[UncertainPointKey] = ()
) -> Common:
    """The result without any place."""
    view = View(catalogue, answers, as_of)
    return judge_common(view, walk(view), answers, as_of, counsel)


def judge_common(
    view: View, route: Route, answers: Answers, as_of: date, counsel: Collection[UncertainPointKey]
) -> Common:
    """The same for a view whose route was walked already."""
    return Common(view.catalogue, answers, route, judge_all(view, as_of, counsel), frozenset(counsel), view)


def may_differ(question: Question) -> bool:
    """Whether another answer at one place makes sense. Numbers that make up the deployment count people of the whole
    organisation, wherever they are met, and never differ."""
    counts_people = question.kind is QuestionKind.NUMBER and question.circumstance
    return question.step in STEPS_AT_A_PLACE and not counts_people


def counting_exceptions(common: Common, exceptions: Answers) -> dict[str, Answer]:
    """The exceptions that count: to questions that may differ, and answers to questions that only the place opens."""
    questions, asked = common.catalogue.questions, common.route.asked
    return {
        key: answer
        for key, answer in exceptions.items()
        if may_differ(questions[QuestionKey(key)]) or QuestionKey(key) not in asked
    }


def answerable(common: Common, result: PlaceResult) -> tuple[QuestionKey, ...]:
    """The questions of the place that take an answer of their own, in the order of the catalogue."""
    questions = common.catalogue.questions
    opened = frozenset(result.opened)
    return tuple(
        key for key, each in questions.items() if key in result.route.asked and (may_differ(each) or key in opened)
    )


def judge_places(common: Common, places: Mapping[_Key, Answers]) -> dict[_Key, PlaceResult]:
    """What the rules say of each place, by its exceptions. Equal exceptions are judged once."""
    base = common.counting
    judged: dict[frozenset[tuple[str, Answer]], PlaceResult] = {frozenset(base.items()): _as_common(common, base)}
    found = {}
    for key, exceptions in places.items():
        answers = base | counting_exceptions(common, exceptions)
        same = frozenset(answers.items())
        if same not in judged:
            judged[same] = _judge(common, answers)
        found[key] = judged[same]
    return found


def worst_of(results: Iterable[Overall]) -> Overall:
    """The worst of several results; raises ValueError where there is none."""
    return min(results, key=WORST_FIRST.index)


def _as_common(common: Common, base: Answers) -> PlaceResult:
    return PlaceResult(base, common.route, common.assessed, (), (), (), ())


def _judge(common: Common, answers: Answers) -> PlaceResult:
    catalogue, as_of = common.catalogue, common.assessed.as_of
    view = View(catalogue, answers, as_of)
    route = walk(view)
    assessed = conclude(view, as_of, _findings(common, view))
    open_here, open_there = _open(route), _open(common.route)
    pairs = zip(assessed.findings, common.assessed.findings, strict=True)
    return PlaceResult(
        answers=answers,
        route=route,
        assessed=assessed,
        own=tuple(here for here, there in pairs if _differs(here, there)),
        opened=_in_order(catalogue, route.asked - common.route.asked),
        open=_in_order(catalogue, open_here - open_there),
        closed=_in_order(catalogue, common.route.asked - route.asked),
    )


def _findings(common: Common, view: View) -> Iterator[Finding]:
    """A finding is a function of what its conditions read: where all of that is as in common, so is the finding."""
    readers = obligations_reading(common.catalogue)
    changed = (key for key in common.catalogue.questions if view.read(key) != common.view.read(key))
    anew = frozenset(each for key in changed for each in readers.get(key, ()))
    for there in common.assessed.findings:
        obligation = common.catalogue.obligations[there.obligation]
        yield judge(obligation, view, common.counsel) if there.obligation in anew else there


def _open(route: Route) -> frozenset[QuestionKey]:
    return frozenset(key for step in route.steps for key in step.open)


def _in_order(catalogue: Catalogue, keys: frozenset[QuestionKey]) -> tuple[QuestionKey, ...]:
    return tuple(key for key in catalogue.questions if key in keys)


def _differs(here: Finding, there: Finding) -> bool:
    """Another verdict; or the same, short of what is asked, for other reasons: then the common remedy is not enough."""
    if here.verdict is not there.verdict:
        return True
    return here.verdict in _FALLEN_SHORT and _decisive(here) != _decisive(there)


def _decisive(finding: Finding) -> frozenset[tuple[QuestionKey, Answer | None, bool | None]]:
    return frozenset(_read(each) for each in finding.reasons if each.decisive)


def _read(reason: Reason) -> tuple[QuestionKey, Answer | None, bool | None]:
    return reason.question, reason.answer, reason.holds
