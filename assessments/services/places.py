"""Adding places, describing them anew, taking them out and putting them back. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from assessments.domain.actions import Act
from assessments.domain.canonical import to_bytes
from assessments.domain.lifecycle import EDITABLE, Role, Status
from assessments.domain.places import MOST_PLACES
from assessments.domain.revision import digest
from assessments.models import Assessment, Place, PlaceDescription
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.audit import record_event
from assessments.services.entries import NotEditable, lock_assessment
from assessments.services.evidence_checks import DetailProblem, IllegalDetails, check_line
from assessments.services.place_values import PlaceFields

__all__ = ["IllegalDetails", "NotEditable", "PlaceFields", "add_places", "change_place", "open_assessment", "set_out"]

MOST_DEVICES, LAST_POSITION = 1_000_000, 9_999


class PlaceLimit(StrEnum):
    """Why a place is not taken."""

    FULL = "full"
    TAKEN = "taken"


@dataclass(eq=False)
class PlaceRefused(Exception):
    """There is no room for more, or another place that counts has the same name."""

    limit: PlaceLimit
    name: str = ""


@dataclass(eq=False)
class StalePlace(Exception):
    """Somebody else described the place since the page was loaded."""

    made_by: str


def open_assessment(actor: Actor, assessment_id: UUID) -> Assessment:
    """The assessment under lock, where this person may change its places now. Trials have no places.

    Raises NotAllowed, NotFound, NotEditable.
    """
    if Role.ASSESSOR not in actor.roles or actor.trial_until:
        raise NotAllowed
    row = lock_assessment(actor, assessment_id)
    if Status(row.status) not in EDITABLE:
        raise NotEditable
    return row


@transaction.atomic
def add_places(actor: Actor, assessment_id: UUID, wanted: Sequence[PlaceFields]) -> list[UUID]:
    """Put places on record at the end of the list, in one act; their keys.

    Raises NotAllowed, NotFound, NotEditable, IllegalDetails, PlaceRefused; then none of them is added.
    """
    row = open_assessment(actor, assessment_id)
    present = _present(row)
    names = {each.name for each in present}
    for one in wanted:
        _check(one)
        if one.name in names:
            raise PlaceRefused(PlaceLimit.TAKEN, one.name)
        names.add(one.name)
    if len(names) > MOST_PLACES:
        raise PlaceRefused(PlaceLimit.FULL)
    last = Place.objects.filter(assessment=row).aggregate(last=Max("number"))["last"] or 0
    end = max((each.position for each in present), default=0)
    here = actor.organisation_id
    made = [Place(organisation_id=here, assessment=row, number=last + n) for n in range(1, len(wanted) + 1)]
    told = [
        _describe(actor, row, place, 1, one, position=end + n)
        for n, (place, one) in enumerate(zip(made, wanted, strict=True), start=1)
    ]
    if not told:
        return []
    sequence = _record(actor, row, Act.ADD_PLACES, told, places=len(told))
    Place.objects.bulk_create(made)
    PlaceDescription.objects.bulk_create(_numbered(told, sequence))
    return [each.id for each in made]


@transaction.atomic
def change_place(actor: Actor, assessment_id: UUID, place_id: UUID, wanted: PlaceFields, based_on: int) -> bool:
    """Describe the place anew; False where it is described so already.

    `based_on` is the version that the page knew of. Raises NotAllowed, NotFound, NotEditable, IllegalDetails,
    PlaceRefused, StalePlace.
    """
    row = open_assessment(actor, assessment_id)
    now = _newest(row, place_id)
    _check(wanted)
    position = wanted.position or now.position
    stands = (now.name, now.address, now.devices, now.position)
    if (wanted.name, wanted.address, wanted.devices, position) == stands and not now.is_out:
        return False
    if based_on != now.version:
        raise StalePlace(now.made_by_name)
    if any(each.name == wanted.name for each in _present(row) if each.place_id != place_id):
        raise PlaceRefused(PlaceLimit.TAKEN, wanted.name)
    told = _describe(actor, row, now.place, now.version + 1, wanted, position=position)
    PlaceDescription.objects.bulk_create(_numbered([told], _record(actor, row, Act.CHANGE_PLACE, [told])))
    return True


@transaction.atomic
def set_out(actor: Actor, assessment_id: UUID, place_id: UUID, based_on: int, *, is_out: bool) -> bool:
    """Take the place out, or put it back as it was, exceptions included; False where it is so already.

    Raises NotAllowed, NotFound, NotEditable, PlaceRefused, StalePlace.
    """
    row = open_assessment(actor, assessment_id)
    now = _newest(row, place_id)
    if now.is_out == is_out:
        return False
    if based_on != now.version:
        raise StalePlace(now.made_by_name)
    if not is_out:
        _refuse_back(row, now)
    as_it_was = PlaceFields(now.name, now.address, now.devices)
    told = _describe(actor, row, now.place, now.version + 1, as_it_was, position=now.position)
    told.is_out = is_out
    action = Act.TAKE_OUT_PLACE if is_out else Act.PUT_BACK_PLACE
    PlaceDescription.objects.bulk_create(_numbered([told], _record(actor, row, action, [told])))
    return True


def _refuse_back(row: Assessment, now: PlaceDescription) -> None:
    here = _present(row)
    if len(here) >= MOST_PLACES:
        raise PlaceRefused(PlaceLimit.FULL)
    if any(each.name == now.name for each in here):
        raise PlaceRefused(PlaceLimit.TAKEN, now.name)


def _check(one: PlaceFields) -> None:
    check_line("name", one.name)
    check_line("address", one.address, required=False)
    if one.devices is not None and not 0 <= one.devices <= MOST_DEVICES:
        raise IllegalDetails("devices", DetailProblem.TOO_LONG)
    if one.position is not None and not 1 <= one.position <= LAST_POSITION:
        raise IllegalDetails("position", DetailProblem.TOO_LONG)


def _present(row: Assessment) -> list[PlaceDescription]:
    newest = PlaceDescription.objects.filter(assessment=row).order_by("place_id", "-version").distinct("place_id")
    return [each for each in newest if not each.is_out]


def _newest(row: Assessment, place_id: UUID) -> PlaceDescription:
    told = PlaceDescription.objects.filter(assessment=row, place_id=place_id).select_related("place")
    found = told.order_by("-version").first()
    if found is None:
        raise NotFound
    return found


def _describe(
    actor: Actor, row: Assessment, place: Place, version: int, one: PlaceFields, *, position: int
) -> PlaceDescription:
    return PlaceDescription(
        organisation_id=actor.organisation_id,
        assessment=row,
        place=place,
        version=version,
        name=one.name,
        address=one.address,
        devices=one.devices,
        position=position,
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
    )


def _numbered(told: Sequence[PlaceDescription], sequence: int) -> list[PlaceDescription]:
    for each in told:
        each.audit_sequence = sequence
    return list(told)


def _record(actor: Actor, row: Assessment, action: Act, told: Sequence[PlaceDescription], **more: int) -> int:
    """One event for the act; its digest takes in the random keys of the rows, so that it cannot be guessed from."""
    row.updated_at = actor.now
    row.save(update_fields=["updated_at"])
    said = [(each.id.hex, each.place_id.hex, each.name, each.address, each.devices, each.position) for each in told]
    one = {"place": str(told[0].place_id)} if len(told) == 1 else {}
    bound = digest(to_bytes(said))
    mark = record_event(
        actor.organisation_id, actor.person_id, action, row.id, actor.now, description_digest=bound, **one, **more
    )
    return mark.sequence
