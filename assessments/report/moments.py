"""Days and moments as the report prints them: in words, in China Standard Time, never in the machine's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from assessments.domain.dates import day_in_words, short_day

CHINA = timezone(timedelta(hours=8))


def parse_moment(iso: str) -> datetime:
    """A moment written as ISO 8601; one without a zone is in UTC."""
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment_in_words(iso: str, language: str) -> str:
    """ "23 November 2026, 14:32 (UTC+8)" or 2026年11月23日14:32（北京时间）."""
    local = parse_moment(iso).astimezone(CHINA)
    words = day_in_words(local.date(), language)
    if language.startswith("zh"):
        return f"{words}{local:%H:%M}（北京时间）"
    return f"{words}, {local:%H:%M} (UTC+8)"


def short_moment(iso: str, language: str) -> str:
    """ "23 Nov 2026, 14:32" or 2026年11月23日14:32, in China Standard Time."""
    local = parse_moment(iso).astimezone(CHINA)
    between = "" if language.startswith("zh") else ", "
    return f"{short_day(local.date(), language)}{between}{local:%H:%M}"
