"""Genuine is what the registry has, under an unbroken seal, by the certificate on record, with the report it names."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django.fixtures import Settings

from assessments.domain.canonical import to_bytes
from assessments.report.keys import SealKey
from assessments.report.sealing import seal
from assessments.services.registry import Issued, Standing
from assessments.services.report_check import check_report
from tests.conftest import make_cast
from trust.forging.checkers import put_on_record
from trust.forging.material import SEALED_AT, make_key, rewritten
from trust.forging.updates import data_of


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    """One whose name would turn a terminal red."""
    return make_key(tmp_path_factory.mktemp("key"), "Test \x1b[31mkey")


def run(file: Path, *options: str) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_report", str(file), *options, stdout=out, stderr=err)
    return int(str(end.value.code)), out.getvalue(), err.getvalue()


def said(file: Path, *options: str) -> tuple[int, str, str]:
    """Exit code, outcome, and what the registry said."""
    code, out, _ = run(file, "--json", *options)
    found = json.loads(out)
    return code, found["outcome"], found["registry"]


def test_an_issued_report_is_genuine_and_nothing_less_is(
    committed: None, short: bytes, key: SealKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, revision_id = make_cast(), str(uuid4())
    pdf = seal(_under(revision_id, short), key, reason="issued", at=SEALED_AT)
    put_on_record(people, revision_id, pdf, key.fingerprint)
    file, pem = tmp_path / "report.pdf", tmp_path / "seal.pem"
    file.write_bytes(pdf)
    pem.write_bytes(key.certificate.public_bytes(Encoding.PEM))
    written = ":".join(key.fingerprint[place : place + 2].upper() for place in range(0, 64, 2))

    assert said(file) == (0, "genuine", "current")
    assert said(file, "--offline", "--certificate", str(pem)) == (0, "genuine", "not_asked")
    assert said(file, "--fingerprint", written, "--report", revision_id) == (0, "genuine", "current")
    assert said(file, "--report", "another") == (1, "another_report", "current")
    assert said(file, "--offline") == (1, "unknown_seal", "not_asked")
    assert said(file, "--fingerprint", "0" * 64) == (1, "unknown_seal", "current")

    code, out, _ = run(file)
    assert code == 0
    assert out.startswith("GENUINE. Not one byte")
    assert "All 71 verdicts follow" in out
    assert "The registry was asked." in out
    assert "\x1b" not in out
    assert run(file, "--language", "zh-hans", "--offline", "--certificate", str(pem))[1].startswith("真实。")

    file.write_bytes(pdf + b"\n")
    assert said(file) == (1, "changed", "unknown")
    file.write_bytes(pdf)
    _registered_otherwise(file, pdf, monkeypatch)


def _registered_otherwise(file: Path, pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the registry may say of the same file later on; that it names another report, only a superuser could do."""
    found = check_report(pdf, ()).registered
    assert found is not None

    def now_says(other: Issued) -> None:
        monkeypatch.setattr("assessments.services.report_check.find_by_digest", lambda _: other)

    now_says(replace(found, standing=Standing.SUPERSEDED))
    assert said(file) == (3, "superseded", "superseded")
    assert run(file)[1].startswith("GENUINE, BUT SUPERSEDED")
    now_says(replace(found, standing=Standing.WITHDRAWN))
    assert said(file) == (3, "withdrawn", "withdrawn")
    now_says(replace(found, revision_id=uuid4()))
    assert said(file) == (1, "another_report", "current")


def _under(revision_id: str, pdf: bytes) -> bytes:
    """The report under another key."""

    def change(file: pikepdf.Pdf) -> None:
        data_of(file).write(to_bytes({**json.loads(data_of(file).read_bytes()), "revision_id": revision_id}))

    return rewritten(pdf, change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def test_a_report_by_a_known_key_that_was_never_issued_is_not_genuine(
    committed: None, short: bytes, key: SealKey, tmp_path: Path
) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(seal(short, key, reason="", at=SEALED_AT))
    pin = ("--fingerprint", key.fingerprint)
    assert said(file, *pin) == (1, "not_issued", "unknown")
    assert said(file, *pin, "--offline") == (0, "genuine", "not_asked")


def test_without_the_registry_a_seal_by_a_lost_key_is_not_relied_on_whatever_time_it_claims(
    short: bytes, key: SealKey, tmp_path: Path, settings: Settings
) -> None:
    file, listed = tmp_path / "report.pdf", tmp_path / "distrusted.txt"
    file.write_bytes(seal(short, key, reason="", at=SEALED_AT))
    settings.DISTRUSTED_SEALS_FILE = str(listed)
    offline = ("--offline", "--fingerprint", key.fingerprint)
    listed.write_text(f"{'0' * 64} 2020-01-01T00:00:00Z\n")
    assert said(file, *offline) == (0, "genuine", "not_asked")
    listed.write_text(f"{key.fingerprint} {(SEALED_AT + timedelta(days=9)).isoformat()}\n")
    assert said(file, *offline) == (1, "distrusted", "not_asked")
    assert run(file, *offline)[1].startswith("NOT TO BE RELIED ON. Its key may be")
    assert run(file, *offline, "--language", "zh-hans")[1].startswith("不可依据。其密钥可能")
    listed.write_text("nonsense")
    with pytest.raises(CommandError, match="Line 1 of DISTRUSTED_SEALS_FILE") as caught:
        call_command("verify_report", str(file), *offline)
    assert caught.value.returncode == 2


@pytest.mark.parametrize("content", [b"no JSON", to_bytes({"schema": "frcompliance/revision/4"})])
def test_a_seal_on_data_that_is_no_report_makes_none(
    content: bytes, short: bytes, key: SealKey, tmp_path: Path
) -> None:
    file = tmp_path / "other.pdf"
    with pikepdf.open(io.BytesIO(short)) as pdf:
        pdf.Root.Names.EmbeddedFiles.Names[1].EF.F.write(content)
        pdf.save(file)
    file.write_bytes(seal(file.read_bytes(), key, reason="", at=SEALED_AT))
    code, out, _ = run(file, "--offline", "--fingerprint", key.fingerprint)
    assert code == 1
    assert out.startswith("NOT THIS REPORT.")
    assert "The data cannot be read" in out


def test_what_is_no_sealed_report_is_said(short: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"hello")
    assert said(file, "--offline") == (2, "not_a_pdf", "not_asked")
    file.write_bytes(b"%PDF-1.7 hello")
    assert said(file, "--offline") == (2, "not_sealed", "not_asked")
    file.write_bytes(short)
    assert said(file, "--offline") == (1, "not_sealed", "not_asked")


def test_what_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"hello")
    for wrong, words in (
        ((str(tmp_path / "none"),), "cannot be read"),
        ((str(file), "--certificate", str(file)), "holds no certificate"),
        ((str(file), "--fingerprint", "12"), "is no SHA-256"),
    ):
        with pytest.raises(CommandError, match=words) as problem:
            call_command("verify_report", *wrong)
        assert problem.value.returncode == 2

    def fail(*args: object, **more: object) -> None:
        raise OperationalError

    monkeypatch.setattr("assessments.services.report_check.find_by_digest", fail)
    code, out, err = run(file)
    assert (code, out) == (2, "")
    assert "the database does not answer" in err
