"""Any text is kept as it was sent, byte for byte, or refused with a reason; in tables and reports it does no harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from trust.browser import browser, quiet
from trust.checking import Check, Run, Tally
from trust.furnished import ACTION, FAST, furnish
from trust.hostile_texts import BYTES, NAMED, encoded, generated
from trust.printed import printed
from trust.text_forms import FORMS
from trust.writing import Writer

FORMS_FOR_EACH = 4
"""Of the named texts in quick runs, drawn anew for each; a deep run sends each through every form."""
TEXTS_AT_ONE_PLACE = 500
"""Generated ones until another organisation takes them; pages with ten thousand comments say nothing more of texts."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def run(run: Run) -> Tally:
    """Named texts through several forms, generated ones through one each, and what tables and a report make of them."""
    with quiet(), override_settings(PASSWORD_HASHERS=FAST, EVIDENCE_PER_QUESTION=10**6):
        writer = Writer(furnish("zqtext"))
        choose = run.dice("forms")
        for name, text in _named():
            for form in FORMS if run.is_deep else choose.sample(FORMS, FORMS_FOR_EACH):
                writer.write(form, name, text)
        for name, text in _some(run, "ask", least=12):
            writer.ask(name, text)
        reviewer = Writer(furnish("zqreview"))
        for name, text in _some(run, "review", least=6):
            reviewer.review(name, text)
        writer.tally.add(reviewer.tally)
        dice, number = run.dice(), run.size(quick=200, deep=50_000)
        for turn in range(number):
            if turn and turn % TEXTS_AT_ONE_PLACE == 0:
                writer = Writer(furnish(f"zqtext{turn}"), writer.tally)
            writer.write(dice.choice(FORMS), f"generated {turn}", encoded(generated(dice)))
        run.say(f"{len(NAMED) + len(BYTES)} named texts through several of {len(FORMS)} forms, {number} generated ones")
        writer.tally.add(tables(writer))
        writer.tally.add(printed(run, reviewer.here))
    return writer.tally


def _named() -> Iterator[tuple[str, bytes]]:
    yield from ((name, encoded(text)) for name, text in NAMED.items())
    yield from BYTES.items()


def _some(run: Run, salt: str, least: int) -> list[tuple[str, bytes]]:
    """All of them in deep runs, else so many; none is so long that no address takes it."""
    short = [(name, text) for name, text in _named() if len(text) < 5_000]
    return short if run.is_deep else run.dice(salt).sample(short, least)


def tables(writer: Writer) -> Tally:
    """No cell of a table for spreadsheets begins as a formula does."""
    tally, here = Tally(), writer.here
    form = next(each for each in FORMS if each.name == "action")
    for text in (each for name, each in NAMED.items() if name.startswith("formula")):
        writer.write(form, "for a table", encoded(text))
        answer = browser(here.people["everything"]).get(
            reverse("actions-file", args=[here.parameters["assessment_id"]])
        )
        cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
        tally.expect(any(text in cell for cell in cells), f"{text!a} of action {ACTION} is in no cell")
        for cell in cells:
            tally.expect(not cell.startswith(FORMULA), f"a cell begins with {cell[:20]!a}")
    return tally


def control(run: Run) -> Tally:
    """Fields as a framework has them: bytes that are no UTF-8 are replaced, and NUL reaches the database."""
    kept = [each for each in settings.MIDDLEWARE if not each.endswith("WellFormedText")]
    with ExitStack() as without:
        without.enter_context(quiet())
        without.enter_context(override_settings(MIDDLEWARE=kept))
        for module in ("web.reading", "domain.answers", "services.remediation"):
            without.enter_context(patch(f"assessments.{module}.check_text"))
        writer = Writer(furnish("zqplain"))
        forms = [each for each in FORMS if each.name in ("step", "action")]
        for name, text in _named():
            for form in forms if len(text) < 5_000 else ():
                writer.write(form, name, text)
    return writer.tally


CHECK = Check(
    "Any text is kept byte for byte or refused with a reason; never an error, never a silent change.",
    run,
    control,
    "the judgement of texts at the edge",
)
