"""A browser without a screen that goes over the network, to a product whose processes run by themselves."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from assessments.services.access import Actor
from trust.browser import FORM
from trust.cast import sign_in
from trust.multipart import with_file
from trust.product import Product

TOKEN_FIELD, TOKEN = "csrfmiddlewaretoken", "a" * 32
"""Against forged forms: the browser has it as a cookie, and every form brings it back."""
TIMEOUT_SECONDS = 120
CUT_OFF = 0
"""Stands for a status where the server closed the line instead of reading on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By names in lower case; several of one name stand together."""
    body: bytes

    @property
    def text(self) -> str:
        """The body, with bytes that are no text replaced."""
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the web server of a product."""

    product: Product
    cookies: Mapping[str, str]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Load a page."""
        return self.send("GET", path, b"", headers or {})

    def post(self, path: str, fields: Mapping[str, str]) -> Reply:
        """Send a form."""
        return self.send("POST", path, urlencode({**fields, TOKEN_FIELD: TOKEN}).encode(), {"Content-Type": FORM})

    def upload(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Reply:
        """Send a form with a file."""
        body, kind = with_file({**fields, TOKEN_FIELD: TOKEN}, name, content)
        return self.send("POST", path, body, {"Content-Type": kind})

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Any request."""
        line = http.client.HTTPConnection(urlsplit(self.product.address).netloc, timeout=TIMEOUT_SECONDS)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # answered before everything was read
                line.request(method, path, body or None, sent)
            got = line.getresponse()
            found: dict[str, str] = {}
            for name, value in got.getheaders():
                found[name.lower()] = f"{found[name.lower()]}\n{value}" if name.lower() in found else value
            return Reply(got.status, found, got.read())
        except ConnectionError:
            return Reply(CUT_OFF, {}, b"")
        finally:
            line.close()


def visitor(product: Product, who: Actor | None) -> Visitor:
    """Somebody who is signed in there, or nobody. The product works on the database of this process."""
    cookies = {settings.CSRF_COOKIE_NAME: TOKEN}
    if who is not None:
        name = settings.SESSION_COOKIE_NAME
        cookies[name] = sign_in(who).cookies[name].value
    return Visitor(product, cookies)
