"""A person at a browser: keeps cookies, sends the token of the page's form, follows the redirect after a save."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from time import perf_counter
from urllib.parse import urlencode

import brotli

HEADERS = {"Accept-Encoding": "br, gzip", "Accept": "text/html", "Accept-Language": "en"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')
TOKEN = "@token@"
"""Stands for the token of a form in pages that are kept."""
FORM = re.compile(r"<form[^>]*id=\"step-form\".*?</form>", re.DOTALL)

Fields = Sequence[tuple[str, str]]


class Surprise(Exception):
    """The product answered otherwise than the play expects."""


@dataclass
class Browser:
    """One window."""

    port: int
    cookies: dict[str, str]
    page: str = ""
    """What it shows."""

    def get(self, path: str) -> None:
        """Open an address and all that it leads to."""
        answer, body = self._send("GET", path)
        while answer.status in (301, 302):
            answer, body = self._send("GET", str(answer.getheader("Location")))
        if answer.status != 200:
            raise Surprise(f"GET {path}: {answer.status}")
        self.page = brotli.decompress(body).decode() if answer.getheader("Content-Encoding") == "br" else body.decode()

    def save(self, path: str, fields: Fields) -> str:
        """Send the page's form with these fields; where the answer leads."""
        form = FORM.search(self.page)
        hidden = [(name, value) for name, value in HIDDEN.findall(form.group() if form else self.page)]
        answer, _ = self._send("POST", path, urlencode([*hidden, *fields]))
        if answer.status != 302:
            raise Surprise(f"POST {path}: {answer.status}")
        return str(answer.getheader("Location"))

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, bytes]:
        headers = {**HEADERS, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        received = answer.read()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, received


@dataclass(frozen=True, slots=True)
class Play:
    """Where a questionnaire begins, and what is sent at each step, in order."""

    first: str
    addresses: Sequence[str]
    """Of the steps, to which their forms are sent."""
    sent: Sequence[Fields]


@dataclass(slots=True)
class Played:
    """What came of it."""

    seconds: list[float] = field(default_factory=list)
    """From sending a step until the next one has arrived."""
    pages: list[str] = field(default_factory=list)
    """Each step as it was shown."""


def play(browser: Browser, what: Play) -> Played:
    """Open the first step and answer all. The page after the last save is another kind of page: it is not opened."""
    played = Played()
    browser.get(what.first)
    for place, (address, fields) in enumerate(zip(what.addresses, what.sent, strict=True)):
        played.pages.append(browser.page)
        began = perf_counter()
        leads_to = browser.save(address, fields)
        if place + 1 == len(what.addresses):
            break
        if leads_to.partition("?")[0] != what.addresses[place + 1]:
            raise Surprise(f"{address} leads to {leads_to}")
        browser.get(leads_to)
        played.seconds.append(perf_counter() - began)
    return played
