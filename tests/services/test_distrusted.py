"""Certificates that are no longer relied on, and what is said of reports that they sealed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from assessments.models import Report
from assessments.services import report_check, verification
from assessments.services.distrusted import is_distrusted, load_distrusted
from assessments.services.registry import Standing, find_by_digest
from assessments.services.verification import Genuineness, look_up
from tests.conftest import NOW, Cast
from tests.services.withdrawals import FINGERPRINT, issued

KEY, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def listed(tmp_path: Path, settings: Settings) -> Path:
    """The list of the installation."""
    path = tmp_path / "distrusted.txt"
    settings.DISTRUSTED_SEALS_FILE = str(path)
    return path


def test_a_certificate_is_distrusted_from_the_earliest_time_that_is_listed(listed: Path) -> None:
    listed.write_text(
        f"# lost\n\n{KEY.upper()} 2026-11-20T08:00:00+08:00 the laptop was stolen\n{KEY} 2026-11-02T00:00:00Z\n"
    )
    assert set(load_distrusted()) == {KEY}
    since = load_distrusted()[KEY]
    assert since.isoformat() == "2026-11-02T00:00:00+00:00"
    assert is_distrusted(KEY, since)
    assert not is_distrusted(KEY, since - timedelta(seconds=1))
    assert not is_distrusted(OTHER, since)
    assert [is_distrusted(KEY, None), is_distrusted(OTHER, None)] == [True, False]


def test_without_a_list_nothing_is_distrusted(settings: Settings) -> None:
    settings.DISTRUSTED_SEALS_FILE = ""
    assert load_distrusted() == {}


@pytest.mark.parametrize(
    "line", ["ab 2026-11-20T08:00:00Z", f"{KEY}", f"{KEY} yesterday", f"{KEY} 2026-11-20T08:00:00"]
)
def test_a_line_that_is_not_understood_is_named(line: str, listed: Path) -> None:
    listed.write_text(f"# first\n{line}\n")
    with pytest.raises(ImproperlyConfigured, match="Line 2 of DISTRUSTED_SEALS_FILE"):
        load_distrusted()


def test_a_list_that_is_gone_lets_nothing_be_genuine(listed: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        is_distrusted(KEY, NOW)


def test_a_report_of_such_a_key_is_said_to_be_no_longer_trusted_at_once(cast: Cast, listed: Path) -> None:
    listed.write_text("")
    revision = issued(cast)
    report = Report.objects.get(revision=revision)
    assert look_up(revision.code).genuineness is Genuineness.CURRENT
    listed.write_text(f"{FINGERPRINT} {report.sealed_at.isoformat()}")
    found = find_by_digest(report.pdf_digest)
    assert found is not None
    assert found.standing is Standing.DISTRUSTED
    assert look_up(report.pdf_digest).genuineness is Genuineness.DISTRUSTED
    listed.write_text(f"{FINGERPRINT} {(report.sealed_at + timedelta(seconds=1)).isoformat()}")
    assert look_up(revision.code).genuineness is Genuineness.CURRENT


def test_every_standing_has_its_word_everywhere() -> None:
    assert set(report_check._GENUINE) == set(Standing)
    assert {each.value for each in Standing} <= {each.value for each in verification.Genuineness}
