"""Texts on their way through forms: each is kept as it was sent, or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote_from_bytes, urlencode

from django.test import Client
from django.urls import reverse

from trust.browser import FORM, Answer, browser
from trust.checking import Tally
from trust.furnished import Furnished
from trust.hostile_texts import encoded
from trust.text_forms import NOT_KEPT, READ_ONLY, RETURNING, TextForm, hand_in_again, kept
from trust.urlconf import addresses
from trust.visiting import FIXED

KEPT, REFUSED, FAILED = 302, (400, 409, 413, 422, 429), 500


_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Writer:
    """Somebody who may write everywhere."""

    def __init__(self, here: Furnished, tally: Tally | None = None) -> None:
        """`tally`: of another writer, whose work this one goes on with."""
        self.here = here
        self.tally = tally or Tally()
        self.client = browser(here.people["everything"])
        self.nobody = browser(None)

    def write(self, form: TextForm, name: str, text: bytes) -> None:
        """One text in all fields of a form at once."""
        before = form.newest(self.here)
        pairs = {**form.body(before), **dict.fromkeys(form.texts, None)}
        client = self.client if form.is_signed_in else browser(None)
        answer = client.generic("POST", form.address(self.here), _body(pairs, text), content_type=FORM)
        after = form.newest(self.here)
        new = after if after is not None and (before is None or after["id"] != before["id"]) else None
        what = f"{form.name} ({', '.join(form.texts)}), {name}"
        if new is None:
            self._judge_not_kept(what, text, answer)
            return
        self.tally.expect(answer.status_code == KEPT, f"{what}: kept, and answered with {answer.status_code}")
        for sent, column in form.texts.items():
            stored = kept(new, column)
            same = encoded(str(stored)) == text or (not stored and _is_blank(text))
            self.tally.expect(same, f"{what}: {sent} was changed to {str(stored)[:60]!a}")

    def _judge_not_kept(self, what: str, text: bytes, answer: Answer) -> None:
        """Refused with a reason; or there was nothing to keep."""
        refused = answer.status_code in REFUSED and bool(answer.content.strip())
        self.tally.expect(refused or _is_blank(text), f"{what}: not kept, and answered with {answer.status_code}")
        self.tally.expect(answer.status_code < FAILED, f"{what}: {answer.status_code}")

    def review(self, name: str, text: bytes) -> None:
        """One text in what a review says; afterwards it is handed in no more."""
        hand_in_again(self.here)
        page = self.client.get(self._path("review")).content.decode()
        shown = {each: value for each, value in _HIDDEN.findall(page) if each in ("digest", "seen")}
        self.write(replace(RETURNING, sent={**RETURNING.sent, **shown}), name, text)
        self.client.post(self._path("review"), {"go": "return", "reason": "Look again.", **shown})

    def ask(self, name: str, text: bytes) -> None:
        """One text behind every question mark, and in every field that keeps none."""
        for address, field in READ_ONLY:
            answer = self.client.get(self._path(address), QUERY_STRING=_body({field: None}, text))
            self.tally.expect(answer.status_code < FAILED, f"{address}?{field}, {name}: {answer.status_code}")
        for address, field in NOT_KEPT:
            client: Client = self.nobody if address in ("login", "mfa_login_webauthn") else self.client
            sent = _body({"go": "return", field: None}, text)
            answer = client.generic("POST", self._path(address), sent, content_type=FORM)
            self.tally.expect(answer.status_code < FAILED, f"{address} {field}, {name}: {answer.status_code}")

    def _path(self, address: str) -> str:
        found = next(each for each in addresses() if each.name == address)
        known = {**FIXED, **self.here.parameters}
        return reverse(address, kwargs={one: known[one] for one in found.parameters})


def _is_blank(text: bytes) -> bool:
    return not text.decode("utf-8", "replace").strip()


def _body(pairs: Mapping[str, str | None], text: bytes) -> str:
    """Fields without a value get the text."""
    quoted = quote_from_bytes(text, safe="")
    return "&".join(f"{name}={quoted}" if value is None else urlencode({name: value}) for name, value in pairs.items())
