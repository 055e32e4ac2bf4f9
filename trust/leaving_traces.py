"""Everything that people do with words of their own, over the network, with processes that write logs."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from assessments.models import Revision
from assessments.services.access import scope
from assessments.services.reminders import remind
from trust.cast import answer_all, approved, demo_answers, start
from trust.checking import Tally
from trust.documents import PDF, QUESTION
from trust.furnished import Furnished
from trust.mailbox import Mailbox
from trust.network import Reply, Visitor, visitor
from trust.outside import email_of
from trust.product import Product
from trust.text_forms import FORMS
from trust.urlconf import addresses
from trust.visiting import FIXED, LEAVING

ADDRESS = re.compile(r'(?:href|action|src|data-href|hx-get|hx-post)="([^"]*)"')
SEAL_SECONDS = 240


class Traces:
    """One person of an organisation who does everything that leaves something behind."""

    def __init__(self, product: Product, here: Furnished) -> None:
        self.product, self.here = product, here
        self.client: Visitor = visitor(product, here.people["everything"])
        self.tally = Tally()
        self.addresses: list[str] = []
        """Addresses in pages and redirects."""

    def fill_in(self) -> None:
        """Every form with a word of its own in every text, and a file."""
        for number, form in enumerate(each for each in FORMS if each.is_signed_in):
            words = {
                field: self.here.words(f"typed{number}{field.replace('-', '').replace('.', '')}")
                for field in form.texts
            }
            sent = {**form.body(form.newest(self.here)), **words}
            self._note(self.client.post(form.address(self.here), sent), f"{form.name}: ", {302})
        page = reverse("evidence-question", args=[self.here.parameters["assessment_id"], QUESTION])
        content = PDF.replace(b"1 0", b"%" + self.here.words("uploaded").encode() + b"\n1 0", 1)
        self._note(
            self.client.upload(page, {"go": "upload"}, f"{self.here.words('sentname')}.pdf", content), page, {302}
        )
        self._note(
            self.client.upload(page, {"go": "upload"}, f"{self.here.words('badname')}.exe", content), page, {422}
        )

    def read(self) -> None:
        """Every page that opens."""
        for each in addresses():
            if each.name not in LEAVING and set(each.parameters) <= {*FIXED, *self.here.parameters}:
                known = {**FIXED, **self.here.parameters}
                path = reverse(each.name, kwargs={name: known[name] for name in each.parameters})
                self._note(self.client.get(path), each.name, set(range(200, 500)))

    def go_wrong(self) -> None:
        """Searches, links that open nothing, forms that are refused, and an error of the database."""
        words, draft = self.here.words, self.here.parameters["assessment_id"]
        self._note(self.client.get(f"{reverse('search', args=[draft])}?q={words('searched')}"), "search", {200})
        self._note(self.client.get(reverse("join", args=[words("token")])), "an unknown link", {404})
        wrong = {"username": f"{words('login')}@nobody.example", "password": words("password")}
        self._note(visitor(self.product, None).post(reverse("login"), wrong), "login", {200, 422})
        page = reverse("question", args=[draft, QUESTION])
        self._note(self.client.post(page, {"go": "say", "text": f"{words('refused')}\x00"}), "NUL", {400, 422})
        self._note(self.client.post(page, {"go": "say", "text": words("toolong") * 999}), "too long", {422})
        with broken(self.product, "assessments_comment"):
            self._note(self.client.post(page, {"go": "say", "text": words("failing")}), "an error", {500})

    def mail(self, box: Mailbox) -> None:
        """An invitation, a link to a new password, and reminders."""
        words = self.here.words
        self._note(
            self.client.post(reverse("invite"), {"email": f"{words('asked')}@invited.example", "dpo": "on"}),
            "invite",
            {302},
        )
        sent = {"email": email_of(self.here.people["dpo"])}
        self._note(visitor(self.product, None).post(reverse("password-forgotten"), sent), "password", {302})
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": box.port, "EMAIL_USE_TLS": False}
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", **mail):
            remind(timezone.now())

    def seal(self) -> None:
        """A report of words, by the worker."""
        people, words = self.here.people, self.here.words
        one = start(people["assessor"], words("sealedname"))
        answer_all(people["assessor"], one, demo_answers() | {"q_rule_cite": words("sealedtext")})
        cast = self.here.cast()
        revision = approved(cast, one)
        until = time.monotonic() + SEAL_SECONDS
        while time.monotonic() < until and self._status(revision) == "sealing":
            time.sleep(0.5)
        self.tally.expect(self._status(revision) == "sealed", f"the report is {self._status(revision)}")
        self._note(self.client.get(reverse("report", args=[revision])), "report", {200})

    def _status(self, revision: UUID) -> str:
        with scope(self.here.organisation_id):
            return str(Revision.objects.values_list("status", flat=True).get(id=revision))

    def _note(self, reply: Reply, what: str, wanted: set[int]) -> None:
        self.tally.expect(reply.status in wanted, f"{what}: {reply.status}")
        self.addresses.append(reply.headers.get("location", ""))
        if reply.headers.get("content-type", "").startswith("text/html"):
            self.addresses += map(html.unescape, ADDRESS.findall(reply.text))


@contextmanager
def broken(product: Product, table: str) -> Iterator[None]:
    """The database refuses every new row of the table, and quotes it as it does so."""
    with psycopg.connect(product.owner_url, autocommit=True) as owner:
        owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT never CHECK (false) NOT VALID")
        try:
            yield
        finally:
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT never")
