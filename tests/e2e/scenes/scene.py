"""A scene: one page in one state, and how somebody comes to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, Response

ERRORS = "errors"
"""Instead of the name of an address: a page that answers what went wrong at any of them."""


class Who(Enum):
    """Who looks; the values are the names under which `preparing` signed people in."""

    NOBODY = "nobody"
    ASSESSOR = "assessor"
    DPO = "dpo"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    GUARDED = "guarded"
    """Somebody with second factors."""
    VOUCHED = "vouched"
    """Somebody who signs in at the identity provider alone."""
    NEWCOMER = "newcomer"
    """Assessor of an organisation that has no assessment yet."""
    COLLECTOR = "collector"
    """Assessor of an organisation with more assessments than one page lists."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A window that is to come into a state."""

    page: Page
    made: dict[str, str]
    """Identifiers of what `preparing` made, by name."""
    folder: Path
    """Holds sealed reports: report.pdf, superseded.pdf, withdrawn.pdf, and foreign.pdf, which was not issued here."""

    def go(self, name: str, *where: str, query: str = "") -> Response:
        """Open the address `name`; `where` names what was made, or is taken as it stands."""
        path = reverse(name, args=[self.made.get(one, one) for one in where])
        answer = self.open(f"{path}?{query}" if query else path)
        assert answer.status < 500, f"{name} went wrong"
        return answer

    def open(self, path: str) -> Response:
        """Open a path of the product."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def send(self, **fields: str) -> None:
        """Fill the main form and press its filled button."""
        for name, value in fields.items():
            self.page.fill(f"main [name={name}]", value)
        self.press("main form .btn:not(.ghost):not(.plain)")

    def press(self, selector: str) -> None:
        """Press, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()


@dataclass(frozen=True, slots=True)
class Scene:
    """One page in one state."""

    name: str
    """Unique; lower-case words with hyphens, also the name of its pictures."""
    address: str
    """Name of the address in the URL configuration, or ERRORS."""
    reach: Callable[[Visit], object]
    who: Who = Who.ASSESSOR
    newer: bool = False
    """To be seen where a newer edition is current, no trials are offered, and no seal is relied on any more."""
