"""A whole assessment as people do it, over HTTP: answer, add evidence, hand in, approve, fetch the report."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event

from trust.plain_browser import NO_ANSWER, Answer, PlainBrowser

EVIDENCE_QUESTION = "q_rule_cite"
PDF = b"%%PDF-1.7\n%%%s\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n"
ANSWERED_SECONDS, SEALED_SECONDS = 60.0, 180.0
PAUSE_SECONDS = 0.2
MOST_STEPS = 60


class PlayFailed(Exception):
    """Something that should have gone well did not."""


@dataclass
class Person:
    """Somebody with a browser, who tries again where nothing or a failure comes back."""

    browser: PlainBrowser
    email: str
    password: str
    failures: int = 0
    """Answers that did not come, or were failures of the server."""

    def sign_in(self) -> None:
        """Until it has worked."""
        self._until_answered(lambda: self.browser.get("/account/login/"))
        sent = {"username": self.email, "password": self.password}
        self._until_answered(lambda: self.browser.post("/account/login/", sent))

    def get(self, path: str) -> Answer:
        """The page."""
        return self._until_answered(lambda: self.browser.get(path))

    def post(self, path: str, sent: Mapping[str, str | list[str]]) -> Answer:
        """Saved, or the page that says why not. Confirms with the password where that is asked."""
        answer = self._until_answered(lambda: self.browser.post(path, sent))
        if answer.status == 302 and answer.location.startswith("/account/confirm/"):
            where = answer.location
            answer = self._until_answered(lambda: self.browser.post(where, {"password": self.password}))
        return answer

    def upload(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
        """A form with a file."""
        return self._until_answered(lambda: self.browser.upload(path, fields, name, content))

    def _until_answered(self, ask: Callable[[], Answer]) -> Answer:
        until = time.monotonic() + ANSWERED_SECONDS
        while time.monotonic() < until:
            try:
                answer = ask()
            except NO_ANSWER:
                self.failures += 1
            else:
                if answer.status < 500:
                    return answer
                self.failures += 1
            time.sleep(PAUSE_SECONDS)
        raise PlayFailed(f"{self.email}: no answer for {ANSWERED_SECONDS:.0f} s")


@dataclass
class Journal:
    """What the product said was kept."""

    saves: dict[str, int] = field(default_factory=dict)
    """Saved steps of each assessment."""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the report of each revision that was fetched."""
    evidence: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the file that was put on record for each assessment."""


@dataclass
class Player:
    """An assessor and a DPO who do one assessment after the other."""

    assessor: Person
    dpo: Person
    raw_answers: Callable[[str], Mapping[str, str | list[str]]]
    """What a form sends for the answer to a question."""
    journal: Journal = field(default_factory=Journal)

    def answer(self, name: str, until: Event | None = None) -> str:
        """A new assessment with every question answered and one document; its key. Stops early when told to."""
        made = self.assessor.post("/deployments/new/", {"name": name, "place": "Shanghai 上海"})
        found = re.search(r"/assessments/([0-9a-f-]{36})/", made.location)
        if found is None:
            raise PlayFailed(f"no assessment: {made.status}")
        where = self.assessor.get(f"/assessments/{found[1]}/").location
        for _ in range(MOST_STEPS):
            if where.endswith("/check/") or (until is not None and until.is_set()):
                break
            where = self._step(found[1], where.partition("#")[0])
        self._put_on_record(found[1])
        return found[1]

    def _step(self, key: str, where: str) -> str:
        page = self.assessor.get(where).text
        asked = field_of(page, "asked")
        sent: dict[str, str | list[str]] = {"asked": asked, "based_on": field_of(page, "based_on"), "go": "next"}
        for question in asked.split():
            sent |= self.raw_answers(question)
        answer = self.assessor.post(where.partition("?")[0], sent)
        if not answer.is_saved:
            raise PlayFailed(f"{where}: {answer.status}")
        self.journal.saves[key] = self.journal.saves.get(key, 0) + 1
        return answer.location

    def _put_on_record(self, key: str) -> None:
        content = PDF % key.encode()
        path = f"/assessments/{key}/evidence/{EVIDENCE_QUESTION}/"
        answer = self.assessor.upload(path, {"go": "upload"}, "contract.pdf", content)
        if not answer.is_saved:
            raise PlayFailed(f"{path}: {answer.status}")
        self.journal.evidence[key] = sha256(content).hexdigest()

    def hand_in(self, key: str) -> None:
        """Attested by the assessor."""
        path = f"/assessments/{key}/hand-in/"
        digest = field_of(self.assessor.get(path).text, "digest")
        answer = self.assessor.post(path, {"true": "on", "read": "on", "limits": "on", "digest": digest})
        if not answer.is_saved:
            raise PlayFailed(f"{path}: {answer.status}")

    def approve(self, key: str) -> str:
        """By the DPO; the address of the revision."""
        path = f"/assessments/{key}/review/"
        page = self.dpo.get(path).text
        bound = {name: field_of(page, name) for name in ("digest", "seen")}
        answer = self.dpo.post(path, {**bound, "language": "en", "statement": "on", "go": "approve"})
        if "/revisions/" not in answer.location:  # what was sent first may have been done, and its answer lost
            answer = self.dpo.get(path)
        if "/revisions/" not in answer.location:
            raise PlayFailed(f"{path}: {answer.status} {answer.location}")
        return answer.location

    def fetch(self, revision: str) -> None:
        """Wait for the seal; fetch the report."""
        until = time.monotonic() + SEALED_SECONDS
        while time.monotonic() < until:
            answer = self.dpo.get(f"{revision}report.pdf")
            if answer.status == 200:
                self.journal.digests[revision.strip("/").split("/")[-1]] = sha256(answer.body).hexdigest()
                return
            time.sleep(1)
        raise PlayFailed(f"{revision}: no report after {SEALED_SECONDS:.0f} s")


def field_of(page: str, name: str) -> str:
    """The value of a hidden field."""
    for each in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in each:
            found = re.search(r'value="([^"]*)"', each)
            return found[1] if found else ""
    raise PlayFailed(f"the page has no field {name}")


def raw_answers() -> Callable[[str], Mapping[str, str | list[str]]]:
    """What a form sends for each question, from the complete answers that the product ships with."""
    from assessments.catalogues import current_edition
    from assessments.domain.answers import NotSure
    from assessments.domain.catalogue import QuestionKey
    from assessments.web.reading import to_raw
    from assessments.web.step_form import STANCE
    from trust.cast import demo_answers

    answers, questions = demo_answers(), current_edition().questions

    def sent(question: str) -> Mapping[str, str | list[str]]:
        raw = to_raw(questions[QuestionKey(question)], answers.get(question, NotSure.NOT_SURE))
        return {question: list(raw.values), **({question + STANCE: raw.stance} if raw.stance else {})}

    return sent
