"""Calendar files as RFC 5545 has them: all-day events with alarms, escaped, folded, with line ends of two characters.

What the events are is decided in `due_dates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PRODUCT = "-//Face Recognition Self-Assessment//Deadlines//EN"
TIME_ZONE = (
    *("BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19910915T000000"),
    *("TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "END:STANDARD", "END:VTIMEZONE"),
)
LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One day to keep."""

    uid: str
    """The same at every download, so that a calendar replaces the event and does not double it."""
    day: date
    summary: str
    description: str
    address: str
    alarms_days_before: Sequence[int]


def write_calendar(name: str, events: Iterable[Event], now: datetime, language: str) -> bytes:
    """The file. A calendar must hold a component: without events it is the time zone of the product."""
    parts = [line for event in events for line in _event(event, now, language)]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME;LANGUAGE={language}:{escape(name)}",
        *(parts or TIME_ZONE),
        "END:VCALENDAR",
    ]
    return "".join(part + "\r\n" for line in lines for part in fold(line)).encode()


def _event(event: Event, now: datetime, language: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={language}:{escape(event.summary)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{escape(event.description)}"
    yield f"URL:{event.address}"
    yield "TRANSP:TRANSPARENT"
    for days in event.alarms_days_before:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{days}D")
        yield f"DESCRIPTION;LANGUAGE={language}:{escape(event.summary)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def escape(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11); characters that it cannot hold are left out."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return "".join(character for character in text if character == "\t" or (character >= " " and character != "\x7f"))


def fold(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets; a part after the first begins with a blank, and no character is torn."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part
