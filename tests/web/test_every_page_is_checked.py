"""Every address of the product has a scene, so that no page escapes the checks in the browser; or it shows no page."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, include, path, reverse

from assessments.catalogues import CURRENT
from tests.conftest import Cast, sign_in, start
from tests.e2e.scenes.registry import SCENES
from tests.e2e.scenes.scene import ERRORS
from trust.urlconf import names_of

SEEN = frozenset(scene.address for scene in SCENES)
NO_PAGE = {
    "healthz": "plain text for machines",
    "readyz": "plain text for machines",
    "metrics": "figures for machines",
    "policy-report": "only takes what browsers send by themselves",
    "graph-drawing": "a drawing that the page of the graph shows",
    "deadlines-file": "a calendar file",
    "calendar": "a calendar",
    "own-data-file": "a file for the person",
    "actions-file": "a table",
    "draft-file": "a PDF",
    "evidence-file": "a file to keep, never shown",
    "report": "a PDF",
    "twin-file": "a file to keep, never shown",
    "trail-table": "a table for spreadsheets",
    "trail-file": "a file for the verifier",
    "set_language": "only takes forms",
    "logout": "only takes forms",
    "invitation": "only takes forms",
    "demand-second-factor": "only takes forms",
    "choose-organisation": "only takes forms",
    "reopen": "only takes forms",
    "retry-sealing": "only takes forms",
    "resume": "leads on to a step",
    "account_login": "the sign-in page, by the name that django-allauth knows",
    "provider-sign-in": "leads on to the identity provider",
    "provider-callback": "leads on from the identity provider",
    "mfa_login_webauthn": "only takes what the script of the sign-in page sends",
}
"""Addresses that show no page, with what they answer instead."""


def unseen(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    return set(names_of(patterns)) - SEEN - set(NO_PAGE)


def test_every_address_has_a_scene_or_shows_no_page() -> None:
    assert unseen(get_resolver().url_patterns) == set()


def test_a_page_that_nobody_looks_at_is_found() -> None:
    assert unseen([path("new/", lambda request: None, name="brand-new")]) == {"brand-new"}  # type: ignore[arg-type, return-value]


def test_a_page_of_a_namespace_is_not_taken_for_one_of_the_same_name_outside() -> None:
    further = [path("login/", lambda request: None, name="login"), path("plain/", lambda request: None)]  # type: ignore[arg-type, return-value]
    assert unseen([path("more/", include((further, "more")))]) == {"more:login", "more:plain/"}


def test_scenes_and_exceptions_are_of_addresses_that_exist() -> None:
    known = set(names_of(get_resolver().url_patterns))
    assert SEEN - {ERRORS} <= known
    assert set(NO_PAGE) <= known
    assert not SEEN & set(NO_PAGE)


def test_names_of_scenes_are_unique() -> None:
    names = [scene.name for scene in SCENES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("name", NO_PAGE)
def test_an_exception_shows_no_page_indeed(cast: Cast, name: str) -> None:
    answer = sign_in(cast.dpo).get(_address(name, str(start(cast.assessor))))
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    assert not (is_page and answer.status_code == 200)
    assert Client().get("/").headers["Content-Type"].startswith("text/html")


def _address(name: str, assessment_id: str) -> str:
    for where in ([], [CURRENT], [assessment_id]):
        try:
            return reverse(name, args=where)
        except NoReverseMatch:
            continue
    return reverse(name, args=[uuid4()])
