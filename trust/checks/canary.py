"""Words that people typed stand only where they belong: in no log, mail, address, cache, queue or temporary file."""

from __future__ import annotations

import re

from django.urls import reverse

from trust.browser import browser, quiet, text_of
from trust.checking import Check, Run, Tally
from trust.documents import QUESTION
from trust.furnished import ROLES, Furnished, furnish
from trust.leaving_traces import Traces
from trust.mailbox import Mailbox, mailbox
from trust.network import visitor
from trust.product import Product
from trust.watching import Watch, machinery, watching

IN_MAIL = ("organisation", "invited", "asked", *ROLES)
"""What mail has to say: who asks whom to join what."""
FOR_OTHERS = ("dashboard", "desk", "trail", "trail-table", "people", "own-data-file", "verify", "landing")


def run(run: Run) -> Tally:
    """A day in an organisation, and then a look into every corner."""
    with quiet(), mailbox() as box:
        here, other = furnish(f"zq{run.dice('here').getrandbits(24):06x}"), furnish("zqother")
        temporary = run.folder / "temporary"
        temporary.mkdir()
        product = run.product.beside(
            EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(box.port), TMPDIR=str(temporary), UPLOAD_DIR=str(temporary)
        )
        watch = Watch(here.words, temporary, [product])
        traces = _a_day(product, here, box, watch)
        tally = traces.tally
        tally.add(_corners(product, traces, box, watch))
        tally.add(_neighbours(here, other))
    run.say(
        f"{len(here.words.given)} words, {len(traces.addresses)} addresses, {len(box.mails)} mails, {watch.looks} looks"
    )
    return tally


def _a_day(product: Product, here: Furnished, box: Mailbox, watch: Watch) -> Traces:
    traces = Traces(product, here)
    for name in ("web", "worker"):
        product.start(name)
    try:
        product.wait_until_ready()
        with watching(watch):
            traces.fill_in()
            traces.read()
            traces.go_wrong()
            traces.mail(box)
            traces.seal()
    finally:
        product.stop()
    return traces


def _corners(product: Product, traces: Traces, box: Mailbox, watch: Watch) -> Tally:
    tally, words = Tally(), traces.here.words
    for fault in watch.found or {""}:
        tally.expect(not fault, fault)
    for name in ("web", "worker"):
        word = words.found_in((product.folder / f"{name}.log").read_text(errors="replace"))
        tally.expect(not word, f"log of {name}: {word}")
    for each in traces.addresses:
        tally.expect(not words.found_in(each), f"an address: {each[:100]}")
    allowed = re.compile("|".join(f"{words.mark}{each}" for each in IN_MAIL))
    tally.expect(len(box.mails) >= 2, f"{len(box.mails)} mails")
    for text in box.texts:
        tally.expect(not words.found_in(allowed.sub("", text.lower())), f"a mail: {words.found_in(text)}")
    for name, text in machinery(product).items():
        tally.expect(not words.found_in(text), f"table of {name}: {words.found_in(text)}")
    return tally


def _neighbours(here: Furnished, other: Furnished) -> Tally:
    """What another organisation sees."""
    tally, client = Tally(), browser(other.people["everything"])
    for name in FOR_OTHERS:
        word = here.words.found_in(text_of(client.get(reverse(name))))
        tally.expect(not word, f"{name} of another organisation: {word}")
    return tally


def control(run: Run) -> Tally:
    """A web server that prints what comes in."""
    tally = Tally()
    with quiet():
        here = furnish("zqtold")
        product = run.product.beside()
        product.application = "trust.telling:application"
        product.start("web")
        try:
            product.wait_until_ready()
            page = reverse("question", args=[here.parameters["assessment_id"], QUESTION])
            visitor(product, here.people["dpo"]).post(page, {"go": "say", "text": here.words("typed")})
        finally:
            product.stop()
        word = here.words.found_in((product.folder / "web.log").read_text(errors="replace"))
        tally.expect(not word, f"log of web: {word}")
    return tally


CHECK = Check(
    "No word of people's own stands in a log, an address, a mail, a cache, a queue or a temporary file.",
    run,
    control,
    "silent logs",
)
