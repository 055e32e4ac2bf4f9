"""`manage.py verify_report FILE`: whether a file is a genuine report, offline or against the registry as well."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography import x509
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from assessments.domain.canonical import Json
from assessments.domain.texts import LANGUAGES
from assessments.management.report_words import KNOWN_BY, NO_REGISTRY, checked_in_words
from assessments.management.telling import Again, CannotRecompute, again_as_json, again_in_words, judge_again
from assessments.report.attached import LARGEST_FILE_BYTES
from assessments.report.keys import fingerprint_of
from assessments.services.report_check import Outcome, ReportCheck, check_report

GENUINE, NOT_GENUINE, UNREADABLE, NO_LONGER_CURRENT = 0, 1, 2, 3
"""Exit codes. The first also says that every verdict follows from the answers."""
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_IS_GENUINE = (Outcome.GENUINE, Outcome.SUPERSEDED, Outcome.WITHDRAWN)


class Command(BaseCommand):
    """Exit code 0: genuine, and every verdict follows. 1: not so. 2: cannot be checked. 3: genuine, not current."""

    help = "Checks seal, certificate, registry, report number and verdicts of a report. With --offline: no database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, what it is compared with, the form of the output, and its language."""
        parser.add_argument("file", type=Path, help="the report (PDF)")
        parser.add_argument(
            "--certificate", type=Path, action="append", default=[], help="certificate (PEM) that may have sealed it"
        )
        parser.add_argument(
            "--fingerprint", action="append", default=[], help="SHA-256 of a certificate that may have sealed it"
        )
        parser.add_argument(
            "--authority",
            type=Path,
            action="append",
            default=[],
            help="certificate (PEM) of a time-stamp authority, or of the authority that issued it, to be believed",
        )
        parser.add_argument("--report", default="", help="key of the report that it ought to be")
        parser.add_argument("--offline", action="store_true", help="do not ask the registry")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the text")

    def handle(self, *args: object, file: Path, language: str, report: str, **options: object) -> None:
        """Say what was found, and leave with the code for it."""
        pdf, known = _read(file), _known(options["certificate"], options["fingerprint"])
        authorities, offline = list(_certificates(options["authority"])), bool(options["offline"])
        try:
            found = check_report(pdf, known, expected_id=report, ask_registry=not offline, authorities=authorities)
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem), returncode=UNREADABLE) from None
        except DatabaseError:
            self.stderr.write(NO_REGISTRY.in_language(language))
            sys.exit(UNREADABLE)
        again = _again(found)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found, again, offline=offline), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_as_text(found, again, language, offline=offline)))
        sys.exit(_code(found, again))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE_BYTES + 1)
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.", returncode=UNREADABLE) from None


def _certificates(files: object) -> Iterator[x509.Certificate]:
    """Of every file. Raises CommandError."""
    for path in files if isinstance(files, Sequence) else ():
        try:
            yield from x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError):
            raise CommandError(f"{path} holds no certificate in PEM form.", returncode=UNREADABLE) from None


def _known(certificates: object, fingerprints: object) -> frozenset[str]:
    """The certificates that count. Raises CommandError."""
    found = {fingerprint_of(each) for each in _certificates(certificates)}
    for each in fingerprints if isinstance(fingerprints, Sequence) else ():
        plain = each.replace(":", "").replace(" ", "").lower()
        if not _FINGERPRINT.fullmatch(plain):
            raise CommandError(f"{each} is no SHA-256.", returncode=UNREADABLE)
        found.add(plain)
    return frozenset(found)


def _again(found: ReportCheck) -> Again | CannotRecompute | None:
    """The verdicts computed again; None where nothing was sealed that could be."""
    if found.verified.content is None:
        return None
    try:
        return judge_again(found.verified.content)
    except CannotRecompute as problem:
        return problem


def _code(found: ReportCheck, again: Again | CannotRecompute | None) -> int:
    if found.outcome is Outcome.NOT_A_PDF or not found.verified.readable:
        return UNREADABLE
    if found.outcome not in _IS_GENUINE or not isinstance(again, Again) or again.found.differences:
        return NOT_GENUINE
    return GENUINE if found.outcome is Outcome.GENUINE else NO_LONGER_CURRENT


def _as_text(
    found: ReportCheck, again: Again | CannotRecompute | None, language: str, *, offline: bool
) -> Iterator[str]:
    yield from checked_in_words(found, language)
    if found.verified.intact:
        yield KNOWN_BY[offline].in_language(language)
    if isinstance(again, CannotRecompute):
        yield again.why.in_language(language)
    elif again is not None:
        yield from again_in_words(again, language)


def _as_json(found: ReportCheck, again: Again | CannotRecompute | None, *, offline: bool) -> dict[str, Json]:
    verified, registered = found.verified, found.registered
    return {
        "outcome": found.outcome.value,
        "file_digest": found.file_digest,
        "revision_id": found.revision_id,
        "seal_intact": verified.intact,
        "certificate_known": verified.intact and verified.trusted,
        "signer_name": verified.signer_name,
        "signer_fingerprint": verified.signer_fingerprint,
        "sealed_at": verified.sealed_at.isoformat() if verified.sealed_at else None,
        "level": verified.level,
        "stamped_at": verified.stamped_at.isoformat() if verified.stamped_at else None,
        "stamped_by": verified.stamped_by,
        "stamp_known": verified.stamp_known,
        "registry": "not_asked" if offline else registered.standing.value if registered else "unknown",
        "verdicts": again_as_json(again) if isinstance(again, Again) else None,
    }
