"""The seal: one revision over the whole document, readable by others, and by ours."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import page
import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from assessments.domain.revision import digest, to_canonical
from assessments.report.sealing import SealingFailed, SealKey, SealKeyUnusable, load_seal_key, seal
from assessments.report.verification import verify_report
from tests.report.samples import printed, run_tool, sample
from trust.forging.certificates import issued_key
from trust.forging.material import PASSPHRASE, SEALED_AT


def test_the_sealed_file_begins_with_the_rendered_one(short: bytes, sealed: bytes) -> None:
    assert sealed.startswith(short)
    added = sealed[len(short) :]
    assert (sealed.count(b"%%EOF"), added.count(b"%%EOF"), added.count(b"startxref")) == (2, 1, 1)


def test_our_verification_finds_everything(sealed: bytes, key: SealKey) -> None:
    found = verify_report(sealed, {key.fingerprint})
    assert (found.is_pdf, found.readable, found.has_seal, found.intact, found.trusted) == (True,) * 5
    assert (found.signer_name, found.signer_fingerprint) == (key.subject, key.fingerprint)
    assert found.self_issued
    assert found.sealed_at == SEALED_AT
    assert found.content == to_canonical(sample("g-05", "en"))
    assert found.content_digest == digest(found.content)


def test_another_reader_finds_the_signature_valid_over_the_whole_document(sealed: bytes) -> None:
    said = run_tool("pdfsig", "FILE", pdf=sealed)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Signature #2" not in said


def test_the_library_itself_agrees_as_a_second_opinion(sealed: bytes) -> None:
    signature = PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False, moment=SEALED_AT)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.docmdp_ok


def test_the_seal_certifies_the_document_and_permits_no_change(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as file:
        signature = file.Root.AcroForm.Fields[0].V
        assert file.Root.Perms.DocMDP.objgen == signature.objgen
        reference = signature.Reference[0]
        assert (str(reference.TransformMethod), int(reference.TransformParams.P)) == ("/DocMDP", 1)
        assert str(signature.SubFilter) == "/ETSI.CAdES.detached"
        assert str(signature.Reason) == "兰庭广场 · 6f1f9a52"
        assert int(file.Root.AcroForm.SigFlags) == 3


def test_sealing_keeps_conformance_fonts_and_metadata(short: bytes, sealed: bytes) -> None:
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        rules = {each.rule_id for each in page.validate_pdf_bytes(sealed, profile=profile).failures}
        assert rules <= {"PDFA3A-STREAM-LENGTH-001"}
    assert "No syntax or stream encoding errors" in run_tool("qpdf", "--check", "FILE", pdf=sealed)
    assert run_tool("pdffonts", "FILE", pdf=sealed) == run_tool("pdffonts", "FILE", pdf=short)
    with pikepdf.open(io.BytesIO(short)) as before, pikepdf.open(io.BytesIO(sealed)) as after:
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert str(before.docinfo.ModDate) == str(after.docinfo.ModDate)


@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_a_key_from_an_authority_seals_with_its_issuer(kind: str, short: bytes, tmp_path: Path) -> None:
    private = rsa.generate_private_key(65537, 3072) if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())
    issued = load_seal_key(issued_key(tmp_path, private, SEALED_AT, PASSPHRASE), PASSPHRASE)
    sealed = seal(short, issued, reason="", at=SEALED_AT)
    found = verify_report(sealed, {issued.fingerprint})
    assert (found.intact, found.trusted, found.self_issued) == (True, True, False)
    assert "Signature is Valid" in run_tool("pdfsig", "FILE", pdf=sealed)


@pytest.mark.parametrize("at", [SEALED_AT - timedelta(days=1), SEALED_AT + timedelta(days=5 * 366)])
def test_a_certificate_seals_only_while_it_is_valid(at: datetime, short: bytes, key: SealKey) -> None:
    with pytest.raises(SealKeyUnusable, match="not valid at the time of sealing"):
        seal(short, key, reason="", at=at)


def test_a_sealed_file_is_not_sealed_again(sealed: bytes, key: SealKey) -> None:
    with pytest.raises(SealingFailed):
        seal(sealed, key, reason="", at=SEALED_AT)


def test_a_draft_cannot_be_sealed(key: SealKey) -> None:
    with pytest.raises(SealingFailed):
        seal(printed(sample("g-05", "en"), draft=True), key, reason="", at=SEALED_AT)


def test_what_is_not_a_pdf_cannot_be_sealed(key: SealKey) -> None:
    with pytest.raises(SealingFailed):
        seal(b"not a PDF", key, reason="", at=SEALED_AT)


def test_the_claimed_time_is_the_given_one_whatever_its_zone(short: bytes, key: SealKey) -> None:
    at = datetime(2026, 12, 24, 23, 30, 5, tzinfo=UTC)
    assert verify_report(seal(short, key, reason="", at=at), ()).sealed_at == at
