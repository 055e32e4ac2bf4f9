"""The registry of issued seals: who finds what in it, and what is said of a report that was replaced or withdrawn."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from assessments.domain.report_codes import BITS, grouped, make_code, read_code
from assessments.domain.revision import digest
from assessments.models import Report, Revision
from assessments.report.verification import Verified, verify_report
from assessments.services import report_check
from assessments.services.access import ORGANISATION, REPORT_CODE, REPORT_DIGEST, scope, set_locally
from assessments.services.registry import code_digest, find_by_code, find_by_digest, verify_address
from assessments.services.revision_pages import load_revision
from assessments.services.verification import Genuineness, Means, NeitherCodeNorDigest, look_up, verify_upload
from tests.conftest import NOW, Cast
from tests.services.withdrawals import FINGERPRINT, REASON, frozen, issue, issued, next_issued, pdf_of, withdraw

HOUR = timedelta(hours=1)


def test_every_frozen_revision_has_a_code_of_its_own_that_its_report_prints(cast: Cast, settings: Settings) -> None:
    settings.PUBLIC_ADDRESS = "https://reports.example"
    codes = {frozen(cast).code for _ in range(2)}
    assert len(codes) == 2
    for code in codes:
        assert read_code(code) == code
        assert verify_address(code) == f"https://reports.example/verify/#{grouped(code)}"
    assert verify_address() == "https://reports.example/verify/"


def test_a_report_is_found_by_its_code_and_by_its_digest_and_says_the_same(cast: Cast) -> None:
    revision = issued(cast)
    one = find_by_code(revision.code)
    assert one is not None
    assert one == find_by_digest(one.file_digest)
    assert (one.revision_id, one.number, one.standing, one.sealed_at) == (revision.id, 1, "current", NOW)
    assert (one.signer_name, one.signer_fingerprint, one.self_issued) == ("Lanting <b> 兰庭", FINGERPRINT, True)
    assert (one.replaced, one.withdrawn) == (None, None)
    by_code, by_digest = look_up(grouped(revision.code).lower()), look_up(one.file_digest.upper())
    assert (by_code.genuineness, by_code.means, by_code.issued) == (Genuineness.CURRENT, Means.CODE, one)
    assert (by_digest.genuineness, by_digest.means, by_digest.issued) == (Genuineness.CURRENT, Means.DIGEST, one)


def test_a_revision_that_is_not_sealed_is_not_found_by_its_code(cast: Cast) -> None:
    assert find_by_code(frozen(cast).code) is None
    assert look_up(make_code(secrets.randbits(BITS))).genuineness is Genuineness.UNKNOWN


def test_without_an_organisation_the_exact_code_or_digest_shows_one_report_and_nothing_else(cast: Cast) -> None:
    first, _ = issued(cast), issued(cast)
    report = Report.objects.get(revision=first)
    for name, value in ((REPORT_CODE, report.code_digest), (REPORT_DIGEST, report.pdf_digest)):
        with transaction.atomic():
            set_locally(ORGANISATION, "")
            assert not Report.objects.exists()
            set_locally(name, value)
            assert [each.id for each in Report.objects.all()] == [report.id]
            assert not Revision.objects.exists()
            for other in ("", first.code, value[:-1], value.upper(), "%"):
                set_locally(name, other)
                assert not Report.objects.exists()


def test_reports_from_before_there_were_codes_are_found_by_their_digest_alone(cast: Cast) -> None:
    pdf = b"%PDF-1.7 old"
    old = Report.objects.create(
        organisation_id=cast.organisation_id,
        revision=frozen(cast),
        language="en",
        pdf=pdf,
        pdf_digest=digest(pdf),
        size_bytes=len(pdf),
        signer_fingerprint=FINGERPRINT,
        self_issued=True,
        sealed_at=NOW,
    )
    assert old.code_digest == code_digest("") == ""
    assert find_by_code("") is None
    one = find_by_digest(old.pdf_digest)
    assert one is not None
    assert one.signer_name == ""


def test_a_code_never_changes_and_is_nobody_elses(cast: Cast) -> None:
    first, second = frozen(cast), frozen(cast)
    for code in (second.code, "", make_code(5)):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            Revision.objects.filter(id=first.id).update(code=code)


def test_a_report_says_which_took_its_place_and_which_is_the_latest(cast: Cast) -> None:
    first = issued(cast)
    second = next_issued(cast, first, NOW + HOUR)
    third = next_issued(cast, second, NOW + 2 * HOUR)
    one = find_by_code(first.code)
    assert one is not None
    assert one.standing == "superseded"
    assert one.replaced is not None
    assert (one.replaced.first.id, one.replaced.first.number) == (second.id, 2)
    assert one.replaced.first.sealed_at == NOW + HOUR
    assert (one.replaced.latest.id, one.replaced.latest.number) == (third.id, 3)
    assert load_revision(cast.auditor, first.id).replaced == one.replaced
    assert load_revision(cast.auditor, third.id).replaced is None


def test_a_withdrawn_report_says_when_and_why_only_where_that_is_published(cast: Cast) -> None:
    for public, said in ((False, ""), (True, REASON)):
        revision = issued(cast)
        withdraw(cast, revision.id, reason_is_public=public)
        one = find_by_code(revision.code)
        assert one is not None
        assert one.withdrawn is not None
        assert (one.standing, one.withdrawn.at, one.withdrawn.public_reason) == ("withdrawn", NOW, said)
        assert one.replaced is None


def test_what_is_withdrawn_says_what_replaced_it_before_or_afterwards(cast: Cast) -> None:
    first = issued(cast)
    withdraw(cast, first.id)
    second = next_issued(cast, first)
    third = next_issued(cast, second)
    withdraw(cast, second.id)
    for revision, after in ((first, second), (second, third)):
        one = find_by_code(revision.code)
        assert one is not None
        assert one.replaced is not None
        assert (one.standing, one.replaced.first.id, one.replaced.latest.id) == ("withdrawn", after.id, third.id)
    assert find_by_code(third.code) is not None


def test_the_cost_of_a_look_up_does_not_grow_with_the_revisions(cast: Cast) -> None:
    first = issued(cast)
    latest = next_issued(cast, first)
    with CaptureQueriesContext(connection) as few:
        find_by_code(first.code)
    for _ in range(2):
        latest = next_issued(cast, latest)
    with CaptureQueriesContext(connection) as many:
        find_by_code(first.code)
    assert len(few) == len(many) <= 8


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0" * 63,
        "0" * 65,
        "g" * 64,
        "0x" + "0" * 62,
        "\0" * 64,
        "0" * 63 + "\n0\0",
        "ａ" * 28,
        "A" * 10**6,
        "0" * 27 + "U",
        "' OR code_digest <> '",
        "%" * 28,
    ],
)
def test_forged_codes_and_digests_are_neither(db: None, typed: str) -> None:
    with CaptureQueriesContext(connection) as queries, pytest.raises(NeitherCodeNorDigest):
        look_up(typed)
    assert len(queries) == 0


def test_a_digest_may_be_written_as_programs_write_it(db: None) -> None:
    for typed in ("AB" * 32, ":".join(["ab"] * 32), " ".join(["ab"] * 32), "ａｂ" * 32):
        assert look_up(typed).file_digest == "ab" * 32


def test_a_file_that_was_not_issued_here_is_never_parsed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_check, "verify_report", None)
    for pdf, found in (
        (b"%PDF-1.7 /ByteRange [0 1 2 3]", Genuineness.UNKNOWN),
        (b"%PDF-1.7", Genuineness.NOT_SEALED),
        (b" %PDF-1.7 /ByteRange", Genuineness.NOT_A_PDF),
        (b"", Genuineness.NOT_A_PDF),
    ):
        checked = verify_upload(pdf)
        assert (checked.genuineness, checked.means, checked.issued) == (found, Means.FILE, None)


def test_a_file_of_the_registry_that_fails_the_strict_check_is_not_ours(cast: Cast) -> None:
    """Only the digest holds of the four: what stands for a report here carries no seal."""
    revision = issue(frozen(cast))
    with scope(cast.organisation_id):
        pdf = pdf_of(revision)
    assert find_by_digest(verify_upload(pdf).file_digest) is not None
    checked = verify_upload(pdf)
    assert (checked.genuineness, checked.issued) == (Genuineness.UNKNOWN, None)


def found_in(content: bytes | None, *, intact: bool = True, trusted: bool = True) -> Verified:
    """What a check of the seal may say of a file."""
    return replace(verify_report(b"", ()), is_pdf=True, intact=intact, trusted=trusted, content=content)


def test_all_four_must_hold_for_a_file_to_be_ours(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = issued(cast)
    pdf, own = pdf_of(revision), bytes(revision.content)
    foreign = own.replace(str(revision.id).encode(), str(cast.organisation_id).encode())
    for found, expected in (
        (found_in(own), Genuineness.CURRENT),
        (found_in(own, intact=False), Genuineness.UNKNOWN),
        (found_in(own, trusted=False), Genuineness.UNKNOWN),
        (found_in(None), Genuineness.UNKNOWN),
        (found_in(b"no content"), Genuineness.UNKNOWN),
        (found_in(foreign), Genuineness.UNKNOWN),
    ):
        monkeypatch.setattr(report_check, "verify_report", lambda *given, found=found: found)
        assert verify_upload(pdf).genuineness is expected
        assert verify_upload(pdf + b"\n").genuineness is Genuineness.UNKNOWN
