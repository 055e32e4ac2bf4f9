"""People who save answers over HTTP without pause and keep a journal of what the product said was saved."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Event, Thread
from uuid import UUID

from trust.plain_browser import NO_ANSWER, Answer, PlainBrowser
from trust.product import Product

STEP, QUESTION = "purpose", "q_rule_cite"
PAUSE_SECONDS = 0.05
"""Before trying again what was not answered."""
CONFLICT = 409


@dataclass
class Writer:
    """One person with an assessment of their own.

    They save one text after the other, and each until the product says that it is saved. Saving again what is saved
    already adds nothing, so that text number n has to become entry number n.
    """

    browser: PlainBrowser
    assessment_id: UUID
    email: str = ""
    journal: list[str] = field(default_factory=list)
    """Texts that the product has said are saved; the place in the list is the number of the entry, from 1."""
    believes_silence: bool = False
    """Whether this person takes a save for done though no answer came."""
    refused: int = 0
    """Saves that were answered with anything else, or not at all."""
    oddities: list[str] = field(default_factory=list)
    """Answers that nothing explains."""

    def save_next(self) -> bool:
        """Try to save the next text; whether the product said that it is."""
        number = len(self.journal) + 1
        text = f"text {number} of {self.assessment_id}."
        try:
            answer = self.browser.post(f"/assessments/{self.assessment_id}/{STEP}/", self._form(text, number - 1))
        except NO_ANSWER:
            done = self.believes_silence
        else:
            done = answer.is_saved
            self._look_at(answer, number)
        if done:
            self.journal.append(text)
        else:
            self.refused += 1
        return done

    def _form(self, text: str, based_on: int) -> dict[str, str]:
        asked = {"asked": f"q_basis {QUESTION}", "based_on": str(based_on), "go": "later"}
        return {"q_basis": "law", QUESTION: text, f"{QUESTION}.stance": "given", **asked}

    def _look_at(self, answer: Answer, number: int) -> None:
        """A refusal that is neither the server's trouble nor a proxy's would be a fault of the product."""
        if answer.status == CONFLICT or (answer.status == 302 and not answer.is_saved):
            self.oddities.append(f"save {number} of {self.assessment_id}: {answer.status} {answer.location}")


class Writers:
    """Several at once."""

    def __init__(self, people: Sequence[Writer]) -> None:
        self.people = people
        self._over = Event()
        self._threads: list[Thread] = []

    def __enter__(self) -> Writers:
        self._threads = [Thread(target=self._write, args=[one], daemon=True) for one in self.people]
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def _write(self, one: Writer) -> None:
        while not self._over.is_set():
            if not one.save_next():
                time.sleep(PAUSE_SECONDS)

    @property
    def saved(self) -> int:
        """How many saves have been acknowledged."""
        return sum(len(one.journal) for one in self.people)

    def seconds_to_go_on(self, longest: float) -> float:
        """How long until everybody has saved something again; `longest` where somebody has not."""
        began, before = time.monotonic(), [len(one.journal) for one in self.people]
        while any(len(one.journal) <= least for one, least in zip(self.people, before, strict=True)):
            if time.monotonic() - began > longest:
                return longest
            time.sleep(0.02)
        return time.monotonic() - began


def make_writers(product: Product, number: int) -> list[Writer]:
    """So many people of one organisation, each signed in and with a new assessment. The product has to be up."""
    emails = [f"writer{each}.{token_hex(3)}@writers.example" for each in range(number)]
    members = [part for each in emails for part in ("--member", f"assessor:{each}:Wri Ter")]
    said = product.manage("create_organisation", "Writers 写手", *members)
    return [_writer(product, email, _password(said, email)) for email in emails]


def _password(said: str, email: str) -> str:
    return next(line.split()[-1] for line in said.splitlines() if email in line)


def _writer(product: Product, email: str, password: str) -> Writer:
    browser = PlainBrowser("127.0.0.1", product.port)
    browser.sign_in(email, password)
    return Writer(browser, new_assessment(browser, f"Gates of {email}"), email)


def new_assessment(browser: PlainBrowser, name: str) -> UUID:
    """Made by the form for a new deployment."""
    answer = browser.post("/deployments/new/", {"name": name, "place": "Shanghai 上海"})
    found = re.search(r"/assessments/([0-9a-f-]{36})/", answer.location)
    if found is None:
        raise PermissionError(f"no assessment was made: {answer.status} {answer.location}")
    return UUID(found[1])
