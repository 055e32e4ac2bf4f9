"""Seals with time stamps and proofs: each level is what it says; nothing weaker is made."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import page
import pytest
from asn1crypto import cms, tsp
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pytest_django.fixtures import Settings

from assessments.report.keys import SealKey
from assessments.report.levels import Level
from assessments.report.sealing import SealingFailed, SealKeyUnusable, seal
from assessments.report.stores import as_asn1
from assessments.report.verification import verify_report
from assessments.services.report_check import Outcome, check_report
from tests.report.authorities import Authorities, issue, running_authorities, stamp, write_certificates
from tests.report.samples import run_tool

pytestmark = pytest.mark.no_cover

LEVELS = tuple(Level)
KNOWN = {"PDFA3A-STREAM-LENGTH-001"}
LATER_REVISION = "PDFA3A-SIGNATURE-BYTERANGE-001"
"""The checker does not know that a signature ends where its revision ends."""


@pytest.fixture(scope="module")
def who() -> Iterator[Authorities]:
    """All authorities."""
    with running_authorities() as running:
        yield running


@pytest.fixture(scope="module")
def issued(who: Authorities) -> SealKey:
    """A key of the authority."""
    return who.key()


@pytest.fixture(scope="module")
def files(who: Authorities, issued: SealKey, short: bytes) -> dict[Level, bytes]:
    """The short report sealed at every level."""
    return {level: sealed_at(level, short, issued, who) for level in LEVELS}


def test_the_command_tells_the_time_stamp_and_whether_its_authority_was_named(
    files: dict[Level, bytes], who: Authorities, issued: SealKey, tmp_path: Path
) -> None:
    file, named = tmp_path / "report.pdf", write_certificates(tmp_path / "middle.pem", who.middle)
    file.write_bytes(files[Level.B_LTA])
    command = ("verify_report", str(file), "--offline", "--fingerprint", issued.fingerprint)
    for further, known, words in (
        ((), False, "You named no authority"),
        (("--authority", str(named)), True, "at the latest"),
    ):
        out, said = StringIO(), StringIO()
        with pytest.raises(SystemExit):
            call_command(*command, "--json", *further, stdout=out)
        with pytest.raises(SystemExit):
            call_command(*command, *further, stdout=said)
        found = json.loads(out.getvalue())
        assert (found["level"], found["stamp_known"], bool(found["stamped_at"])) == ("B-LTA", known, True)
        assert words in said.getvalue()


def test_a_lost_key_is_believed_offline_only_under_a_known_time_stamp_from_before(
    files: dict[Level, bytes], who: Authorities, issued: SealKey, tmp_path: Path, settings: Settings
) -> None:
    listed = tmp_path / "distrusted.txt"
    settings.DISTRUSTED_SEALS_FILE = str(listed)
    pin, now = {issued.fingerprint}, datetime.now(UTC)
    for level, authorities, lost_at, outcome in (
        (Level.B_T, (who.middle,), now + timedelta(days=1), Outcome.GENUINE),
        (Level.B_T, (who.middle,), now - timedelta(days=1), Outcome.DISTRUSTED),
        (Level.B_T, (), now + timedelta(days=1), Outcome.DISTRUSTED),
        (Level.B_B, (who.middle,), now + timedelta(days=1), Outcome.DISTRUSTED),
    ):
        listed.write_text(f"{issued.fingerprint} {lost_at.isoformat()}")
        found = check_report(files[level], pin, ask_registry=False, authorities=authorities)
        assert found.outcome is outcome, (level, lost_at)


def sealed_at(level: Level, pdf: bytes, key: SealKey, who: Authorities, **changed: object) -> bytes:
    """A seal made now."""
    assurance = replace(who.assurance(level), **changed)  # type: ignore[arg-type]
    return seal(pdf, key, reason="r", at=datetime.now(UTC).replace(microsecond=0), assurance=assurance)


def signatures(pdf: bytes) -> list[EmbeddedPdfSignature]:
    """The seal and, at the highest level, the time stamp over it."""
    return list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)


@pytest.mark.parametrize("level", LEVELS)
def test_our_check_says_the_level_and_the_trusted_time(
    level: Level, files: dict[Level, bytes], who: Authorities, issued: SealKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", None)  # no network
    found = verify_report(files[level], {issued.fingerprint}, (who.middle,))
    assert (found.intact, found.trusted, found.level, found.self_issued) == (True, True, level, False)
    assert found.stamp_known == (level is not Level.B_B)
    assert found.stamped_by == ("Test Time Stamps" if level.is_stamped else "")
    if level.is_stamped:
        assert found.trusted_time is not None
        assert found.sealed_at is not None
        assert 0 <= (found.trusted_time - found.sealed_at).total_seconds() < 60
    else:
        assert found.trusted_time is None


def test_a_time_stamp_of_an_unknown_authority_gives_no_trusted_time(files: dict[Level, bytes], issued: SealKey) -> None:
    found = verify_report(files[Level.B_LTA], {issued.fingerprint})
    assert (found.intact, found.stamp_known, found.trusted_time) == (True, False, None)
    assert found.stamped_at is not None


@pytest.mark.parametrize("level", LEVELS)
def test_other_readers_agree_at_every_level(level: Level, files: dict[Level, bytes], short: bytes) -> None:
    pdf = files[level]
    assert pdf.startswith(short)
    said = run_tool("pdfsig", "-nocert", "FILE", pdf=pdf)
    assert "Signature is Valid" in said
    assert "Total document signed" in said.split("Signature #")[-1]
    assert said.count("Signature #") == pdf.count(b"%%EOF") - 1 == (2 if level is Level.B_LTA else 1)
    assert "No syntax or stream encoding errors" in run_tool("qpdf", "--check", "FILE", pdf=pdf)


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_keeps_conformance(level: Level, files: dict[Level, bytes]) -> None:
    allowed = KNOWN | ({LATER_REVISION} if level is Level.B_LTA else set())
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(files[level], profile=profile)
        assert {each.rule_id for each in report.failures} <= allowed


def test_the_library_itself_validates_the_highest_level_from_the_file_alone(
    files: dict[Level, bytes], who: Authorities
) -> None:
    seal_itself, over_it = signatures(files[Level.B_LTA])
    trust = SimpleTrustManager.build(trust_roots=[as_asn1(who.root)])
    policy = CertValidationPolicySpec(trust, CertRevTrustPolicy(REQUIRE_REVINFO))
    spec = SignatureValidationSpec(
        policy,
        RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        key_usage_settings=KeyUsageConstraints({"non_repudiation"}),
    )
    result = asyncio.run(ades_lta_validation(seal_itself, PdfSignatureValidationSpec(spec, diff_policy=None)))
    assert result.ades_subindic is AdESPassed.OK, result.failure_msg
    assert seal_itself.docmdp_level is not None
    again, _ = signatures(files[Level.B_LTA])
    again.compute_integrity_info()  # type: ignore[no-untyped-call]
    integrity = again.summarise_integrity_info()
    assert integrity["docmdp_ok"]
    assert integrity["diff_result"].modification_level is ModificationLevel.LTA_UPDATES
    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(files[Level.B_LTA])))
    status = validate_pdf_timestamp(over_it, store.as_validation_context({"trust_roots": [*trust.iter_certs()]}))
    assert (status.intact, status.valid, status.trusted) == (True, True, True)


def test_openssl_agrees_about_the_time_stamp_over_the_file(
    files: dict[Level, bytes], who: Authorities, tmp_path: Path
) -> None:
    over_it = signatures(files[Level.B_LTA])[1]
    _, gap_start, gap_end, rest = (int(each) for each in over_it.byte_range)
    pdf = files[Level.B_LTA]
    (tmp_path / "token").write_bytes(cms.ContentInfo.load(over_it.pkcs7_content).dump())
    write_certificates(tmp_path / "root.pem", who.root)
    write_certificates(tmp_path / "middle.pem", who.middle)
    said = run_tool(
        "openssl", "ts", "-verify", "-data", "FILE", "-in", str(tmp_path / "token"), "-token_in",
        "-CAfile", str(tmp_path / "root.pem"), "-untrusted", str(tmp_path / "middle.pem"),
        pdf=pdf[:gap_start] + pdf[gap_end : gap_end + rest],
    )  # fmt: skip
    assert "Verification: OK" in said


@pytest.mark.parametrize("habit", ["", "names_algorithms", "names_by_sha1"])
def test_a_time_stamp_with_another_kind_of_key_is_as_good(habit: str, short: bytes, tmp_path: Path) -> None:
    with running_authorities(rsa.generate_private_key(65537, 2048)) as other:
        if habit:
            setattr(other, habit, True)
        key = other.key()
        pdf = sealed_at(Level.B_T, short, key, other)
        found = verify_report(pdf, {key.fingerprint}, (other.stamping,))
    assert (found.intact, found.level, found.stamp_known) == (True, Level.B_T, True)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((503, "text/plain", b""), "refused the request .HTTP 503"),
        ((200, "text/html", b"<p>"), "is no time stamp"),
        ((200, "application/timestamp-reply", b"<p>"), "cannot be read"),
        ((200, "application/timestamp-reply", bytes.fromhex("30053003020102")), "did not grant"),
    ],
    ids=["down", "a page", "rubbish", "rejected"],
)
def test_without_a_time_stamp_there_is_no_seal(
    answer: tuple[int, str, bytes], reason: str, who: Authorities, issued: SealKey, short: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("assessments.report.stamping._PAUSE_SECONDS", 0)
    monkeypatch.setattr(who, "stamp_answer", lambda body: answer)
    before = who.asked
    with pytest.raises(SealingFailed, match=reason):
        sealed_at(Level.B_T, short, issued, who)
    assert who.asked - before == (1 if answer[0] == 200 and "reply" in answer[1] else 2)


def test_a_time_stamp_made_for_somebody_else_is_not_used(
    who: Authorities, issued: SealKey, short: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tsp.TimeStampReq({"version": 1, "message_imprint": {"hash_algorithm": {"algorithm": "sha256"},
        "hashed_message": bytes(32)}, "nonce": 7})  # fmt: skip
    replayed = stamp(who, asked.dump())
    monkeypatch.setattr(who, "stamp_answer", lambda body: (200, "application/timestamp-reply", replayed))
    with pytest.raises(SealingFailed, match="gave no time stamp"):
        sealed_at(Level.B_T, short, issued, who)


def test_an_authority_that_is_not_there_or_too_slow_is_named(
    who: Authorities, issued: SealKey, short: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessments.report.stamping._PAUSE_SECONDS", 0)
    nowhere = who.stamper(address="http://127.0.0.1:9/")
    with pytest.raises(SealingFailed, match="could not be reached"):
        sealed_at(Level.B_T, short, issued, who, authority=nowhere)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = who.stamper(address=f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout_seconds=0.1)
        with pytest.raises(SealingFailed, match="did not answer in 0"):
            sealed_at(Level.B_T, short, issued, who, authority=slow)


def test_the_second_try_may_succeed_and_brings_the_password(
    who: Authorities, issued: SealKey, short: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessments.report.stamping._PAUSE_SECONDS", 0)
    monkeypatch.setattr(who, "wants", "Basic bWU6c2VjcmV0")
    with pytest.raises(SealingFailed, match="HTTP 401"):
        sealed_at(Level.B_T, short, issued, who)
    known = who.stamper(user="me", password="secret")
    assert "secret" not in repr(known)
    assert verify_report(sealed_at(Level.B_T, short, issued, who, authority=known), ()).level is Level.B_T


def test_a_time_stamp_by_another_authority_is_not_used(who: Authorities, issued: SealKey, short: bytes) -> None:
    with running_authorities() as other, pytest.raises(SealingFailed, match="not by the configured"):
        sealed_at(Level.B_T, short, issued, who, authority=other.stamper(certificates=(who.middle,)))


def test_a_revoked_certificate_seals_nothing_that_says_otherwise(who: Authorities, short: bytes) -> None:
    key = who.key("Revoked")
    who.revoked.add(key.certificate.serial_number)
    with pytest.raises(SealingFailed, match="has been revoked"):
        sealed_at(Level.B_LT, short, key, who)


def test_without_word_on_revocation_there_is_no_seal(
    who: Authorities, issued: SealKey, short: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "answers", False)
    with pytest.raises(SealingFailed, match="could not be found out"):
        sealed_at(Level.B_LT, short, issued, who)


def test_a_certificate_that_leads_elsewhere_is_refused(who: Authorities, issued: SealKey, short: bytes) -> None:
    with running_authorities() as other, pytest.raises(SealingFailed, match="does not lead to one of the configured"):
        sealed_at(Level.B_LT, short, issued, who, roots=(other.root,))


def test_an_expired_certificate_seals_nothing(who: Authorities, short: bytes) -> None:
    with pytest.raises(SealKeyUnusable, match="not valid at the time of sealing"):
        sealed_at(Level.B_LTA, short, who.key(days=7), who)


def test_an_authority_that_changes_its_certificate_meanwhile_is_not_trusted_with_proofs(
    who: Authorities, issued: SealKey, short: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed() -> datetime:
        who.stamping = issue("Next", who.stamping_key, who.middle, who.middle_key, who.address, stamps=True)
        return datetime.now(UTC)

    monkeypatch.setattr(who, "stamping", who.stamping)
    monkeypatch.setattr(who, "now", changed)
    with pytest.raises(SealingFailed, match="changed its certificate"):
        sealed_at(Level.B_LT, short, issued, who)
