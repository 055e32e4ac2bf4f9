"""The HTML twin of a sealed revision: made anew from the frozen content whenever it is asked for, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from assessments.catalogues import edition
from assessments.domain.revision import edition_of, from_canonical
from assessments.models import Report, Revision
from assessments.models.revisions import SUPERSEDED, WITHDRAWN
from assessments.report.document import Document, plan_document
from assessments.report.twin import Surroundings, compose_file, compose_page
from assessments.services.access import Actor, NotFound
from assessments.services.drafts import file_name_of
from assessments.services.registry import verify_address


def load_twin(actor: Actor, revision_id: UUID, around: Callable[[str], Surroundings]) -> str:
    """The twin as a page; `around` is given "superseded", "withdrawn" or nothing. Raises NotFound."""
    row, document = _planned(actor, revision_id)
    return compose_page(document, around(row.status if row.status in (SUPERSEDED, WITHDRAWN) else ""))


def load_twin_file(actor: Actor, revision_id: UUID, style: str) -> tuple[str, bytes]:
    """File name and bytes of the twin as one file, with the text of its style sheet inside. Raises NotFound."""
    row, document = _planned(actor, revision_id)
    name = file_name_of(row.assessment_id, row.number, row.language, "report").removesuffix(".pdf")
    return f"{name}.html", compose_file(document, style).encode()


def _planned(actor: Actor, revision_id: UUID) -> tuple[Revision, Document]:
    """What the sealed PDF prints, with the same address and code. Raises NotFound."""
    row = Revision.objects.filter(organisation_id=actor.organisation_id, id=revision_id).first()
    report = Report.objects.filter(revision=row).defer("pdf").first() if row else None
    if row is None or report is None:
        raise NotFound
    content = bytes(row.content)
    catalogue = edition(edition_of(content).key)
    document = plan_document(
        from_canonical(content, catalogue),
        catalogue,
        draft=False,
        verify_address=verify_address(row.code),
        self_issued=report.self_issued,
    )
    return row, document
