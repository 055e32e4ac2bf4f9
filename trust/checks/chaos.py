"""Cut connections, lost answers, a slow or silent database, dribbling clients, full disks: nothing is called saved that
is not, and work goes on by itself."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Event, Thread

import psycopg

from trust.checking import Check, Run, Tally
from trust.keeping import compare
from trust.plain_browser import NO_ANSWER, Answer
from trust.playing import EVIDENCE_QUESTION, PDF
from trust.product import Product
from trust.relay import Cut, Weather
from trust.small_disk import SmallDisk
from trust.weather import Exposed, exposed
from trust.writers import Writer, make_writers

RECOVERY_SECONDS = 60.0
IMPATIENT_SECONDS = 1.5
SLOW_SECONDS = 0.2
DRIBBLERS = 20
"""More than the web server has threads."""
BIG_BYTES = 30_000
TELLING = (503, 507)
"""Not available just now."""


def run(run: Run) -> Tally:
    """All of it in turn, with one person who saves again until it has worked; then the journal and the history."""
    tally, dice = Tally(), run.dice()
    with exposed(run.product, run.folder / "exposed") as here:
        (one,) = people(here, 1)
        times = run.size(quick=4, deep=60)
        for word, weather in ((b"POST /assessments/", here.in_front), (b"COMMIT", here.behind)):
            tally.add(cuts(one, weather, word, times, dice))
        tally.add(slow_database(one, here, run.size(quick=1, deep=20)))
        tally.add(silent_database(one, here, run.size(quick=1, deep=10)))
        tally.add(dribbling_clients(one, here))
        tally.add(lost_upload(one, here))
        for disk in (here.evidence, here.incoming):
            tally.add(full_disk(one, here, disk))
        tally.add(history(run.product, one))
        run.say(f"{len(one.journal)} saves acknowledged, {one.refused} not; disks were full by {here.evidence.means}")
    return tally


def people(here: Exposed, number: int) -> list[Writer]:
    """Signed in, and on the way through the relay from then on."""
    made = make_writers(here.product, number)
    for one in made:
        one.browser.port = here.port
    return made


def until_saved(one: Writer, what: str) -> Tally:
    """Save until it has worked, which has to be soon."""
    tally, began = Tally(), time.monotonic()
    while not one.save_next() and time.monotonic() - began < RECOVERY_SECONDS:
        time.sleep(0.2)
    tally.expect(
        time.monotonic() - began < RECOVERY_SECONDS, f"{what}: nothing could be saved for {RECOVERY_SECONDS} s"
    )
    return tally


def cuts(one: Writer, weather: Weather, word: bytes, times: int, dice: Random) -> Tally:
    """Connections that carry the word are cut before it has arrived, or when it is answered."""
    tally, before = Tally(), weather.cuts_made
    for turn in range(2 * times):
        cut = list(Cut)[turn % 2]
        weather.cut_next(cut, word, times=dice.choice((1, 1, 2)))
        tally.add(until_saved(one, f"{word.decode()} cut {cut.value}"))
        weather.cuts_left = 0
    tally.expect(weather.cuts_made - before >= 2 * times, f"{word.decode()}: no connection was cut")
    return tally


def slow_database(one: Writer, here: Exposed, times: int) -> Tally:
    """Every piece takes its time, so that somebody without patience sees no answer."""
    tally = Tally()
    for _ in range(times):
        here.behind.delay_seconds, one.browser.waiting_seconds = SLOW_SECONDS, IMPATIENT_SECONDS
        one.save_next()
        one.browser.waiting_seconds = RECOVERY_SECONDS
        tally.add(until_saved(one, "slow database"))
        here.behind.delay_seconds = 0.0
        tally.add(until_saved(one, "database no longer slow"))
    return tally


def silent_database(one: Writer, here: Exposed, times: int) -> Tally:
    """Nothing passes for a while; no end of any connection is told."""
    tally = Tally()
    for _ in range(times):
        here.behind.is_silent, one.browser.waiting_seconds = True, IMPATIENT_SECONDS
        tally.expect(not one.save_next(), "called saved while the database was silent")
        here.behind.is_silent, one.browser.waiting_seconds = False, RECOVERY_SECONDS
        tally.add(until_saved(one, "database no longer silent"))
    return tally


def dribbling_clients(one: Writer, here: Exposed) -> Tally:
    """More clients than there are threads, each of which sends a byte a second of a request that never ends."""
    with dribbling(here.product.port, DRIBBLERS):
        time.sleep(1)
        tally = until_saved(one, f"{DRIBBLERS} clients that dribble")
        tally.add(until_saved(one, f"{DRIBBLERS} clients that dribble, once more"))
    return tally


@contextmanager
def dribbling(port: int, number: int) -> Iterator[None]:
    """So many of them inside the block."""
    over = Event()
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(number)]
    for each in clients:
        each.sendall(b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ")

    def dribble() -> None:
        while not over.wait(1):
            for each in clients:
                try:
                    each.sendall(b"x")
                except OSError:  # the server has had enough of it
                    continue

    thread = Thread(target=dribble, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for each in clients:
            each.close()


def lost_upload(one: Writer, here: Exposed) -> Tally:
    """The answer to an upload is lost, and the file sent again: it is on record once."""
    tally, send = Tally(), uploading(one, b"lost")
    here.in_front.cut_next(Cut.AFTER, b"/evidence/")
    tally.expect(not was_taken(send), "an upload whose answer was lost looks done")
    tally.expect(was_taken(send), "the upload was not taken when it was sent again")
    documents = one.browser.get(address_of_evidence(one)).text.count('name="evidence" value="')
    tally.expect(documents == 1, f"{documents} documents are on record after one was sent twice")
    return tally


def full_disk(one: Writer, here: Exposed, disk: SmallDisk) -> Tally:
    """A file that has no room is refused with the reason; answers are saved; with room it goes well."""
    tally, send = Tally(), uploading(one, disk.folder.name.encode())
    with disk.full(here.web_processes()):
        answer = send()
        tally.expect(answer.status in TELLING, f"{disk.folder.name} full: an upload was answered with {answer.status}")
        tally.add(until_saved(one, f"{disk.folder.name} full"))
    tally.expect(was_taken(send), f"{disk.folder.name}: with room again, the upload was not taken")
    left = [each.name for each in disk.folder.rglob("*.part")]
    tally.expect(not left, f"half files are left: {left}")
    return tally


def address_of_evidence(one: Writer) -> str:
    """Where documents for one question are put on record."""
    return f"/assessments/{one.assessment_id}/evidence/{EVIDENCE_QUESTION}/"


def uploading(one: Writer, salt: bytes) -> Callable[[], Answer]:
    """Sending one file, as often as it is called."""
    content = PDF % (salt + b" " + b"x" * BIG_BYTES)
    return lambda: one.browser.upload(address_of_evidence(one), {"go": "upload"}, "contract.pdf", content)


def was_taken(send: Callable[[], Answer]) -> bool:
    """Whether the product says that the file is on record."""
    try:
        return send().is_saved
    except NO_ANSWER:
        return False


def history(product: Product, one: Writer) -> Tally:
    """The journal with what is in the database."""
    with psycopg.connect(product.owner_url, autocommit=True) as connection:
        connection.execute(
            "SELECT set_config('app.person', id::text, false) FROM assessments_person WHERE email = %s", [one.email]
        )
        connection.execute("SELECT set_config('app.organisation', organisation_id::text, false)"
                           " FROM assessments_membership")  # fmt: skip
        return compare(connection, [one])


def control(run: Run) -> Tally:
    """Somebody who takes silence for success."""
    with exposed(run.product, run.folder / "exposed") as here:
        (one,) = people(here, 1)
        one.believes_silence = True
        for _ in range(4):
            here.in_front.cut_next(Cut.BEFORE, b"POST /assessments/")
            one.save_next()
            one.save_next()
        return history(run.product, one)


CHECK = Check("Failures are honest, and end by themselves.", run, control, "waiting for the answer")
