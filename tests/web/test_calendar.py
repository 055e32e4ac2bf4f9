"""The calendar of deadlines: exact as a file, and nothing in it that is settled or has no date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.web.calendar_file import LONGEST_LINE, Event, escape, fold, write_calendar
from assessments.web.findings import show_all
from assessments.web.terms import plan_terms, to_keep
from tests.conftest import Cast, answer_all, at, case_answers, sign_in, start

NOW = datetime(2026, 11, 2, 6, 30, 15, tzinfo=UTC)
EVENT = Event("a.b@c", date(2026, 12, 31), "File; now", "One, two\nthree", "https://x.example/#f", (14, 3))

GOLDEN = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Face Recognition Self-Assessment//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME;LANGUAGE=en:Gates",
        "BEGIN:VEVENT",
        "UID:a.b@c",
        "DTSTAMP:20261102T063015Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY;LANGUAGE=en:File\\; now",
        "DESCRIPTION;LANGUAGE=en:One\\, two\\nthree",
        "URL:https://x.example/#f",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P14D",
        "DESCRIPTION;LANGUAGE=en:File\\; now",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P3D",
        "DESCRIPTION;LANGUAGE=en:File\\; now",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)


def test_a_calendar_is_written_as_the_standard_has_it() -> None:
    assert write_calendar("Gates", [EVENT], NOW, "en").decode() == GOLDEN


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a\\b;c,d", "a\\\\b\\;c\\,d"),
        ("a\r\nb\rc\nd", "a\\nb\\nc\\nd"),
        ("a\x07b\x7fc\td", "abc\td"),
        ("闸机，甲；乙", "闸机，甲；乙"),
    ],
)
def test_texts_are_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize("text", ["", "x" * 75, "x" * 76, "x" * 500, "闸" * 200, "a" + "😀闸é" * 60])
def test_lines_are_folded_by_octets_without_tearing_a_character(text: str) -> None:
    parts = list(fold(text))
    assert all(len(part.encode()) <= LONGEST_LINE for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == text
    assert len(parts) == 1 or len(text.encode()) > LONGEST_LINE


def unfolded(content: bytes) -> list[str]:
    lines = content.decode().split("\r\n")
    assert lines.pop() == ""
    assert all("\n" not in line and len(line.encode()) <= LONGEST_LINE for line in lines)
    found: list[str] = []
    for line in lines:
        if line.startswith(" "):
            found[-1] += line[1:]
        else:
            found.append(line)
    return found


def browser(cast: Cast, language: str) -> Client:
    client = sign_in(cast.assessor)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def values(lines: list[str], name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines if line.split(":")[0].split(";")[0] == name]


@pytest.mark.parametrize(("language", "words"), [("en", "Computed from the answers"), ("zh-hans", "由自评的回答计算")])
def test_the_calendar_holds_the_open_deadlines_that_have_a_date(cast: Cast, language: str, words: str) -> None:
    assessment_id = start(cast.assessor, "Gates; hall 闸机, 大厅" + "长" * 80)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    client = browser(cast, language)
    answer = client.get(reverse("deadlines-file", args=[assessment_id]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith(f'-{language}.ics"')
    lines = unfolded(answer.content)
    with scope(cast.organisation_id):
        space = load_workspace(at(cast.assessor, timezone.now()), assessment_id)
    terms = plan_terms(space, show_all(space, language), language)
    kept = to_keep(terms)
    assert 0 < len(kept) < len(terms)
    assert values(lines, "DTSTART") == [f"{day:%Y%m%d}" for _, day in kept]
    assert values(lines, "TRIGGER") == ["-P14D", "-P3D"] * len(kept)
    assert all(words in line for line in lines if line.startswith("DESCRIPTION") and "\\n" in line)
    uids = values(lines, "UID")
    assert len(set(uids)) == len(kept)
    assert uids == values(unfolded(client.get(reverse("deadlines-file", args=[assessment_id])).content), "UID")
    page = client.get(reverse("findings", args=[assessment_id])).content.decode()
    assert reverse("deadlines-file", args=[assessment_id]) in page
    for address in values(lines, "URL"):
        assert f'id="{address.partition("#")[2]}"' in page


def test_what_is_settled_or_has_no_date_is_not_in_the_calendar(cast: Cast) -> None:
    assessment_id: UUID = start(cast.assessor)
    answers = case_answers("a-05-office-tower-outside-the-mainland.yaml")
    answer_all(cast.assessor, assessment_id, answers)
    client = browser(cast, "en")
    address = reverse("deadlines-file", args=[assessment_id])
    assert client.get(address).headers["Location"] == reverse("deadlines", args=[assessment_id])
    assert address not in client.get(reverse("findings", args=[assessment_id])).content.decode()
