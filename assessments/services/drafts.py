"""The report as it stands: marked as a draft, never sealed, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from assessments.catalogues import edition
from assessments.domain.revision import AuditMark, RevisionContent
from assessments.models import Assessment, AuditHead
from assessments.report.process import RenderingFailed, render_in_child
from assessments.services.access import Actor, NotFound
from assessments.services.assessments import local_day
from assessments.services.freezing import FrozenAs, content_of

__all__ = ["Draft", "RenderingFailed", "file_name_of", "load_draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft report is rendered from; rendering it needs no database."""

    file_name: str
    content: RevisionContent

    def render(self) -> bytes:
        """The PDF. Takes seconds: call it outside any transaction. Raises RenderingFailed."""
        return render_in_child(
            self.content,
            edition(self.content.edition.key),
            draft=True,
            verify_address=f"{settings.PUBLIC_ADDRESS}/verify/",
            self_issued=False,
        )


def load_draft(actor: Actor, assessment_id: UUID, language: str) -> Draft:
    """The assessment as a draft report in `language`. Raises NotFound."""
    row = Assessment.objects.select_related("deployment").filter(id=assessment_id).first()
    if row is None:
        raise NotFound
    head = AuditHead.objects.get(organisation_id=actor.organisation_id)
    frozen_as = FrozenAs(
        revision_id="",
        language=language,
        as_of=row.as_of or local_day(actor.now),
        audit=AuditMark(head.sequence, head.digest),
        at=actor.now,
    )
    return Draft(file_name_of(row.id, row.number, language, "draft"), content_of(row, frozen_as))


def file_name_of(assessment_id: UUID, number: int, language: str, kind: str) -> str:
    """A file name in plain ASCII; names of people and places do not belong in one."""
    return f"face-recognition-{kind}-{str(assessment_id)[:8]}-r{number}-{language}.pdf"
