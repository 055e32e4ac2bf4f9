"""What others check seals and heads with is written; nothing secret is."""

from __future__ import annotations

import io
from pathlib import Path

from cryptography import x509
from django.core.management import call_command
from pytest_django import Settings

from assessments.report.keys import make_self_issued_key
from assessments.services.trail_keys import make_trail_key, public_file
from tests.conftest import NOW


def written(folder: Path) -> str:
    """What the command complains of."""
    said = io.StringIO()
    call_command("public_keys", folder, stderr=said)
    return said.getvalue()


def test_certificates_and_public_key_are_written(tmp_path: Path, settings: Settings) -> None:
    key = tmp_path / "trail.pem"
    make_trail_key(key)
    settings.TRAIL_KEY = key.read_text()
    settings.SEAL_KEY_FILE, settings.SEAL_PASSPHRASE = str(tmp_path / "seal.p12"), "a passphrase"
    make_self_issued_key(tmp_path / "seal.p12", "a passphrase", "Here 本公司", NOW)
    folder = tmp_path / "keys"
    assert written(folder) == ""
    assert (folder / "trail.pub").read_bytes() == public_file(key).read_bytes()
    assert len(x509.load_pem_x509_certificates((folder / "seal.pem").read_bytes())) == 1
    assert not any(b"PRIVATE" in each.read_bytes() for each in folder.iterdir())


def test_keys_that_are_not_here_are_told(tmp_path: Path, settings: Settings) -> None:
    settings.TRAIL_KEY, settings.SEAL_KEY_FILE = "", ""
    said = written(tmp_path)
    assert "No certificates of the sealing key" in said
    assert "No public key of the audit trail" in said
    assert [*tmp_path.iterdir()] == []
