"""A hostile file is refused, or given out so that no browser opens it; the web server neither parses nor keeps it."""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO
from unittest.mock import patch

from django.http import FileResponse
from django.test import override_settings

from assessments.inspection import looks
from assessments.web import evidence
from trust.browser import quiet
from trust.checking import Check, Run, Tally
from trust.documents import ACCEPTED, PDF
from trust.furnished import Furnished, furnish
from trust.hostile_files import HOSTILE, NAMES, PATHS
from trust.network import CUT_OFF, visitor
from trust.product import Product
from trust.serving import page_of, refused, send, served

MEGABYTE = 1_000_000
MOST_MORE_MEGABYTES = 64
SCRIPT = b"%<script>alert(document.domain)</script><svg onload=alert(1)>\n"
MANY = {"EVIDENCE_PER_QUESTION": 10**6}


def run(run: Run) -> Tally:
    """Contents, names, sizes; while nothing in the web server's process may look into a file."""
    tally = Tally()
    with quiet(), override_settings(**MANY):
        here = furnish("zqfiles")
        contents = [one.content for one in HOSTILE]
        with blind():
            for one, content in zip(HOSTILE, contents, strict=True):
                tally.add(refused(here, f"plan.{one.kind}", content, one.name))
            for name in NAMES:
                tally.add(refused(here, name, PDF + b"\n", f"a file called {name!a}"))
        tally.add(memory(run, here))
        tally.add(given_out(here))
    run.say(f"{len(HOSTILE)} contents and {len(NAMES)} names refused, {len(PATHS) + len(ACCEPTED)} files given out")
    return tally


def blind() -> ExitStack:
    """Whoever looks into a file in this process fails."""
    stack = ExitStack()
    for name in looks.LOOKS:
        stack.enter_context(patch.dict(looks.LOOKS, {name: _look}))
    stack.enter_context(patch.object(zipfile, "ZipFile", _look))
    return stack


def _look(*given: object) -> None:
    raise AssertionError("a file is looked into by the web server itself")


def given_out(here: Furnished) -> Tally:
    """Files that are taken: with names like paths, and with pages inside that no look can find."""
    tally = Tally()
    for number, name in enumerate(PATHS):
        content = PDF.replace(b"1 0", SCRIPT + b"%d\n1 0" % number, 1)
        answer = send(here, name, content)
        tally.expect(answer.status_code in (302, 422), f"{name!a}: {answer.status_code}")
        if answer.status_code == 302:
            tally.add(served(here, f"{name!a}", content))
    for name, content in ACCEPTED.items():
        tally.expect(send(here, name, content).status_code == 302, f"{name}: not taken")
        tally.add(served(here, name, content))
    return tally


def memory(run: Run, here: Furnished) -> Tally:
    """How much more the web server's processes take while large and hostile files come in."""
    tally, product = Tally(), run.product.beside()
    product.start("web")
    try:
        product.wait_until_ready()
        client, page = visitor(product, here.people["everything"]), page_of(here)
        client.get(page)
        before = _most_megabytes(product)
        for size in (19, 21, 60, 110):
            content = PDF[:9] + b"\n" * (size * MEGABYTE) + PDF[9:]
            answer = client.upload(page, {"go": "upload"}, "large.pdf", content)
            wanted = (302,) if size < 20 else (422,) if size < 100 else (413, CUT_OFF)
            tally.expect(answer.status in wanted, f"{size} MB: {answer.status}")
        for one in HOSTILE:
            answer = client.upload(page, {"go": "upload"}, f"plan.{one.kind}", one.content)
            tally.expect(answer.status == 422, f"{one.name}: {answer.status}")
        more = _most_megabytes(product) - before
    finally:
        product.stop()
    run.say(f"the web server took {more:.0f} MB more at most")
    tally.expect(more <= MOST_MORE_MEGABYTES, f"{more:.0f} MB more")
    return tally


def _most_megabytes(product: Product) -> float:
    """The most that the processes of the web server ever held at once, as the kernel counts it."""
    group, most = product.processes["web"].pid, 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = int((process / "stat").read_text().rpartition(")")[2].split()[2]) == group
            lines = (process / "status").read_text().splitlines() if is_ours else []
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        most += sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return most / 1_000


def control(run: Run) -> Tally:
    """Files served as what they seem to be."""
    tally = Tally()
    with quiet(), override_settings(**MANY), patch.object(evidence, "FileResponse", _guessed):
        here = furnish("zqguess")
        for name, content in ACCEPTED.items():
            send(here, name, content)
            tally.add(served(here, name, content))
    return tally


def _guessed(content: BinaryIO, *, filename: str, **given: object) -> FileResponse:
    return FileResponse(content, filename=filename)


CHECK = Check(
    "A hostile file is refused or given out so that nothing opens it, and costs the web server no memory.",
    run,
    control,
    "files of no particular kind",
)
