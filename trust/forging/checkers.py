"""What page, command and stand-alone verifier say of a file, in the same words."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from django.core.management import call_command

from assessments.domain.revision import digest
from assessments.models import Report, Revision
from assessments.report.attached import attached
from assessments.services.access import scope
from assessments.services.verification import Genuineness, verify_upload
from trust.cast import Cast
from trust.short import short_revision
from verifiers.report.rules import Edition
from verifiers.verify_report import EDITIONS, verify

GENUINE, UNKNOWN, ANOTHER, NOT_GENUINE = "genuine", "unknown_seal", "another_report", "not_genuine"
COMMAND = {"genuine": GENUINE, "unknown_seal": UNKNOWN, "not_issued": UNKNOWN, "another_report": ANOTHER}
RULES = tuple(Edition(json.loads(each.read_bytes())) for each in sorted(EDITIONS.glob("*.json")))


def put_on_record(people: Cast, key: str, pdf: bytes, fingerprint: str) -> None:
    """A report in the registry: approved as everything is, and stored as sealing would have done."""
    with (
        patch("assessments.services.freezing.uuid4", return_value=UUID(key)),
        patch("assessments.services.freezing.to_canonical", return_value=attached(pdf)),
    ):
        assert short_revision(people) == UUID(key)
    issue(people, key, pdf, fingerprint)


def issue(people: Cast, key: str, pdf: bytes, fingerprint: str) -> None:
    """Stores a report of an approved revision as sealing would have done."""
    with scope(people.organisation_id):
        Report.objects.create(
            organisation_id=people.organisation_id,
            revision_id=key,
            language="en",
            pdf=pdf,
            pdf_digest=digest(pdf),
            size_bytes=len(pdf),
            signer_fingerprint=fingerprint,
            self_issued=False,
            sealed_at=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
        )
        Revision.objects.filter(id=key).update(status="sealed")


def by_page(pdf: bytes, meant: str) -> str:
    """The page tells reports of ours, and which, from all else; it does not say what the others are. `meant` is the
    SHA-256 of the report that somebody holds in their hands."""
    found = verify_upload(pdf)
    if found.genuineness is not Genuineness.CURRENT:
        return NOT_GENUINE
    return GENUINE if found.file_digest == meant else ANOTHER


def by_command(pdf: bytes, file: Path, *options: str) -> str:
    """`manage.py verify_report`, as somebody calls it."""
    file.write_bytes(pdf)
    out = StringIO()
    code: object = None
    try:
        call_command("verify_report", str(file), "--json", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    said = COMMAND.get(json.loads(out.getvalue())["outcome"], NOT_GENUINE)
    assert (code == 0) == (said == GENUINE)
    return said


def by_verifier(pdf: bytes, known: Collection[str], issued: Collection[str] | None, expected: str) -> str:
    """The stand-alone verifier."""
    said = verify(pdf, known, RULES, issued, expected).outcome
    return UNKNOWN if said == "not_issued" else said
