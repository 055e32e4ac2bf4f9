"""What a revision states, in the form in which the rules give it. Nothing is judged anew: the findings are frozen."""

from __future__ import annotations

from uuid import UUID

from assessments.domain.catalogue import Catalogue
from assessments.domain.counsel import points_of
from assessments.domain.evaluation import View
from assessments.domain.places import Common, PlaceResult
from assessments.domain.revision import PlaceMark, RevisionContent, answers_of, exceptions_of
from assessments.domain.route import plan_route, walk


def stated_results(content: RevisionContent, catalogue: Catalogue) -> tuple[Common, dict[UUID, PlaceResult]]:
    """The common result, and those of the places that are not as in common. Raises NotCanonical or IllegalAnswer."""
    answers = answers_of(content, catalogue)
    view = View(catalogue, answers, content.as_of)
    common = Common(catalogue, answers, walk(view), content.assessed, points_of(content.counsel), view)
    found: dict[UUID, PlaceResult] = {}
    alike: dict[object, PlaceResult] = {}
    for each in content.places:
        same = tuple((one.question, one.value) for one in each.exceptions), each.findings, each.open
        if any(same):
            found[UUID(each.id)] = alike.setdefault(same, _stated(each, common))
    return common, found


def _stated(place: PlaceMark, common: Common) -> PlaceResult:
    answers = {**common.counting, **exceptions_of(place, common.catalogue)}
    route = plan_route(common.catalogue, answers)
    return PlaceResult(
        answers=answers,
        route=route,
        assessed=common.assessed,
        own=place.findings,
        opened=tuple(key for key in common.catalogue.questions if key in route.asked - common.route.asked),
        open=place.open,
        closed=tuple(key for key in common.catalogue.questions if key in common.route.asked - route.asked),
    )
