"""Hostile files on their way in, and what the server says with those that it gives out."""

from __future__ import annotations

from django.urls import reverse

from assessments.models import Evidence
from assessments.services.access import scope
from trust.browser import Answer, browser
from trust.checking import Tally
from trust.documents import QUESTION
from trust.furnished import Furnished
from trust.multipart import with_file

HEADERS = {
    "Content-Type": "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
"""What every file is served with."""
POLICY = ("sandbox", "default-src 'none'")
"""What its policy says at least."""


def page_of(here: Furnished) -> str:
    """Where documents are added."""
    return reverse("evidence-question", args=[here.parameters["assessment_id"], QUESTION])


def newest(here: Furnished) -> Evidence:
    """The document that was added last."""
    with scope(here.organisation_id):
        return Evidence.objects.latest("audit_sequence")


def send(here: Furnished, name: str, content: bytes) -> Answer:
    """One file, with a kind that the browser claims."""
    body, kind = with_file({"go": "upload"}, name, content)
    return browser(here.people["everything"]).generic("POST", page_of(here), body, content_type=kind)


def refused(here: Furnished, name: str, content: bytes, what: str) -> Tally:
    """Refused with a reason, and nothing is kept."""
    tally, before = Tally(), newest(here).id
    answer = send(here, name, content)
    tally.expect(answer.status_code == 422, f"{what}: {answer.status_code}")
    tally.expect(b'class="error' in answer.content or b"error" in answer.content, f"{what}: no reason is given")
    tally.expect(newest(here).id == before, f"{what}: kept")
    return tally


def served(here: Furnished, what: str, content: bytes) -> Tally:
    """What was added last comes back as it was, as a file to keep."""
    tally, one = Tally(), newest(here)
    answer = browser(here.people["everything"]).get(reverse("evidence-file", args=[one.id]))
    tally.expect(answer.getvalue() == content, f"{what}: other bytes come back")
    said = answer.headers.get("Content-Disposition", "")
    tally.expect(said.startswith("attachment;"), f"{what}: served as {said!a}")
    tally.expect("\r" not in said and "\n" not in said and "/" not in said.partition("''")[0], f"{what}: {said!a}")
    for name, wanted in HEADERS.items():
        tally.expect(answer.headers.get(name) == wanted, f"{what}: {name} is {answer.headers.get(name)}")
    policy = answer.headers.get("Content-Security-Policy", "")
    tally.expect(all(each in policy for each in POLICY), f"{what}: the policy is {policy!a}")
    return tally
