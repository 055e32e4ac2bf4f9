"""A browser without a screen, in this process: what the server answers, also where it fails."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client, override_settings

from assessments.models import Person
from assessments.services.access import Actor
from trust.cast import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse
else:
    Answer = object

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
FORM = "application/x-www-form-urlencoded"
HOST, SHORT = "127.0.0.1", 8
_NEW_EACH_TIME = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|\b[0-9A-F]{4}-[0-9A-F]{4}\b|\b[0-9a-f]{16}\b')
"""Tokens of forms, references of errors, and numbers of requests."""


def browser(who: Actor | Person | None) -> Client:
    """One in which the person is signed in; nobody where none is named. Errors are answers here too."""
    client = sign_in(who) if who is not None else Client()
    client.defaults["SERVER_NAME"] = HOST
    client.raise_request_exception = False
    return client


@contextmanager
def quiet() -> Iterator[None]:
    """What is refused thousands of times is not told each time, and mail stays in memory."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
            yield
    finally:
        logging.disable(before)


def text_of(answer: Answer) -> str:
    """Headers and body, as text; bytes that are none are kept as Latin-1."""
    body = answer.getvalue() if answer.streaming else answer.content
    return f"{heads_of(answer)}\n\n{_readable(body)}"


def heads_of(answer: Answer) -> str:
    """Headers and cookies, one on each line; without the length, and without what is new each time."""
    heads = [f"{name}: {value}" for name, value in sorted(answer.headers.items()) if name != "Content-Length"]
    return "\n".join([*heads, *(f"Set-Cookie: {name}" for name in sorted(answer.cookies))])


def plain(text: str, *keys: object) -> str:
    """The text without these keys and without what is new each time, to compare two answers."""
    for key in map(str, keys):
        # A short one is a number, which stands in addresses and also means other things.
        text = text.replace(key, "KEY") if len(key) > SHORT else text.replace(f"/{key}/", "/KEY/")
    return _NEW_EACH_TIME.sub("NEW", text)


def leads_to_login(answer: Answer) -> bool:
    """Whether it sends to the sign-in page."""
    return answer.status_code == 302 and "/account/login/" in answer.headers["Location"]


def ends_session(client: Client) -> bool:
    """Whether the browser is signed in no more."""
    return settings.SESSION_COOKIE_NAME not in client.cookies or not client.cookies[settings.SESSION_COOKIE_NAME].value


def _readable(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")
