"""Decisions before the start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tools import browser_fonts, environment, preparing
from tools.addresses import Bind
from tools.databases import Database
from tools.environment import as_owner, product_environment
from tools.preparing import static_fingerprint, wants_demonstration
from tools.serve import children

HERE = Bind("127.0.0.1", 8200)
OPEN = Bind("192.0.2.1", 8200)
EMBEDDED = Database("owner", "runtime", "backup", None, is_embedded=True, keep_running=lambda: False)
GIVEN = replace(EMBEDDED, is_embedded=False)


@pytest.fixture(autouse=True)
def _own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "VAR", tmp_path)
    monkeypatch.setattr(environment, "LOCAL_SEAL_KEY", tmp_path / "seal" / "seal.p12")
    for name in (
        "DEMO",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "SEAL_KEY_FILE",
        "SEAL_PASSPHRASE_FILE",
        "PUBLIC_ADDRESS",
        "TRAIL_KEY_FILE",
        "TRAIL_FOLDER",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("INSECURE_HTTP", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def test_known_passwords_only_where_nobody_else_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wants_demonstration(EMBEDDED, HERE)
    assert not wants_demonstration(EMBEDDED, OPEN)
    assert not wants_demonstration(GIVEN, HERE)
    monkeypatch.setenv("DEMO", "1")
    assert wants_demonstration(GIVEN, OPEN)
    monkeypatch.setenv("DEMO", "0")
    assert not wants_demonstration(EMBEDDED, HERE)


def test_web_and_worker_never_learn_the_owners_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner:secret@h/n")
    monkeypatch.setenv("DEBUG", "1")
    values = product_environment(EMBEDDED, HERE)
    assert values["DATABASE_URL"] == "runtime"
    assert "DATABASE_OWNER_URL" not in values
    assert "DEBUG" not in values
    assert as_owner(values, EMBEDDED)["DATABASE_URL"] == "owner"


def test_only_the_signer_knows_where_the_sealing_key_is_and_only_the_worker_the_trails() -> None:
    web, worker, signer = (each.environment for each in children(product_environment(EMBEDDED, HERE), HERE))
    assert not [name for name in web if name.startswith(("SEAL_", "TRAIL_"))]
    assert not [name for name in worker if name.startswith("SEAL_")]
    assert not [name for name in signer if name.startswith("TRAIL_")]
    assert worker["TRAIL_KEY_FILE"].endswith("trail.pem")
    assert worker["TRAIL_FOLDER"].endswith("trail")
    assert signer["SEAL_KEY_FILE"].endswith("seal.p12")
    assert Path(signer["SEAL_PASSPHRASE_FILE"]).exists()


def test_cookies_without_tls_on_loopback_only() -> None:
    assert product_environment(EMBEDDED, HERE)["INSECURE_HTTP"] == "1"
    assert "INSECURE_HTTP" not in product_environment(EMBEDDED, OPEN)


def test_secrets_that_are_given_are_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setenv("SEAL_KEY_FILE", "/elsewhere/key.p12")
    monkeypatch.setenv("TRAIL_KEY", "given")
    monkeypatch.setenv("TRAIL_FOLDER", "/elsewhere/heads")
    values = product_environment(EMBEDDED, HERE)
    assert "SECRET_KEY_FILE" not in values
    assert values["SEAL_KEY_FILE"] == "/elsewhere/key.p12"
    assert values["TRAIL_FOLDER"] == "/elsewhere/heads"
    assert "TRAIL_KEY_FILE" not in values
    assert "SEAL_PASSPHRASE_FILE" not in values
    assert list(tmp_path.iterdir()) == []


def test_static_files_are_collected_again_when_one_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "STATIC", tmp_path)
    seen = {static_fingerprint()}
    for content in ("a", "b"):
        (tmp_path / "site.css").write_text(content)
        seen.add(static_fingerprint())
    (tmp_path / "site.css").rename(tmp_path / "other.css")
    seen.add(static_fingerprint())
    assert len(seen) == 4


def test_chromium_finds_the_fonts_of_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_fonts, "VAR", tmp_path)
    monkeypatch.setattr(browser_fonts, "CONFIGURATION", tmp_path / "fonts.conf")
    monkeypatch.setattr(browser_fonts, "FONTS", Path("/a & b/fonts"))
    named = Path(browser_fonts.browser_environment()["FONTCONFIG_FILE"]).read_text()
    assert "<dir>/a &amp; b/fonts</dir>" in named
    assert "/etc/fonts/fonts.conf" in named
