"""The product does not start with settings that are weak, or that others can read or forge."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from assessments.services import settings_checks, startup
from assessments.services.settings_checks import KEY_FILES, is_loopback, refuse_unsafe_settings
from assessments.services.startup import refuse_unsafe_start


@pytest.fixture(autouse=True)
def in_production(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings.SECRET_KEY, settings.SECRET_KEY_GIVEN = "a long random text, really: 7f3e9b1c", True
    settings.SECRET_KEY_FALLBACKS = ["one from before, long and random: 1c7f3e9b"]
    settings.SESSION_COOKIE_SECURE, settings.TRUSTED_PROXIES, settings.DEBUG = True, 1, False
    settings.PUBLIC_ADDRESS, settings.ALLOWED_HOSTS = "https://assess.example", ["assess.example"]
    settings.METRICS_TOKEN = ""
    for name in KEY_FILES:
        monkeypatch.delenv(name, raising=False)
    return settings


def test_sound_settings_are_accepted() -> None:
    refuse_unsafe_settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY_GIVEN", False, "SECRET_KEY is not set"),
        ("SECRET_KEY", "short", "shorter than 32"),
        ("SECRET_KEY", "ab" * 30, "repeats a few"),
        ("SECRET_KEY_FALLBACKS", ["short"], "One of SECRET_KEY_FALLBACKS is shorter than 32"),
        ("SECRET_KEY_FALLBACKS", ["ab" * 30], "One of SECRET_KEY_FALLBACKS repeats a few"),
        ("METRICS_TOKEN", "guess me", "METRICS_TOKEN is shorter"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS must name"),
        ("ALLOWED_HOSTS", ["assess.example", "*"], "ALLOWED_HOSTS must name"),
        ("PUBLIC_ADDRESS", "http://assess.example", "must begin with https"),
        ("TRUSTED_PROXIES", 0, "speaks no TLS"),
        ("SESSION_COOKIE_SECURE", False, "INSECURE_HTTP is for one machine alone"),
        ("DEBUG", True, "DEBUG shows"),
    ],
)
def test_what_is_weak_is_refused_with_a_mend(in_production: Settings, name: str, value: object, sentence: str) -> None:
    setattr(in_production, name, value)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        refuse_unsafe_start()


def test_role_and_database_are_looked_at_where_the_settings_are_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    for name in ("refuse_powerful_role", "refuse_unsafe_database"):
        monkeypatch.setattr(startup, name, lambda name=name: looked.append(name))
    refuse_unsafe_start()
    assert looked == ["refuse_powerful_role", "refuse_unsafe_database"]


def test_on_one_machine_less_is_needed(in_production: Settings) -> None:
    in_production.SESSION_COOKIE_SECURE, in_production.TRUSTED_PROXIES, in_production.DEBUG = False, 0, True
    in_production.PUBLIC_ADDRESS = "http://127.0.0.1:8200"
    refuse_unsafe_settings()
    assert [host for host in ("localhost", "::1", "127.0.0.9", "10.0.0.1", "x.example", "") if is_loopback(host)] == [
        "localhost",
        "::1",
        "127.0.0.9",
    ]


@pytest.mark.parametrize(("mode", "what"), [(0o644, "read"), (0o620, "change"), (0o602, "change"), (0o600, "")])
def test_key_files_are_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, what: str) -> None:
    path = tmp_path / "seal.p12"
    path.touch()
    path.chmod(mode)
    monkeypatch.setenv("SEAL_KEY_FILE", str(path))
    monkeypatch.setenv("TRAIL_KEY_FILE", str(tmp_path / "made later"))
    if not what:
        refuse_unsafe_settings()
        return
    with pytest.raises(ImproperlyConfigured, match=f"SEAL_KEY_FILE: other accounts may {what}.* chmod 600"):
        refuse_unsafe_settings()
    monkeypatch.setattr(settings_checks, "MOUNTED", tmp_path)
    if what == "read":
        refuse_unsafe_settings()
