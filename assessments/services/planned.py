"""What a revision keeps of the plan: for each action that its findings give, what is on record when it is fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from assessments.domain.place_actions import plan_everywhere
from assessments.domain.places import Common, PlaceResult
from assessments.domain.revision_plan import ActionMark
from assessments.models import Assessment, Evidence
from assessments.services.audit import iso
from assessments.services.progress import RecordedAction, load_records


def mark_actions(row: Assessment, common: Common, places: Mapping[UUID, PlaceResult]) -> tuple[ActionMark, ...]:
    """In the order of urgency, those that only places give among them. Actions about which nothing is on record are
    computed, and kept nowhere."""
    records = load_records(row.deployment_id)
    if not records:
        return ()
    kept = [records[each.key] for each in plan_everywhere(common, places) if each.key in records]
    return tuple(_marks(kept))


def _marks(kept: list[RecordedAction]) -> Iterator[ActionMark]:
    named = {each.evidence_id for each in kept if each.evidence_id}
    digests = dict(Evidence.objects.filter(id__in=named).values_list("id", "digest")) if named else {}
    for each in kept:
        yield ActionMark(
            key=each.key,
            owner=each.owner_name,
            due=each.due,
            state=each.state,
            note=each.note,
            evidence=each.evidence_name,
            evidence_digest=digests[each.evidence_id] if each.evidence_id else "",
            made_by=each.made_by,
            made_at=iso(each.made_at),
        )
