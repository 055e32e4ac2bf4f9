"""What the product tells those who run it: a line for each event, as JSON or as text.

Nothing that people wrote gets into a line: of errors only kind and place are told, as the messages of a database quote
rows; addresses lose what opens something; control characters are escaped, so that no text looks like a line of its own.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.core.exceptions import ImproperlyConfigured

from frcompliance.environment import SettingMissing, SettingWrong

Fact = str | int | float | list[str]

_bound: ContextVar[Mapping[str, Fact] | None] = ContextVar("facts of log lines", default=None)
_KEYS_IN_PATHS = re.compile(r"(/(?:join|calendar|account/password)/)[^\s?\"']+")
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
MOST_FRAMES = 12
SENTENCES = (ImproperlyConfigured, SettingMissing, SettingWrong)
"""Errors whose message is a sentence of the product's own for those who run it, and that hold nothing of anybody."""


@contextmanager
def bound(**facts: Fact) -> Iterator[None]:
    """Every line from inside carries these facts."""
    token = _bound.set({**(_bound.get() or {}), **facts})
    try:
        yield
    finally:
        _bound.reset(token)


def masked(text: str) -> str:
    """The text without what opens something: keys in addresses, and everything after a question mark of an address."""
    return _QUERY.sub(r"\1", _KEYS_IN_PATHS.sub(r"\1…", text))


def facts_of(record: logging.LogRecord) -> dict[str, Fact]:
    """What is told of an event, in order."""
    facts: dict[str, Fact] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": masked(record.getMessage()),
        **(_bound.get() or {}),
        **getattr(record, "facts", {}),
    }
    if record.exc_info and record.exc_info[1] is not None:
        facts |= _error(record.exc_info[1])
    return facts


def _error(error: BaseException) -> dict[str, Fact]:
    """Kinds of an error and of what caused it, the last places of the program, and what a database calls it."""
    kinds: list[str] = []
    facts: dict[str, Fact] = {}
    at: BaseException | None = error
    while at is not None and len(kinds) < MOST_FRAMES:
        kinds.append(f"{type(at).__module__}.{type(at).__qualname__}")
        constraint = getattr(getattr(at, "diag", None), "constraint_name", None)
        facts |= {"constraint": constraint} if constraint else {}
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    if isinstance(error, SENTENCES):
        facts["reason"] = str(error).splitlines()
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return {"error": kinds, "where": [f"{each.filename}:{each.lineno} {each.name}" for each in frames], **facts}


class JsonLines(logging.Formatter):
    """One object of JSON a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(facts_of(record))


class TextLines(logging.Formatter):
    """The same for people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; of an error also where it happened, a line for each place."""
        facts = facts_of(record)
        head = " ".join(str(facts.pop(name)) for name in ("at", "level", "logger", "event"))
        below = [*_lines(facts.pop("reason", [])), *_lines(facts.pop("where", []))]
        rest = " ".join(f"{name}={value}" for name, value in facts.items())
        lines = [f"{head} {rest}", *(f"    {each}" for each in below)]
        return "\n".join(_printable(line).rstrip() for line in lines)


def _lines(fact: Fact) -> list[str]:
    return fact if isinstance(fact, list) else [str(fact)]


def _printable(line: str) -> str:
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in line)


def logging_settings(form: str, level: str) -> dict[str, object]:
    """Django's (and gunicorn's) setting: everything goes to standard error, own events from INFO on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "frcompliance.log_lines.JsonLines"},
            "text": {"()": "frcompliance.log_lines.TextLines"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "assessments": {"level": "INFO"},
            "assessments.access": {"level": "INFO" if form == "json" else "WARNING"},
            # What Django says of every answer from 400 on stands in the line of the request already.
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        },
    }
