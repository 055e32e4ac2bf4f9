"""Scenes that need no account: public pages, every outcome of verification, the trial, and pages of errors."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
from playwright.sync_api import FilePayload

from assessments.catalogues import CURRENT
from tests.e2e.scenes.mistakes import MISTAKES
from tests.e2e.scenes.scene import ERRORS, Scene, Visit, Who

HERE, SENT = "#check", "button[value=file]"
"""Buttons of the verification page: the digest is computed here, or the file is sent."""
PAGES = ("landing", "help", "glossary", "example", "try", "login", "verify")


def _page(name: str) -> Scene:
    return Scene(name, name, lambda visit: visit.go(name), Who.NOBODY)


def _edition(name: str) -> Scene:
    return Scene(name, name, lambda visit: visit.go(name, CURRENT), Who.NOBODY)


def _refused_login(visit: Visit) -> None:
    visit.go("login")
    visit.press("main form[action*=login] .btn")


def _wrong_password(visit: Visit) -> None:
    visit.go("login")
    visit.page.fill("main [name=username]", "assessor@scenes.example")
    visit.page.fill("main [name=password]", "another password")
    visit.press("main form[action*=login] .btn")


def _trial(visit: Visit) -> None:
    visit.go("try")
    visit.press("main form .btn")


def _take_over(visit: Visit) -> None:
    _trial(visit)
    visit.go("login")
    visit.page.fill("main [name=username]", "assessor@scenes.example")
    visit.page.fill("main [name=password]", "a password of the scenes")
    visit.press("main form[action*=login] .btn")


def _checked(name: str, make: Callable[[Visit], bytes], button: str, *, newer: bool = False) -> Scene:
    def reach(visit: Visit) -> None:
        visit.go("verify")
        sent = FilePayload(name="report 报告.pdf", mimeType="application/pdf", buffer=make(visit))
        visit.page.set_input_files("main [name=pdf]", files=[sent])
        visit.press(f"main form {button}")

    return Scene(f"verify-{name}", "verify", reach, Who.NOBODY, newer=newer)


def _file(visit: Visit, name: str) -> bytes:
    return (visit.folder / f"{name}.pdf").read_bytes()


def _kept(name: str, button: str) -> Scene:
    return _checked(name, lambda visit: _file(visit, name), button)


def _by_code(visit: Visit) -> None:
    visit.go("verify")
    visit.page.fill("main [name=code]", visit.made["code"])
    visit.press("main button[value=look-up]")


def _without_seal(visit: Visit) -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def _nothing_chosen(visit: Visit) -> None:
    visit.go("verify")
    visit.press(f"main form {SENT}")


def _mistake(kind: str) -> Scene:
    return Scene(f"error-{kind}", ERRORS, lambda visit: visit.open(f"/mistakes/{kind}/"), Who.NOBODY)


OUTSIDE = (
    *(_page(name) for name in PAGES),
    *(_edition(name) for name in ("coverage", "graph")),
    Scene("login-wrong-password", "login", _wrong_password, Who.NOBODY),
    Scene("login-refused", "login", _refused_login, Who.NOBODY),
    *(_kept(name, HERE) for name in ("report", "superseded")),
    Scene("verify-withdrawn", "verify", _by_code, Who.NOBODY),
    _checked("distrusted", lambda visit: _file(visit, "report"), HERE, newer=True),
    _kept("foreign", SENT),
    _checked("not-sealed", _without_seal, SENT),
    Scene("verify-nothing", "verify", _nothing_chosen, Who.NOBODY),
    Scene("try-not-offered", "try", lambda visit: visit.go("try"), Who.NOBODY, newer=True),
    Scene("trial-step", "step", _trial, Who.NOBODY),
    Scene("take-over", "take-over", _take_over, Who.NOBODY),
    Scene("error-not-found", ERRORS, lambda visit: visit.open("/nowhere/"), Who.NOBODY),
    *(_mistake(kind) for kind in MISTAKES),
)
