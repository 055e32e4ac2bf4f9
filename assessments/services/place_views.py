"""Reading places, and what a revision says of them. Putting on record: `places` and `place_exceptions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from assessments.domain.answers import answer_from_json, answer_to_json
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.places import Common, PlaceResult, counting_exceptions
from assessments.domain.revision import GivenAnswer, PlaceMark
from assessments.models import Assessment, PlaceDescription, PlaceException
from assessments.services.audit import iso
from assessments.services.place_values import ExceptionView, PlaceView

_Newest = dict[UUID, dict[QuestionKey, ExceptionView]]


def load_places(assessment_id: UUID, catalogue: Catalogue) -> tuple[PlaceView, ...]:
    """Places that count, in their order."""
    return load_places_of_all({assessment_id: catalogue}).get(assessment_id, ())


def load_places_of_all(catalogues: Mapping[UUID, Catalogue]) -> dict[UUID, tuple[PlaceView, ...]]:
    """By assessment the places that count. One query where there are none, else two."""
    rows = [each for each in _descriptions(catalogues) if not each.is_out]
    newest = _exceptions([row.place_id for row in rows], catalogues) if rows else {}
    found: dict[UUID, tuple[PlaceView, ...]] = {}
    for row in rows:
        view = _view(row, newest.get(row.place_id, {}))
        found[row.assessment_id] = (*found.get(row.assessment_id, ()), view)
    return found


def load_places_out(assessment_id: UUID) -> list[PlaceView]:
    """Places that were taken out, in the order of the list."""
    return [_view(each, {}) for each in _descriptions([assessment_id]) if each.is_out]


def _descriptions(assessment_ids: Iterable[UUID]) -> list[PlaceDescription]:
    newest = PlaceDescription.objects.filter(assessment_id__in=list(assessment_ids))
    newest = newest.order_by("place_id", "-version").distinct("place_id").select_related("place")
    return sorted(newest, key=lambda row: (row.position, row.place.number))


def _exceptions(place_ids: Sequence[UUID], catalogues: Mapping[UUID, Catalogue]) -> _Newest:
    rows = PlaceException.objects.filter(place_id__in=place_ids).order_by("place_id", "question", "-number")
    found: _Newest = {}
    for each in rows.distinct("place_id", "question"):
        view = exception_view(each, catalogues[each.assessment_id])
        found.setdefault(each.place_id, {})[view.question] = view
    return found


def who_answered_for_places(row: Assessment) -> set[UUID]:
    """Everybody who ever described a place of the assessment, or said where its answers differ."""
    described = PlaceDescription.objects.filter(assessment=row).values_list("made_by_id")
    excepted = PlaceException.objects.filter(assessment=row).values_list("made_by_id")
    return {each for (each,) in described.union(excepted)}


def exception_view(row: PlaceException, catalogue: Catalogue) -> ExceptionView:
    """A stored act in the terms of the domain."""
    key = QuestionKey(row.question)
    answer = None if row.value is None else answer_from_json(catalogue.questions[key], row.value)
    return ExceptionView(key, answer, row.number, row.made_by_name, row.made_at)


def _view(row: PlaceDescription, newest: Mapping[QuestionKey, ExceptionView]) -> PlaceView:
    return PlaceView(
        id=row.place_id,
        version=row.version,
        name=row.name,
        address=row.address,
        devices=row.devices,
        position=row.position,
        is_out=row.is_out,
        described_by=row.made_by_name,
        described_at=row.made_at,
        carried_from=row.place.carried_from_id,
        newest=newest,
    )


def mark_places(
    common: Common, places: Sequence[PlaceView], results: Mapping[UUID, PlaceResult]
) -> tuple[PlaceMark, ...]:
    """The places as a revision keeps them and an attestation binds them."""
    return tuple(_mark(common, each, results[each.id]) for each in places)


def _mark(common: Common, place: PlaceView, result: PlaceResult) -> PlaceMark:
    counting = counting_exceptions(common, place.answers)
    keys = [key for key in common.catalogue.questions if key in counting and key in result.route.asked]
    return PlaceMark(
        id=str(place.id),
        name=place.name,
        address=place.address,
        devices=place.devices,
        described_by=place.described_by,
        described_at=iso(place.described_at),
        exceptions=tuple(_given(place.newest[key]) for key in keys),
        open=result.open,
        overall=result.assessed.overall,
        findings=result.own,
    )


def _given(one: ExceptionView) -> GivenAnswer:
    value = answer_to_json(one.answer) if one.answer is not None else ""
    kept = tuple(value) if isinstance(value, list) else value
    return GivenAnswer(one.question, kept, one.made_by, iso(one.made_at))
