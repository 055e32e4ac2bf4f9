"""The HTML twin of a sealed revision: made anew from the frozen content whenever it is asked for, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from assessments.catalogues import edition
from assessments.domain.revision import edition_of, from_canonical
from assessments.models import Report, Revision
from assessments.models.revisions import SUPERSEDED, WITHDRAWN
from assessments.report.twin import Surroundings, compose_file, compose_page
from assessments.services.access import Actor, NotFound
from assessments.services.drafts import file_name_of


def load_twin(actor: Actor, revision_id: UUID, around: Callable[[str], Surroundings]) -> str:
    """The twin as a page; `around` is given "superseded", "withdrawn" or nothing. Raises NotFound."""
    row, report = _sealed(actor, revision_id)
    status = row.status if row.status in (SUPERSEDED, WITHDRAWN) else ""
    content = bytes(row.content)
    catalogue = edition(edition_of(content).key)
    return compose_page(
        from_canonical(content, catalogue),
        catalogue,
        verify_address=_verify_address(),
        self_issued=report.self_issued,
        around=around(status),
    )


def load_twin_file(actor: Actor, revision_id: UUID, style: str) -> tuple[str, bytes]:
    """File name and bytes of the twin as one file, with the text of its style sheet inside. Raises NotFound."""
    row, report = _sealed(actor, revision_id)
    content = bytes(row.content)
    catalogue = edition(edition_of(content).key)
    html = compose_file(
        from_canonical(content, catalogue),
        catalogue,
        verify_address=_verify_address(),
        self_issued=report.self_issued,
        style=style,
    )
    name = file_name_of(row.assessment_id, row.number, row.language, "report").removesuffix(".pdf")
    return f"{name}.html", html.encode()


def _verify_address() -> str:
    return f"{settings.PUBLIC_ADDRESS}/verify/"


def _sealed(actor: Actor, revision_id: UUID) -> tuple[Revision, Report]:
    row = Revision.objects.filter(organisation_id=actor.organisation_id, id=revision_id).first()
    report = Report.objects.filter(revision=row).defer("pdf").first() if row else None
    if row is None or report is None:
        raise NotFound
    return row, report
