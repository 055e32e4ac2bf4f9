"""Lines of the log: one an event, escaped, and without what people wrote or what opens something."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError
from psycopg import errors

from frcompliance.log_lines import JsonLines, TextLines, bound, logging_settings, masked


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("assessments.x", logging.WARNING, __file__, 1, message, arguments, info)


def told(made: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines().format(made)
    assert line.isascii()
    assert "\n" not in line
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def test_an_event_is_one_object_with_what_is_bound_to_it() -> None:
    with bound(request="abc"), bound(job=7):
        made = record("the file %s is gone", "x")
        made.facts = {"status": 503}
        said = told(made)
    assert list(said) == ["at", "level", "logger", "event", "request", "job", "status"]
    assert (said["event"], said["request"], said["job"], said["status"]) == ("the file x is gone", "abc", 7, 503)
    assert "request" not in told(record("later"))


@pytest.mark.parametrize("hostile", ["two\nlines", "\x1b[31mred", "\u2028", "\u202eright to left", "\x00"])
def test_no_text_makes_a_line_of_its_own(hostile: str) -> None:
    assert told(record("%s", hostile))["event"] == hostile
    line = TextLines().format(record("%s", hostile))
    assert line.isprintable()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Not Found: /join/AbCdEfGhIjKl012345/", "Not Found: /join/…"),
        ("/calendar/secret-secret-secret.ics asked", "/calendar/… asked"),
        ("/account/password/MQ/cabc12-0123456789abcdef/ asked", "/account/password/… asked"),
        ("Error handling request /verify/?code=ABCD-EFGH&x=1", "Error handling request /verify/"),
        ("what happened? nobody knows", "what happened? nobody knows"),
        ("/assessments/8d0f/findings/", "/assessments/8d0f/findings/"),
    ],
)
def test_addresses_lose_what_opens_something(said: str, kept: str) -> None:
    assert masked(said) == kept


def failing() -> BaseException:
    try:
        try:
            raise errors.UniqueViolation("Failing row contains (the confidential answer)")
        except errors.UniqueViolation as cause:
            raise IntegrityError("the confidential answer") from cause
    except IntegrityError as error:
        return error


def test_of_errors_kind_and_place_are_told_and_never_the_message() -> None:
    said = told(record("it failed", error=failing()))
    assert said["error"] == ["django.db.utils.IntegrityError", "psycopg.errors.UniqueViolation"]
    assert said["where"][-1].endswith("failing")
    assert "confidential" not in json.dumps(said)
    text = TextLines().format(record("it failed", error=failing()))
    assert "confidential" not in text
    assert text.splitlines()[1].startswith("    ")


def test_what_the_product_says_about_its_settings_is_told_in_full() -> None:
    made = record("no start", error=ImproperlyConfigured("SECRET_KEY is not set.\nALLOWED_HOSTS must name hosts."))
    assert told(made)["reason"] == ["SECRET_KEY is not set.", "ALLOWED_HOSTS must name hosts."]
    assert TextLines().format(made).splitlines()[1:] == [
        "    SECRET_KEY is not set.",
        "    ALLOWED_HOSTS must name hosts.",
    ]


def test_an_error_raised_while_another_was_handled_names_both_unless_that_was_denied() -> None:
    try:
        try:
            raise ValueError
        except ValueError:
            raise KeyError from None
    except KeyError:
        made = record("x")
        made.exc_info = sys.exc_info()
    assert told(made)["error"] == ["builtins.KeyError"]
    assert "error" not in told(record("x", error=None))


def test_access_lines_are_for_machines() -> None:
    def level(form: str) -> str:
        loggers: Any = logging_settings(form, "WARNING")["loggers"]
        return str(loggers["assessments.access"]["level"])

    assert (level("json"), level("text")) == ("INFO", "WARNING")
