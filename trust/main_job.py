"""The product's main job in one process, and who it calls meanwhile: `python -m trust.main_job FOLDER`.

An assessment is answered on pages, handed in, approved, sealed, downloaded and verified. Every connection that this
process opens to anywhere but this machine is printed. Run it without a network, and nothing it starts has one either.
"""

from __future__ import annotations

import socket
import sys

CALL = "CALL "
"""What the line of a connection begins with."""
DONE = "DONE"
LOCAL = ("127.0.0.1", "::1", "localhost", None, "")
PLANTED = ("192.0.2.1", 443)
"""An address that is nobody's."""


def listen() -> None:
    """From now on every call of this process is told."""
    sys.addaudithook(_tell)


def _tell(event: str, given: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(given[1], tuple) and given[1][0] not in LOCAL:
        print(f"{CALL}{given[1][0]}:{given[1][1]}", flush=True)
    if event in ("socket.getaddrinfo", "socket.gethostbyname") and given[0] not in LOCAL:
        print(f"{CALL}name of {given[0]!r}", flush=True)


def call() -> None:
    """What no product should do."""
    with socket.socket() as line:
        line.settimeout(0.2)
        try:
            line.connect(PLANTED)
        except OSError:  # nobody answers there
            return


def do_it() -> None:
    """The whole way, as people and the worker go it."""
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse
    from django.utils import timezone

    from assessments.services.sealing import seal_revision
    from trust.browser import browser, quiet
    from trust.cast import answer_all, approved, demo_answers, make_cast, start

    with quiet():
        cast = make_cast(timezone.now())
        one = start(cast.assessor)
        answer_all(cast.assessor, one, demo_answers())
        for name in ("check", "findings", "actions", "draft"):
            assert browser(cast.assessor).get(reverse(name, args=[one])).status_code == 200
        revision = approved(cast, one)
        seal_revision(cast.organisation_id, revision, timezone.now)
        report = browser(cast.dpo).get(reverse("report", args=[revision])).content
        sent = {"go": "check", "pdf": SimpleUploadedFile("report.pdf", report)}
        verified = browser(None).post(reverse("verify"), sent)
        assert b"Genuine" in verified.content or verified.status_code == 200
    print(DONE, len(report), flush=True)


if __name__ == "__main__":
    listen()
    if sys.argv[1:] == ["--call"]:
        call()
    do_it()
