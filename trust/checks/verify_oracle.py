"""The public page that says whether a report is ours: right of each, and of nothing else a word."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from statistics import median
from unittest.mock import patch
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.domain.report_codes import BITS, make_code
from assessments.models import Report, Revision, WithdrawalRequest
from assessments.services import verification
from assessments.services.access import scope
from assessments.services.registry import Issued, find_by_code
from assessments.services.review import reopen
from assessments.services.verification import Checked, NeitherCodeNorDigest, look_up
from assessments.services.withdrawing import ask_to_withdraw, confirm_withdrawal
from assessments.web import verifying
from trust.cast import Cast, approved, make_cast
from trust.checking import Check, Run, Tally
from trust.sealed import seal_here
from trust.short import short_revision

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
REASON = "The wrong gates were assessed"
BY_CODE = {"current": "Issued here, and current", "superseded": "Issued here, but superseded"}
BY_FILE = {"current": "Genuine, unchanged and current", "superseded": "Genuine, but superseded"}
WITHDRAWN, UNKNOWN = "withdrawn", "Not a report issued here"
SECRET = ("Here 本公司", "Gates", "Shanghai", REASON, "Asse Ssor", "Dee Pio")
"""Words that stand in the report, or about it, and that the page keeps to itself."""
_ADDRESSES = count()


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One report, and what has become of it."""

    standing: str
    code: str
    pdf: bytes
    digest: str
    number: int


def by_code(typed: str) -> str:
    """The page's answer to a code or a digest, without what was typed. Each question comes from another address: how
    often one may ask is not what is looked at here."""
    said = _client().post(reverse("verify"), {"go": "look-up", "code": typed})
    return f"{said.status_code} {TOKEN.sub('', said.content.decode())}".replace(typed, "")


def by_file(pdf: bytes) -> str:
    """The page's answer to a file, without its digest where it is unknown."""
    sent = {"pdf": SimpleUploadedFile("report.pdf", pdf), "go": "file"}
    said = _client().post(reverse("verify"), sent)
    return f"{said.status_code} {TOKEN.sub('', said.content.decode())}"


def _client() -> Client:
    number = next(_ADDRESSES)
    return Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR=f"198.18.{number // 250}.{number % 250 + 1}")


def on_record(cast: Cast) -> list[OnRecord]:
    """A report that another replaced, the one that did, one that was withdrawn, and one of somebody else."""
    first = _sealed(cast, short_revision(cast))
    with scope(cast.organisation_id):
        reopen(cast.assessor, Revision.objects.get(id=first).assessment_id)
        assessment_id = Revision.objects.get(id=first).assessment_id
    second, third = _sealed(cast, approved(cast, assessment_id)), _sealed(cast, short_revision(cast))
    with scope(cast.organisation_id):
        ask_to_withdraw(cast.assessor, third, REASON, reason_is_public=False)
        confirm_withdrawal(cast.dpo, third, WithdrawalRequest.objects.get(revision_id=third).id)
    standings = ((first, "superseded"), (second, "current"), (third, WITHDRAWN))
    return [_recorded(cast, key, standing) for key, standing in standings]


def _sealed(cast: Cast, revision_id: UUID) -> UUID:
    seal_here(cast, revision_id)
    return revision_id


def _recorded(cast: Cast, revision_id: UUID, standing: str) -> OnRecord:
    with scope(cast.organisation_id):
        row, report = Revision.objects.get(id=revision_id), Report.objects.get(revision_id=revision_id)
    return OnRecord(standing, row.code, bytes(report.pdf), report.pdf_digest, row.number)


def run(run: Run) -> Tally:
    """Each report by code, digest and file; what is not ours; and guesses."""
    cast = make_cast(timezone.now())
    reports = on_record(cast)
    tally = answers(reports)
    tally.add(alike(cast))
    tally.add(guesses(run, reports[1]))
    return tally


def answers(reports: list[OnRecord]) -> Tally:
    """The right one about each: which it is and what has become of it, and no more."""
    tally = Tally()
    for one in reports:
        told = {
            "code": (by_code(one.code), BY_CODE.get(one.standing, "Issued here, but withdrawn")),
            "digest": (by_code(one.digest), BY_FILE.get(one.standing, WITHDRAWN)),
            "file": (by_file(one.pdf), BY_FILE.get(one.standing, WITHDRAWN)),
        }
        for means, (page, words) in told.items():
            tally.expect(words in page, f"a {one.standing} report by {means}: the page does not say {words!r}")
            shown = [each for each in SECRET if each in page]
            tally.expect(not shown, f"a {one.standing} report by {means}: the page tells of {shown}")
            others = [each.digest for each in reports if each != one and each.digest in page]
            tally.expect(not others, f"a {one.standing} report by {means}: the page names another report")
        # Another genuine report in its place is told by its own digest, which whoever holds this one compares.
        tally.expect(means == "code" or one.digest in by_file(one.pdf), "the digest of the file is not shown")
        changed = by_file(one.pdf + b"\n")
        tally.expect(
            UNKNOWN in changed and one.digest not in changed, f"a changed {one.standing} report: {changed[:9]}"
        )
    return tally


def alike(cast: Cast) -> Tally:
    """What exists elsewhere and was not issued is answered as what does not exist, to the letter."""
    tally, waiting = Tally(), short_revision(cast)
    with scope(cast.organisation_id):
        row = Revision.objects.get(id=waiting)
    nobodys, theirs = make_code(secrets.randbits(BITS)), row.code
    tally.expect(by_code(nobodys) == by_code(theirs), "a code that waits for its seal is told from one of nobody")
    tally.expect(by_code(secrets.token_hex(32)) == by_code(row.content_digest), "a digest of ours is told from others")
    return tally


def guesses(run: Run, one: OnRecord) -> Tally:
    """Codes that nobody was given, near and far from one that somebody was."""
    tally, dice, seconds = Tally(), run.dice(), list[float]()
    for number in range(run.size(quick=300, deep=10_000)):
        guess = (
            make_code(dice.getrandbits(BITS)) if number % 3 else _near(one.code, dice.randrange(28), dice.randrange(32))
        )
        if guess == one.code:
            continue
        began = time.perf_counter()
        tally.expect(not _is_found(guess), f"{guess} was found")
        seconds.append(time.perf_counter() - began)
    known = [_timed(lambda: look_up(one.code)) for _ in range(50)]
    took, known_took = median(seconds) * 1000, median(known) * 1000
    run.say(f"{len(seconds)} guessed codes, no hit; {took:.1f} ms each, a known one {known_took:.1f}")
    return tally


def _near(code: str, place: int, turned: int) -> str:
    return code[:place] + "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[turned] + code[place + 1 :]


def _is_found(guess: str) -> bool:
    try:
        return look_up(guess).issued is not None
    except NeitherCodeNorDigest:
        return False


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def talkative(cast: Cast) -> Iterator[None]:
    """While open, the page names the organisation, and says of codes that wait for their seal that they exist."""

    def named(code: str) -> Issued | None:
        issued = find_by_code(code)
        return replace(issued, signer_name="Here 本公司") if issued else None

    def telling(typed: str) -> Checked:
        with scope(cast.organisation_id):
            if Revision.objects.filter(code=typed, status="sealing").exists():
                raise NeitherCodeNorDigest
        return look_up(typed)

    with patch.object(verification, "find_by_code", named), patch.object(verifying, "look_up", telling):
        yield


def control(run: Run) -> Tally:
    """A page that says more."""
    cast = make_cast(timezone.now())
    revision_id = _sealed(cast, short_revision(cast))
    with talkative(cast):
        tally = answers([_recorded(cast, revision_id, "current")])
        tally.add(alike(cast))
    return tally


CHECK = Check(
    "The verification page says rightly what became of a report of ours, and nothing else.",
    run,
    control,
    "the page's reticence",
)
