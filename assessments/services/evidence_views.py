"""Reading evidence: what counts now, what was taken back, and what a revision names. Putting on record: `evidence`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db.models import Exists, OuterRef, QuerySet, Sum

from assessments.domain.catalogue import QuestionKey
from assessments.domain.evidence import EvidenceKind, EvidenceMark
from assessments.models import Assessment, Evidence, EvidenceErasure, EvidenceWithdrawal
from assessments.services.access import Actor, NotFound
from assessments.services.audit import iso
from assessments.services.built_queries import built_once
from assessments.services.documents import EvidenceView, Usage
from assessments.services.evidence_files import open_file


def counting(assessment_id: UUID) -> QuerySet[Evidence]:
    """Evidence on the assessment that nobody took back."""
    return Evidence.objects.filter(assessment_id=assessment_id, withdrawal__isnull=True)


@built_once
def _counting_in_order(assessment_id: UUID) -> QuerySet[Evidence]:
    """In the order in which it was added."""
    return _with_erased(counting(assessment_id)).order_by("audit_sequence", "id")


def _with_erased(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    erased = EvidenceErasure.objects.filter(storage_name=OuterRef("storage_name"))
    return rows.annotate(erased=Exists(erased))


def load_counting(assessment_id: UUID) -> Mapping[QuestionKey, Sequence[EvidenceView]]:
    """What counts now, by question, in the order in which it was added."""
    found: dict[QuestionKey, list[EvidenceView]] = {}
    for row in _counting_in_order(assessment_id):
        found.setdefault(QuestionKey(row.question), []).append(_view(row))
    return found


def load_withdrawn(assessment_id: UUID) -> Sequence[EvidenceView]:
    """What was taken back, the latest first."""
    rows = Evidence.objects.filter(assessment_id=assessment_id, withdrawal__isnull=False)
    rows = rows.select_related("withdrawal").order_by("-withdrawal__audit_sequence")
    return [_view(each, each.withdrawal) for each in _with_erased(rows)]


def _view(row: Evidence, withdrawal: EvidenceWithdrawal | None = None) -> EvidenceView:
    return EvidenceView(
        id=row.id,
        question=QuestionKey(row.question),
        kind=EvidenceKind(row.kind),
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        digest=row.digest,
        holder=row.holder,
        place=row.place,
        about=row.about,
        expires_on=row.expires_on,
        note=row.note,
        added_by=row.added_by_name,
        added_at=row.added_at,
        withdrawn_by=withdrawal.made_by_name if withdrawal else "",
        withdrawn_at=withdrawal.made_at if withdrawal else None,
        is_erased=row.erased,  # type: ignore[attr-defined]  # annotated
    )


def load_file(actor: Actor, evidence_id: UUID) -> tuple[str, int, File[bytes]]:
    """Name, size and content of a file, whether it counts or was taken back. Raises NotFound, StoreFailed."""
    rows = Evidence.objects.filter(organisation_id=actor.organisation_id, id=evidence_id, kind=EvidenceKind.FILE)
    row = rows.exclude(storage_name__in=EvidenceErasure.objects.values("storage_name")).first()
    if row is None:
        raise NotFound
    return row.name, row.size_bytes or 0, open_file(row.storage_name)


def load_usage(organisation_id: UUID) -> Usage:
    """What the files of the organisation take; copies made by upgrades share theirs."""
    rows = Evidence.objects.filter(organisation_id=organisation_id, carried_from__isnull=True)
    kept = rows.exclude(storage_name__in=EvidenceErasure.objects.values("storage_name"))
    return Usage(kept.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0, settings.EVIDENCE_QUOTA_BYTES)


def marks_of(row: Assessment, asked: Collection[QuestionKey]) -> tuple[EvidenceMark, ...]:
    """What counts now for questions on the route, as a revision names it."""
    rows = counting(row.id).filter(question__in=[str(each) for each in asked])
    return tuple(_mark(each) for each in rows.order_by("audit_sequence", "id"))


def _mark(row: Evidence) -> EvidenceMark:
    return EvidenceMark(
        name=row.name,
        digest=row.digest,
        question=QuestionKey(row.question),
        id=str(row.id),
        kind=EvidenceKind(row.kind),
        media_type=row.media_type or None,
        size_bytes=row.size_bytes,
        holder=row.holder,
        place=row.place,
        about=row.about,
        expires_on=row.expires_on,
        added_by=row.added_by_name,
        added_at=iso(row.added_at),
    )
