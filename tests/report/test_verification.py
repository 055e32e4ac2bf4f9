"""Every change to a sealed report is found, whatever it is, and nothing that is given to the check makes it fail."""

from __future__ import annotations

import io
import random
import zlib
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from assessments.report import verification
from assessments.report.keys import SealKey
from assessments.report.sealing import seal
from assessments.report.verification import Verified, verify_report
from tests.report.samples import printed, sample
from trust.forging.material import SEALED_AT, make_key


def checked(pdf: bytes, key: SealKey) -> Verified:
    """The check of a file that must not be taken for the issued one."""
    found = verify_report(pdf, {key.fingerprint})
    assert not found.intact
    assert found.content is None
    return found


def signature_of(pdf: bytes) -> EmbeddedPdfSignature:
    """The seal in a file."""
    signature: EmbeddedPdfSignature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    return signature


def gap_of(pdf: bytes) -> tuple[int, int]:
    """Where the container of the seal stands, brackets included."""
    _, start, end, _ = (int(each) for each in signature_of(pdf).byte_range)
    return start, end


def with_container(pdf: bytes, container: bytes) -> bytes:
    """The file with another signature container in the same room."""
    start, end = gap_of(pdf)
    return pdf[: start + 1] + container.hex().upper().ljust(end - start - 2, "0").encode() + pdf[end - 1 :]


@pytest.mark.no_cover
def test_no_byte_of_the_container_itself_can_be_changed(sealed: bytes, key: SealKey) -> None:
    start, _ = gap_of(sealed)
    length = len(signature_of(sealed).pkcs7_content.rstrip(b"\0"))
    # The stand-alone verifier is shown every bit of it (test_forgeries).
    for place in range(start + 1, start + 1 + 2 * length, 17):
        changed = bytearray(sealed)
        changed[place] = ord("1") if changed[place] != ord("1") else ord("2")
        assert not verify_report(bytes(changed), {key.fingerprint}).intact, place


@pytest.mark.parametrize("addition", [b"\n", b" ", b"\0", b"%comment\n", b"<html></html>", b"%%EOF\n"], ids=repr)
def test_nothing_can_be_appended_or_put_before(addition: bytes, sealed: bytes, key: SealKey) -> None:
    checked(sealed + addition, key)
    checked(addition + sealed, key)


def test_a_second_copy_appended_is_found(sealed: bytes, key: SealKey) -> None:
    checked(sealed + sealed, key)


def test_letter_case_and_padding_of_the_container_are_fixed(sealed: bytes, key: SealKey) -> None:
    start, end = gap_of(sealed)
    checked(sealed[:start] + sealed[start:end].lower() + sealed[end:], key)
    checked(sealed[: end - 3] + b"01" + sealed[end - 1 :], key)
    checked(sealed[: end - 2] + b" " + sealed[end - 1 :], key)


def test_the_other_form_of_the_same_signature_is_refused(sealed: bytes, key: SealKey) -> None:
    info = signature_of(sealed).signer_info
    r, s = decode_dss_signature(info["signature"].native)
    other = encode_dss_signature(r, ec.SECP256R1().group_order - s)
    container = signature_of(sealed).pkcs7_content.rstrip(b"\0")
    message = cms.ContentInfo.load(container)
    message["content"]["signer_infos"][0]["signature"] = other
    checked(with_container(sealed, message.dump(force=True)), key)


def test_another_encoding_of_the_same_container_is_refused(sealed: bytes, key: SealKey) -> None:
    message = cms.ContentInfo.load(signature_of(sealed).pkcs7_content.rstrip(b"\0"))
    assert verify_report(with_container(sealed, message.dump(force=True)), {key.fingerprint}).intact
    message["content"]["version"] = "v3"
    checked(with_container(sealed, message.dump(force=True)), key)


def test_unsigned_additions_to_the_container_are_refused(sealed: bytes, key: SealKey) -> None:
    message = cms.ContentInfo.load(signature_of(sealed).pkcs7_content.rstrip(b"\0"))
    certificate = message["content"]["certificates"][0].chosen
    second = cms.CertificateChoices("certificate", certificate.copy())
    message["content"]["certificates"].append(second)
    checked(with_container(sealed, message.dump(force=True)), key)


def test_an_incremental_update_is_found(sealed: bytes, key: SealKey) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = generic.pdf_string("fr")
    writer.update_root()  # type: ignore[no-untyped-call]
    written = io.BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call]
    assert written.getvalue().startswith(sealed)
    assert checked(written.getvalue(), key).has_seal


def test_a_removed_seal_is_no_seal(sealed: bytes, key: SealKey) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as file:
        del file.Root.AcroForm
        del file.Root.Perms
        del file.pages[-1].obj.Annots
        written = io.BytesIO()
        file.save(written)
    assert not checked(written.getvalue(), key).has_seal


def test_a_rewritten_file_is_found(sealed: bytes, key: SealKey) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as file:
        file.docinfo.Title = "Compliant"
        written = io.BytesIO()
        file.save(written)
    assert checked(written.getvalue(), key).has_seal


def test_a_file_cut_short_is_found(short: bytes, sealed: bytes, key: SealKey) -> None:
    assert not checked(short, key).has_seal
    for length in (len(sealed) - 1, len(sealed) // 2, 2000, 10):
        checked(sealed[:length], key)


def test_the_seal_of_another_report_does_not_fit(sealed: bytes, key: SealKey) -> None:
    other = seal(printed(sample("g-05", "zh-hans")), key, reason="", at=SEALED_AT)
    container = signature_of(other).pkcs7_content.rstrip(b"\0")
    checked(with_container(sealed, container), key)


def test_a_seal_by_somebody_else_is_intact_but_not_trusted(short: bytes, key: SealKey, tmp_path: Path) -> None:
    forger = make_key(tmp_path, key.subject)
    found = verify_report(seal(short, forger, reason="", at=SEALED_AT), {key.fingerprint})
    assert (found.intact, found.trusted, found.signer_name) == (True, False, key.subject)
    assert found.signer_fingerprint != key.fingerprint


def test_a_file_of_ours_with_another_attachment_gives_no_content(short: bytes, key: SealKey) -> None:
    with pikepdf.open(io.BytesIO(short)) as file:
        file.attachments["second.json"] = b"{}"
        written = io.BytesIO()
        file.save(written)
    found = verify_report(seal(written.getvalue(), key, reason="", at=SEALED_AT), {key.fingerprint})
    assert (found.intact, found.content, found.content_digest) == (True, None, "")


@pytest.mark.parametrize(
    "found",
    [
        b"",
        b"hello",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-",
        b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nxref\n0 99999999999\ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\n1 0 obj<</AcroForm 1 0 R/Fields[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
        b"%PDF-1.7\n1 0 obj<</Filter/FlateDecode/Length 99>>stream\n" + zlib.compress(b"\0" * 10_000_000),
        random.Random(1).randbytes(10_000),
        b"%PDF-2.0\n" + random.Random(2).randbytes(10_000),
    ],
    ids=range(11),
)
def test_whatever_is_given_the_check_answers(found: bytes, key: SealKey) -> None:
    said = checked(found, key)
    assert said.is_pdf == found.startswith(b"%PDF-")
    assert not said.has_seal
    assert said.content_digest == ""


def test_a_file_that_is_too_large_is_not_looked_into(
    sealed: bytes, key: SealKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "LARGEST_FILE_BYTES", len(sealed) - 1)
    said = checked(sealed, key)
    assert (said.is_pdf, said.readable) == (True, False)
