"""The stand-alone verifier as somebody runs it, and the command that gives it the rules."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command

from assessments.catalogues import current_edition
from assessments.domain.edition_data import edition_data
from assessments.domain.findings import Verdict
from assessments.domain.revision import digest
from assessments.report.keys import SealKey, load_seal_key
from assessments.report.sealing import seal
from assessments.report.verification import verify_report
from trust.forging.certificates import Key, issued_key
from trust.forging.material import PASSPHRASE, SEALED_AT, rewritten
from trust.forging.updates import data_of
from verifiers.report.seal import NotGenuine, check_seal, content_of
from verifiers.verify_report import main

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parent.parent.parent
ALONE = """
import sys
sys.path.insert(0, sys.argv[1])
from verifiers.verify_report import main
code = main(sys.argv[2:])
assert not any(each.startswith(("assessments", "django")) for each in sys.modules)
sys.exit(code)
"""
KEY = "6f1f9a52-5e0a-4a45-9a36-0a4f8a3b6f11"


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit code and what was said."""
    said: list[str] = []
    return main(list(map(str, arguments)), said.append), "\n".join(said)


@pytest.fixture
def files(sealed: bytes, key: SealKey, tmp_path: Path) -> tuple[Path, Path, Path]:
    """The report, the certificate, a list of issued reports."""
    report, certificate, issued = (tmp_path / name for name in ("report.pdf", "seal.pem", "issued.txt"))
    report.write_bytes(sealed)
    certificate.write_bytes(key.certificate.public_bytes(Encoding.PEM))
    issued.write_text(f"{'0' * 64}\n\n{digest(sealed).upper()}  report.pdf\n", encoding="utf-8")
    return report, certificate, issued


def test_it_runs_by_itself(files: tuple[Path, Path, Path]) -> None:
    report, certificate, issued = files
    asked = [report, "--certificate", certificate, "--issued", issued, "--report", KEY]
    ran = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(ROOT), *map(str, asked)], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("GENUINE: ")
    assert "All 71 verdicts follow" in ran.stdout


def test_what_it_is_not_told_it_does_not_claim(files: tuple[Path, Path, Path], key: SealKey) -> None:
    report, certificate, issued = files
    assert run(report)[0] == 1
    assert run(report)[1].startswith("SEALED BY SOMEBODY UNKNOWN")
    assert run(report, "--fingerprint", key.fingerprint.upper())[0] == 0
    assert run(report, "--certificate", certificate, "--chinese")[1].startswith("真实")
    code, said = run(report, "--certificate", certificate, "--report", "another")
    assert (code, said[:15]) == (1, "NOT THIS REPORT")
    issued.write_text("0" * 64, encoding="utf-8")
    code, said = run(report, "--certificate", certificate, "--issued", issued)
    assert (code, said[:10]) == (1, "NOT ISSUED")
    report.write_bytes(report.read_bytes() + b"\n")
    code, said = run(report, "--certificate", certificate)
    assert (code, said[:11]) == (1, "NOT GENUINE")
    assert "not exactly one signature over the whole file" in said


def test_what_cannot_be_read_is_said(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    report, certificate, _ = files
    for wrong in (
        (tmp_path / "none",),
        (report, "--certificate", report),
        (report, "--issued", tmp_path),
        (report, "--edition", certificate),
    ):
        code, said = run(*wrong)
        assert code == 2
        assert said.startswith("Cannot be read: ")


def test_a_turned_verdict_under_a_good_seal_is_named(short: bytes, key: SealKey, tmp_path: Path) -> None:
    def turn(file: pikepdf.Pdf) -> None:
        content = json.loads(data_of(file).read_bytes())
        content["assessed"]["findings"][3]["verdict"] = Verdict.MET.value
        bent = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        data_of(file).write(bent.encode())

    report = tmp_path / "turned.pdf"
    report.write_bytes(seal(rewritten(short, turn), key, reason="", at=SEALED_AT))
    code, said = run(report, "--fingerprint", key.fingerprint)
    assert code == 1
    named = list(current_edition().obligations)[3]
    assert said.splitlines()[0].startswith("GENUINE")
    assert "71 verdicts were computed again; differences: 1." in said
    assert f"{named} " in said.splitlines()[-1]
    assert "the report says “met”, computed “not_applicable”" in said
    found = json.loads(run(report, "--fingerprint", key.fingerprint, "--json")[1])
    assert (found["outcome"], found["holds"], len(found["differences"])) == ("genuine", False, 1)
    nothing = tmp_path / "other.json"
    nothing.write_bytes(edition_data(current_edition()).replace(b'"key":"2026-11"', b'"key":"1999-01"'))
    code, said = run(report, "--fingerprint", key.fingerprint, "--edition", nothing)
    assert code == 1
    assert "there is no data of edition 2026-11" in said


KEYS: dict[str, Callable[[], Key]] = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("kind", KEYS)
def test_it_knows_the_seals_of_every_kind_of_key(kind: str, short: bytes, tmp_path: Path) -> None:
    issued = load_seal_key(issued_key(tmp_path, KEYS[kind](), SEALED_AT, PASSPHRASE), PASSPHRASE)
    sealed = seal(short, issued, reason="", at=SEALED_AT)
    found = check_seal(sealed)
    assert (found.fingerprint, found.stamp, found.size) == (issued.fingerprint, None, len(sealed))
    assert content_of(sealed, found) == (verify_report(sealed, {issued.fingerprint}).content, "B-B", [])


def test_a_sealed_file_of_another_kind_is_no_report(short: bytes, key: SealKey) -> None:
    def change(file: pikepdf.Pdf) -> None:
        file.attachments["a.json"] = b"{}"

    sealed = seal(rewritten(short, change), key, reason="", at=SEALED_AT)
    found = check_seal(sealed)
    assert found.fingerprint == key.fingerprint
    for pdf in (sealed, sealed + b"\n"):
        with pytest.raises(NotGenuine, match="not as a report is"):
            content_of(pdf, found)


def test_the_rules_of_an_edition_are_written_to_a_file(tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "edition.json"
    call_command("export_edition", "2026-11", str(file), stdout=out)
    assert file.read_bytes() == edition_data(current_edition())
    assert digest(file.read_bytes()) in out.getvalue()
    assert current_edition().digest in out.getvalue()
    with pytest.raises(CommandError, match="There is no edition 1999-01"):
        call_command("export_edition", "1999-01", str(file))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_edition", "2026-11", str(tmp_path))
