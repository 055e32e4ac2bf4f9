"""What happens to evidence by itself: it goes along with an upgrade, and files that nothing counts on are removed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from assessments.domain.actions import Act
from assessments.domain.evidence import EvidenceKind
from assessments.domain.lifecycle import Status
from assessments.models import Assessment, Evidence, EvidenceErasure, Organisation
from assessments.services.access import Actor, scope
from assessments.services.audit import record_event
from assessments.services.evidence_files import drop_file, is_orphan_old, names_of_files, organisations_with_files
from assessments.services.evidence_views import counting
from assessments.services.self_check import is_read_only
from assessments.services.sweeping import sweep_apart

logger = logging.getLogger(__name__)

SECOND_THOUGHTS = timedelta(days=30)
"""How long the file of withdrawn evidence is kept even where no report names it."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did and found."""

    erased: int
    """Files of withdrawn evidence that no report needs any more."""
    orphans: int
    """Files that no row names."""
    missing: int
    """Rows whose file is not in the store. Nothing mends that but a backup."""


def carry_evidence(actor: Actor, old: Assessment, new: Assessment) -> None:
    """Put what counts on `old` on record for `new`, its upgrade, in the same order; files are shared, not copied."""
    rows = list(counting(old.id).order_by("audit_sequence", "id"))
    if not rows:
        return
    by, into = actor.person_id, new.id
    mark = record_event(actor.organisation_id, by, Act.CARRY_EVIDENCE, into, actor.now, documents=len(rows))
    changed = {"assessment_id": new.id, "audit_sequence": mark.sequence}
    Evidence.objects.bulk_create(_copy(each, carried_from=each, **changed) for each in rows)


def take_evidence(actor: Actor, rows: Iterable[Evidence], assessment_id: UUID, sequence: int) -> None:
    """Put documents of a trial on record in the actor's organisation, as the actor's own."""
    changed = {
        **{"organisation_id": actor.organisation_id, "assessment_id": assessment_id, "audit_sequence": sequence},
        **{"added_by_id": actor.person_id, "added_by_name": actor.person_name, "added_at": actor.now},
    }
    Evidence.objects.bulk_create(_copy(each, carried_from=None, **changed) for each in rows)


def _copy(row: Evidence, *, carried_from: Evidence | None, **changed: object) -> Evidence:
    kept = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    for name in ("id", "carried_from_id"):
        del kept[name]
    return Evidence(**{**kept, **changed}, carried_from=carried_from)


def sweep_files(now: datetime) -> Swept:
    """Remove the files that may go, in all organisations, and say which are missing.

    An organisation that can only be read keeps all its files; one for which it fails stops no other.
    """
    undone = "the files of organisation %s were not swept"
    done = sweep_apart(organisations_with_files(), lambda each: _sweep(each, now), undone)
    return Swept(*(sum(each) for each in zip(*done, strict=True))) if done else Swept(0, 0, 0)


def _sweep(organisation_id: UUID, now: datetime) -> tuple[int, int, int]:
    with scope(organisation_id):
        if not Organisation.objects.filter(id=organisation_id).exists():
            # More likely the wrong database than the wrong files.
            logger.error("the store holds files of organisation %s, which the database does not know", organisation_id)
            return 0, 0, 0
        may_go = not is_read_only(organisation_id)
        erased = sum(_erase(organisation_id, name, now) for name in _no_longer_counting(now)) if may_go else 0
        gone = set(EvidenceErasure.objects.values_list("storage_name", flat=True))
        named = set(Evidence.objects.filter(kind=EvidenceKind.FILE).values_list("storage_name", flat=True)) - gone
    # Only now that the rows are committed; files are listed after the rows that name them.
    there = names_of_files(organisation_id)
    for name in named - there:
        logger.error("the file %s of evidence is missing from the store", name)
    if not may_go:
        # Where somebody bent the trail, a row that is not there is no reason to remove its file either.
        logger.warning("organisation %s can only be read: none of its files is removed", organisation_id)
        return 0, 0, len(named - there)
    orphans = [name for name in there - named - gone if is_orphan_old(name, now)]
    for name in (*(there & gone), *orphans):
        drop_file(name)
    return erased, len(orphans), len(named - there)


def _no_longer_counting(now: datetime) -> Iterable[str]:
    """Files that were withdrawn some time ago, wherever they count. In an assessment that an upgrade left behind none
    does: nobody can withdraw there, and what a document is worth it is worth in the assessment that went on."""
    files = Evidence.objects.filter(kind=EvidenceKind.FILE)
    files = files.exclude(storage_name__in=EvidenceErasure.objects.values("storage_name"))
    withdrawn = Q(withdrawal__made_at__lt=now - SECOND_THOUGHTS)
    still = files.exclude(withdrawn).exclude(assessment__status=Status.SUPERSEDED.value)
    due = files.filter(withdrawn).exclude(storage_name__in=still.values("storage_name"))
    return list(due.values_list("storage_name", flat=True).distinct())


def _erase(organisation_id: UUID, name: str, now: datetime) -> bool:
    """Record that the file goes. The database refuses while a report that names it is to be kept."""
    try:
        with transaction.atomic():
            EvidenceErasure.objects.create(organisation_id=organisation_id, storage_name=name, erased_at=now)
    except IntegrityError:
        return False
    row = Evidence.objects.filter(storage_name=name).latest("audit_sequence")
    about = {"evidence": str(row.id), "question": row.question, "digest": row.digest}
    record_event(organisation_id, None, Act.ERASE_EVIDENCE, row.assessment_id, now, **about)
    return True
