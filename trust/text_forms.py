"""Every form that takes a text of people's own, and where the text is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db.models import Model
from django.urls import reverse

from assessments.domain.lifecycle import Role
from assessments.models import (
    ActionRecord,
    Clarification,
    Comment,
    CounselRecord,
    Deployment,
    Entry,
    Evidence,
    Person,
    PlaceDescription,
    ReviewEvent,
    TriggerRecord,
    WithdrawalRequest,
)
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.invitations import invite
from assessments.services.review import hand_in
from assessments.services.withdrawing import take_back_request
from trust.cast import PASSWORD
from trust.furnished import ACTION, POINT, QUESTION, UNSURE, Furnished

Row = Mapping[str, object]
ANSWER = "q_rule_cite"
JOINING = "@joining.example"
_OF_REVISION, _OF_PLACE = ("revision_id",), ("assessment_id", "place_id")


def _nothing_first(here: Furnished) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class TextForm:
    """One form with its texts."""

    name: str
    """As addresses are named."""
    model: type[Model]
    texts: Mapping[str, str]
    """Field of the form, and field of the table; after two underscores the key within it."""
    sent: Mapping[str, str] = field(default_factory=dict)
    """What is sent besides; an empty value stands for one that is new each time."""
    path: Mapping[str, str] = field(default_factory=dict)
    """What the path names beyond what is furnished."""
    known: tuple[str, ...] = ("assessment_id",)
    """What it names of what is furnished."""
    based_on: str = "audit_sequence"
    """Field of the newest row that the form brings back, and by which it is the newest."""
    only: Mapping[str, object] = field(default_factory=dict)
    """Which rows of the table."""
    first: Callable[[Furnished], str] = _nothing_first
    """What has to be done before; the address, where that gives it."""
    is_signed_in: bool = True

    def address(self, here: Furnished) -> str:
        """Where it is sent."""
        return self.first(here) or reverse(self.name, kwargs={**here.values(self.known), **self.path})

    def newest(self, here: Furnished) -> Row | None:
        """The newest row; None where there is none."""
        with scope(here.organisation_id):
            rows = self.model._default_manager.filter(**self.only).order_by(f"-{self.based_on}")
            if self.model is Entry:
                rows = rows.filter(assessment_id=here.parameters["assessment_id"])
            return rows.values().first()

    def body(self, newest: Row | None) -> dict[str, str]:
        """What is sent besides the texts."""
        fresh = {name: value or uuid4().hex * 2 for name, value in self.sent.items()}
        return {"based_on": str(newest[self.based_on] if newest else 0), **fresh}


def kept(row: Row, name: str) -> object:
    """The text in a row."""
    column, _, key = name.partition("__")
    value = row[column]
    return value.get(key) if key and isinstance(value, dict) else value


def _take_back(here: Furnished) -> str:
    """Only one request to withdraw can be open."""
    with scope(here.organisation_id):
        for key, by in WithdrawalRequest.objects.filter(decision=None).values_list("id", "asked_by_id"):
            asker = next(each for each in here.people.values() if each.person_id == by)
            take_back_request(asker, UUID(str(here.parameters["revision_id"])), key)
    return ""


def _invite(here: Furnished) -> str:
    """The address of an invitation that was just sent."""
    with scope(here.organisation_id):
        sent = invite(here.people["administrator"], f"{uuid4().hex}{JOINING}", {Role.AUDITOR})
    return reverse("join", args=[sent.token])


FORMS = (
    TextForm(
        "step",
        Entry,
        {ANSWER: f"answers__{ANSWER}"},
        {f"{ANSWER}.stance": "given", "asked": ANSWER, "go": "later"},
        {"step": "purpose"},
        based_on="number",
        only={"step": "purpose"},
    ),
    TextForm("question", Comment, {"text": "text"}, {"go": "say"}, {"question": str(QUESTION)}),
    TextForm("question", Clarification, {"c-name": "name"}, {"go": "ask"}, {"question": str(UNSURE)}),
    TextForm(
        "uncertain",
        CounselRecord,
        {"counsel": "counsel", "view": "view", "reason": "reason"},
        {"point": str(POINT), "given_on": "2026-01-05"},
    ),
    TextForm("reassessment", TriggerRecord, {"note": "note"}, {"trigger": "method", "happened_on": "2026-01-05"}),
    TextForm("action", ActionRecord, {"note": "note"}, {"state": "done"}, {"key": ACTION}, based_on="number"),
    TextForm(
        "evidence-question",
        Evidence,
        {"r-name": "name", "r-holder": "holder", "r-place": "place", "r-note": "note"},
        {"go": "register", "r-digest": ""},
        {"question": str(QUESTION)},
    ),
    TextForm("place", PlaceDescription, {"name": "name", "address": "address"}, known=_OF_PLACE, based_on="version"),
    TextForm(
        "new-deployment",
        Deployment,
        {"name": "name", "place": "place", "unit": "unit", "description": "description"},
        known=(),
        based_on="created_at",
    ),
    TextForm("copy", Deployment, {"name": "name", "place": "place"}, {"deployment": "new"}, based_on="created_at"),
    TextForm("withdraw", WithdrawalRequest, {"reason": "reason"}, {"go": "ask"}, known=_OF_REVISION, first=_take_back),
    TextForm(
        "join",
        Person,
        {"name": "name"},
        {"password": PASSWORD, "again": PASSWORD},
        based_on="last_login",
        only={"email__endswith": JOINING},
        first=_invite,
        is_signed_in=False,
    ),
)
"""Each with all of its texts at once."""


def hand_in_again(here: Furnished) -> None:
    """Only what was handed in can be returned."""
    draft = UUID(str(here.parameters["assessment_id"]))
    with scope(here.organisation_id):
        digest = load_workspace(here.people["assessor"], draft).answers_digest
        hand_in(here.people["assessor"], draft, statement_accepted=True, expected_answers_digest=digest)


RETURNING = TextForm(
    "review",
    ReviewEvent,
    {"reason": "reason", f"comment.{QUESTION}": f"comments__{QUESTION}"},
    {"go": "return"},
    only={"move": "return"},
)
"""The texts of a review, which end it."""
READ_ONLY = (
    ("dashboard", "q"),
    ("dashboard", "page"),
    ("trail", "before"),
    ("trail-table", "act"),
    ("search", "q"),
    ("history", "step"),
    ("history", "page"),
    ("findings", "as_of"),
    ("findings", "severity"),
    ("together", "step"),
    ("reconfirm", "step"),
    ("step", "new"),
    ("desk", "order"),
    ("desk", "q"),
    ("login", "next"),
)
"""Addresses with what stands behind the question mark; it is read, and kept nowhere."""
NOT_KEPT = (
    ("login", "login"),
    ("login", "username"),
    ("password-forgotten", "email"),
    ("verify", "code"),
    ("invite", "email"),
    ("set_language", "language"),
    ("set_language", "next"),
    ("places", "lines"),
    ("mfa_login_webauthn", "credential"),
    ("mfa_add_webauthn", "credential"),
    ("mfa_activate_totp", "code"),
    ("account_reauthenticate", "password"),
    ("choose-organisation", "organisation"),
    ("review", "reason"),
)
"""Forms with a field of which nothing is kept as a text of people's own."""
