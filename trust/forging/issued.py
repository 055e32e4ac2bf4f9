"""Two reports that this product issued, and what its three checks say of whatever is shown instead of the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from assessments.catalogues import edition
from assessments.domain.revision import digest, edition_of, from_canonical
from assessments.models import Revision
from assessments.report.rendering import render
from assessments.services.access import scope
from assessments.services.report_check import check_report
from trust.cast import Cast, make_cast
from trust.forging.checkers import COMMAND, NOT_GENUINE, by_command, by_page, by_verifier, issue
from trust.forging.material import Material, make_material
from trust.short import short_revision

Said = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Issued:
    """What is on record, and what a forger has."""

    material: Material
    revision_id: str
    folder: Path

    def by_all(self, pdf: bytes) -> Said:
        """What page, command (as somebody calls it) and stand-alone verifier say of a file."""
        file = self.folder / "report.pdf"
        return self._said(pdf, lambda: by_command(pdf, file, "--report", self.revision_id))

    def by_all_quickly(self, pdf: bytes) -> Said:
        """The same, with what the command calls instead of the command."""
        return self._said(pdf, lambda: _as_command(pdf, self.revision_id))

    def _said(self, pdf: bytes, command: Callable[[], str]) -> Said:
        meant, other = digest(self.material.pdf), digest(self.material.other)
        known = {self.material.key.fingerprint}
        return (
            _safely(lambda: by_page(pdf, meant)),
            _safely(command),
            _safely(lambda: by_verifier(pdf, known, {meant, other}, self.revision_id)),
        )


def issued_in(folder: Path) -> Issued:
    """Two reports as the product makes them, sealed with a key of their own and put on record."""
    people = make_cast(timezone.now())
    first, second = short_revision(people), short_revision(people, "Doors 门", "zh-hans")
    material = make_material(_printed(people, first), _printed(people, second), folder)
    for key, pdf in ((first, material.pdf), (second, material.other)):
        issue(people, str(key), pdf, material.key.fingerprint)
    return Issued(material, str(first), folder)


def _printed(people: Cast, revision_id: UUID) -> bytes:
    with scope(people.organisation_id):
        content = bytes(Revision.objects.get(id=revision_id).content)
    catalogue = edition(edition_of(content).key)
    whole = from_canonical(content, catalogue)
    return render(whole, catalogue, draft=False, verify_address="http://localhost/verify/", self_issued=True)


def _as_command(pdf: bytes, revision_id: str) -> str:
    found = check_report(pdf, (), expected_id=revision_id)
    return COMMAND.get(found.outcome.value, NOT_GENUINE)


def _safely(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as problem:  # noqa: BLE001  any exception at all is what is looked for here
        return f"raised {type(problem).__name__}"
