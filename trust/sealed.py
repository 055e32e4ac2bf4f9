"""Sealing in this process, for checks of what comes after it."""

from __future__ import annotations

from unittest.mock import patch
from uuid import UUID

from django.utils import timezone

from assessments.domain.catalogue import Catalogue
from assessments.domain.revision import RevisionContent
from assessments.report.panel import SealPanel
from assessments.report.rendering import render
from assessments.services import sealing
from trust.cast import Cast


def rendered_here(
    content: RevisionContent,
    catalogue: Catalogue,
    *,
    draft: bool,
    verify_address: str,
    self_issued: bool,
    panel: SealPanel | None = None,
) -> bytes:
    """As the renderer's own process does it, without its limits on time, which a busy machine would reach."""
    return render(content, catalogue, draft=draft, verify_address=verify_address, self_issued=self_issued, panel=panel)


def seal_here(cast: Cast, revision_id: UUID) -> None:
    """Everything else is as the signer does it."""
    with patch.object(sealing, "render_in_child", rendered_here):
        sealing.seal_revision(cast.organisation_id, revision_id, timezone.now)
