"""How moments are written on pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from assessments.templatetags.wording import moment_briefly

SAVED = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
"""Half past midnight of the next day in China."""


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (datetime(2026, 11, 3, 9, 0, tzinfo=UTC), "00:30"),
        (datetime(2026, 11, 3, 16, 1, tzinfo=UTC), "3 Nov 2026 00:30"),
    ],
)
def test_a_moment_of_today_is_told_by_the_clock(monkeypatch: pytest.MonkeyPatch, now: datetime, shown: str) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert moment_briefly(SAVED) == shown
