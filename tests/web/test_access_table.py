"""Who gets what at which address: one row for each address, one column for each person. A missing row fails."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from assessments.catalogues import CURRENT
from assessments.models import Revision
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.review import approve, hand_in
from assessments.web.policies import POLICIES
from tests.conftest import Cast, answer_all, case_answers, make_cast, sign_in, start
from tests.services.filing import QUESTION, put_file
from tests.services.placing import put_places
from trust.urlconf import names_of

ACTION = "M15-filing"
"""Of what `answered` gives."""

PEOPLE = ("anonymous", "stranger", "outsider", "assessor", "colleague", "dpo", "auditor")

# "login" is a redirect to the sign-in page; numbers are status codes.
TABLE: dict[tuple[str, str], str] = {
    # method and address            anonymous stranger outsider assessor colleague dpo auditor
    ("GET", "landing"): "200 302 302 302 302 302 302",
    ("GET", "help"): "200 200 200 200 200 200 200",
    ("GET", "glossary"): "200 200 200 200 200 200 200",
    ("GET", "example"): "200 200 200 200 200 200 200",
    ("GET", "healthz"): "200 200 200 200 200 200 200",
    ("GET", "readyz"): "200 200 200 200 200 200 200",
    ("GET", "metrics"): "404 404 404 404 404 404 404",
    ("GET", "policy-report"): "404 404 404 404 404 404 404",
    ("GET", "try"): "200 302 302 302 302 302 302",
    ("POST", "try"): "302 302 302 302 302 302 302",
    ("GET", "take-over"): "login 403 302 302 302 302 302",
    ("POST", "take-over"): "login 403 302 302 302 302 302",
    ("GET", "verify"): "200 200 200 200 200 200 200",
    ("POST", "verify"): "422 422 422 422 422 422 422",
    ("GET", "coverage"): "200 200 200 200 200 200 200",
    ("GET", "graph"): "200 200 200 200 200 200 200",
    ("GET", "graph-drawing"): "200 200 200 200 200 200 200",
    ("GET", "set_language"): "405 405 405 405 405 405 405",
    ("POST", "set_language"): "302 302 302 302 302 302 302",
    ("GET", "login"): "200 302 302 302 302 302 302",
    ("GET", "logout"): "login 405 405 405 405 405 405",
    ("GET", "account"): "login 200 200 200 200 200 200",
    ("GET", "reminders"): "login 200 200 200 200 200 200",
    ("POST", "reminders"): "login 302 302 302 302 302 302",
    ("GET", "own-data"): "login 200 200 200 200 200 200",
    ("POST", "own-data"): "login 422 422 422 422 422 422",
    ("GET", "own-data-file"): "login 200 200 200 200 200 200",
    ("GET", "calendar"): "404 404 404 404 404 404 404",
    ("GET", "account_login"): "200 302 302 302 302 302 302",
    ("GET", "mfa_authenticate"): "login 302 302 302 302 302 302",
    ("GET", "mfa_login_webauthn"): "login 302 302 302 302 302 302",
    ("GET", "provider-sign-in"): "404 404 404 404 404 404 404",
    ("GET", "provider-callback"): "404 404 404 404 404 404 404",
    ("GET", "provider-refused"): "403 403 403 403 403 403 403",
    ("GET", "provider-confirm"): "login 404 404 404 404 404 404",
    ("GET", "mfa_index"): "login 200 200 200 200 200 200",
    ("GET", "mfa_activate_totp"): "login 200 200 200 200 200 200",
    ("GET", "mfa_deactivate_totp"): "login 404 404 404 404 404 404",
    ("GET", "mfa_view_recovery_codes"): "login 404 404 404 404 404 404",
    ("GET", "mfa_generate_recovery_codes"): "login 200 200 200 200 200 200",
    ("GET", "mfa_add_webauthn"): "login 200 200 200 200 200 200",
    ("GET", "mfa_remove_webauthn"): "login 404 404 404 404 404 404",
    ("GET", "password"): "login 200 200 200 200 200 200",
    ("GET", "second-factor-needed"): "login 200 200 200 200 200 200",
    ("GET", "password-forgotten"): "200 200 200 200 200 200 200",
    ("POST", "password-forgotten"): "422 422 422 422 422 422 422",
    ("GET", "password-sent"): "200 200 200 200 200 200 200",
    ("GET", "password-reset"): "404 404 404 404 404 404 404",
    ("GET", "password-reset-done"): "200 200 200 200 200 200 200",
    ("GET", "demand-second-factor"): "login 403 403 403 403 403 403",
    ("POST", "demand-second-factor"): "login 403 403 403 403 403 403",
    ("GET", "account_reauthenticate"): "login 200 200 200 200 200 200",
    ("GET", "mfa_reauthenticate"): "login 302 302 302 302 302 302",
    ("GET", "mfa_reauthenticate_webauthn"): "login 302 302 302 302 302 302",
    ("GET", "dashboard"): "login 403 200 200 200 200 200",
    ("GET", "desk"): "login 403 200 403 403 200 403",
    ("POST", "desk"): "login 403 405 403 403 405 403",
    ("PUT", "desk"): "login 403 405 403 403 405 403",
    ("DELETE", "desk"): "login 403 405 403 403 405 403",
    ("GET", "trail"): "login 403 200 403 403 200 200",
    ("GET", "trail-table"): "login 403 200 403 403 200 200",
    ("GET", "trail-file"): "login 403 200 403 403 200 200",
    ("GET", "people"): "login 403 403 403 403 403 403",
    ("GET", "person"): "login 403 403 403 403 403 403",
    ("POST", "person"): "login 403 403 403 403 403 403",
    ("GET", "invite"): "login 403 403 403 403 403 403",
    ("POST", "invite"): "login 403 403 403 403 403 403",
    ("GET", "invitation"): "login 403 403 403 403 403 403",
    ("POST", "invitation"): "login 403 403 403 403 403 403",
    ("GET", "join"): "404 404 404 404 404 404 404",
    ("POST", "join"): "404 404 404 404 404 404 404",
    ("GET", "choose-organisation"): "login 403 405 405 405 405 405",
    ("POST", "choose-organisation"): "login 403 404 404 404 404 404",
    ("GET", "new-deployment"): "login 403 200 200 200 403 403",
    ("POST", "new-deployment"): "login 403 422 422 422 403 403",
    ("GET", "resume"): "login 403 404 302 302 302 302",
    ("GET", "step"): "login 403 404 200 200 302 302",
    ("POST", "step"): "login 403 404 302 302 302 302",
    ("GET", "check"): "login 403 404 200 200 200 200",
    ("GET", "findings"): "login 403 404 200 200 200 200",
    ("GET", "actions"): "login 403 404 200 200 200 200",
    ("GET", "action"): "login 403 404 200 200 200 200",
    ("POST", "action"): "login 403 404 422 422 422 403",
    ("GET", "actions-file"): "login 403 404 200 200 200 200",
    ("GET", "reassessment"): "login 403 404 200 200 200 200",
    ("POST", "reassessment"): "login 403 404 422 422 422 403",
    ("GET", "by-article"): "login 403 404 200 200 200 200",
    ("GET", "deadlines"): "login 403 404 200 200 200 200",
    ("GET", "deadlines-file"): "login 403 404 200 200 200 200",
    ("GET", "history"): "login 403 404 200 200 200 200",
    ("POST", "history"): "login 403 404 404 404 404 404",
    ("GET", "copy"): "login 403 404 200 200 403 403",
    ("POST", "copy"): "login 403 404 422 422 403 403",
    ("GET", "reconfirm"): "login 403 404 200 200 200 200",
    ("POST", "reconfirm"): "login 403 404 404 404 403 403",
    ("GET", "together"): "login 403 404 200 200 200 200",
    ("POST", "together"): "login 403 404 404 404 404 404",
    ("GET", "question"): "login 403 404 200 200 200 200",
    ("POST", "question"): "login 403 404 422 422 422 403",
    ("GET", "search"): "login 403 404 200 200 200 200",
    ("GET", "uncertain"): "login 403 404 200 200 200 200",
    ("POST", "uncertain"): "login 403 404 422 422 422 403",
    ("GET", "evidence"): "login 403 404 200 200 200 200",
    ("GET", "evidence-question"): "login 403 404 200 200 200 200",
    ("POST", "evidence-question"): "login 403 404 422 422 403 403",
    ("GET", "evidence-file"): "login 403 404 200 200 200 200",
    ("GET", "places"): "login 403 404 200 200 200 200",
    ("POST", "places"): "login 403 404 422 422 403 403",
    ("GET", "places-findings"): "login 403 404 200 200 200 200",
    ("GET", "place"): "login 403 404 200 200 200 200",
    ("POST", "place"): "login 403 404 422 422 403 403",
    ("GET", "place-question"): "login 403 404 200 200 302 302",
    ("POST", "place-question"): "login 403 404 422 422 403 403",
    ("GET", "hand-in"): "login 403 404 302 302 403 403",
    ("POST", "hand-in"): "login 403 404 302 302 403 403",
    ("GET", "draft"): "login 403 404 200 200 200 200",
    ("POST", "draft"): "login 403 404 302 302 302 302",
    ("GET", "draft-file"): "login 403 404 302 302 302 302",
    ("GET", "reopen"): "login 403 405 405 405 403 403",
    ("POST", "reopen"): "login 403 404 409 409 403 403",
    ("GET", "upgrade"): "login 403 404 302 302 302 302",
    ("POST", "upgrade"): "login 403 404 302 302 403 403",
    ("GET", "review"): "login 403 404 403 403 302 403",
    ("POST", "review"): "login 403 404 403 403 302 403",
    ("GET", "revision"): "login 403 404 200 200 200 200",
    ("GET", "retry-sealing"): "login 403 405 403 403 405 403",
    ("POST", "retry-sealing"): "login 403 404 403 403 302 403",
    ("GET", "withdraw"): "login 403 404 302 302 302 302",
    ("POST", "withdraw"): "login 403 404 302 302 302 302",
    ("GET", "report"): "login 403 404 404 404 404 404",
    ("GET", "twin"): "login 403 404 404 404 404 404",
    ("GET", "twin-file"): "login 403 404 404 404 404 404",
}


FIXED: dict[str, dict[str, object]] = {
    "mfa_remove_webauthn": {"pk": 1},
    "join": {"token": "unknown"},
    "password-reset": {"uidb64": "MQ", "token": "unknown"},
    "provider-refused": {"why": "stranger"},
}
"""Parts of addresses that name nothing of the stage."""


@dataclass(frozen=True, slots=True)
class Stage:
    """An assessment that is a draft, and a revision of another one that waits for its seal."""

    cast: Cast
    draft: UUID
    answered: UUID
    revision: UUID
    evidence: UUID
    place: UUID


@pytest.fixture
def stage(committed: None) -> Stage:
    cast = make_cast()
    draft, other = start(cast.assessor), start(cast.assessor, "Second")
    answer_all(cast.assessor, other, case_answers("sealed.yaml"))
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, other).answers_digest
        hand_in(cast.assessor, other, statement_accepted=True, expected_answers_digest=digest)
        made: Revision = approve(
            cast.dpo, other, language="en", statement_accepted=True, expected_answers_digest=digest
        )
        evidence = put_file(cast.assessor, draft)
    place, *_ = put_places(cast.assessor, draft)
    return Stage(cast, draft, other, made.id, evidence, place)


def browser(stage: Stage, person: str) -> Client:
    return Client() if person == "anonymous" else sign_in(getattr(stage.cast, person))


def address(stage: Stage, name: str) -> str:
    if name in ("revision", "retry-sealing", "report", "twin", "twin-file", "withdraw"):
        return reverse(name, kwargs={"revision_id": stage.revision})
    if name in (
        "resume",
        "check",
        "findings",
        "actions",
        "actions-file",
        "reassessment",
        "by-article",
        "deadlines",
        "deadlines-file",
        "history",
        "together",
        "copy",
        "reconfirm",
        "search",
        "uncertain",
        "evidence",
        "places",
        "places-findings",
        "hand-in",
        "draft",
        "draft-file",
        "review",
        "reopen",
        "upgrade",
    ):
        return reverse(name, kwargs={"assessment_id": stage.draft})
    if name == "person":
        return reverse(name, kwargs={"person_id": stage.cast.assessor.person_id})
    if name == "invitation":
        return reverse(name, kwargs={"invitation_id": stage.revision})
    if name == "evidence-file":
        return reverse(name, kwargs={"evidence_id": stage.evidence})
    if name in ("evidence-question", "question"):
        return reverse(name, kwargs={"assessment_id": stage.draft, "question": QUESTION})
    if name in ("action", "calendar"):
        return reverse(name, args=[stage.answered, ACTION] if name == "action" else ["unknown"])
    if name in ("place", "place-question"):
        more = {"question": "q_private_room"} if name == "place-question" else {}
        return reverse(name, kwargs={"assessment_id": stage.draft, "place_id": stage.place, **more})
    if name == "step":
        return reverse(name, kwargs={"assessment_id": stage.draft, "step": "system"})
    if name in ("coverage", "graph", "graph-drawing"):
        return reverse(name, kwargs={"edition_key": CURRENT})
    return reverse(name, kwargs=FIXED.get(name))


def test_every_address_has_a_policy_and_a_row() -> None:
    named = set(names_of(get_resolver().url_patterns))
    assert named == {name for _, name in TABLE}
    assert named == set(POLICIES)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_each_person_gets_what_the_table_says(stage: Stage) -> None:
    wrong, readers = [], {person: browser(stage, person) for person in PEOPLE}
    for (method, name), row in TABLE.items():
        for person, expected in zip(PEOPLE, row.split(), strict=True):
            # What is sent can change the browser's own state; reading signs nobody in or out.
            client = readers[person] if method == "GET" else browser(stage, person)
            answer = client.generic(method, address(stage, name))
            got = str(answer.status_code)
            if got == "302" and "/account/login/" in answer.headers["Location"]:
                got = "login"
            if got != expected:
                wrong.append(f"{method} {name} {person}: {got}, not {expected}")
    assert wrong == []


def test_nobody_finds_what_does_not_exist(stage: Stage) -> None:
    client = browser(stage, "assessor")
    for name, kwargs in (
        ("findings", {"assessment_id": UUID(int=7)}),
        ("report", {"revision_id": UUID(int=7)}),
        ("evidence-file", {"evidence_id": UUID(int=7)}),
        ("evidence-question", {"assessment_id": stage.draft, "question": "q_unheard_of"}),
    ):
        assert client.get(reverse(name, kwargs=kwargs)).status_code == 404


def test_errors_reveal_no_detail(stage: Stage) -> None:
    page = browser(stage, "outsider").get(address(stage, "findings")).content.decode()
    assert "Gates" not in page
    assert str(stage.cast.organisation_id) not in page


def test_an_overdue_deadline_stands_on_the_list(stage: Stage) -> None:
    page = browser(stage, "assessor").get(address(stage, "dashboard")).content.decode()
    assert "23 Nov 2026" in page
