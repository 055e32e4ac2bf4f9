"""An organisation with one of everything, in which each text is a word of its own that stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import cast
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import QuestionKey, UncertainPointKey
from assessments.domain.lifecycle import Role
from assessments.domain.progress import ActionState
from assessments.domain.reassessing import Trigger
from assessments.models import Assessment, DraftReport, Evidence, Invitation, Person, WithdrawalRequest
from assessments.models.drafts import READY
from assessments.report.sealing import SealKey
from assessments.services.access import Actor, scope
from assessments.services.clarifying import Wish, ask
from assessments.services.comments import say
from assessments.services.counsel import NewView, record_view
from assessments.services.deployments import create_deployment
from assessments.services.evidence import Details, Registration, add_file, register
from assessments.services.invitations import invite
from assessments.services.organisations import add_member, create_organisation
from assessments.services.place_values import PlaceFields
from assessments.services.places import add_places
from assessments.services.reassessing import NewTrigger, record_trigger
from assessments.services.remediation import Commitment, record_action
from assessments.services.withdrawing import ask_to_withdraw
from trust.cast import PASSWORD, Cast, answer_all, approved, demo_answers, put_on_record
from trust.documents import PDF, upload_of
from trust.documents import QUESTION as QUESTION

ROLES: dict[str, frozenset[Role]] = {
    "assessor": frozenset({Role.ASSESSOR}),
    "colleague": frozenset({Role.ASSESSOR}),
    "dpo": frozenset({Role.DPO}),
    "auditor": frozenset({Role.AUDITOR}),
    "administrator": frozenset({Role.ADMINISTRATOR}),
    "everything": frozenset(Role),
}
POINT, ACTION, UNSURE = UncertainPointKey("U1"), "M15-filing", QuestionKey("q_staff_rules")
FAST = ("django.contrib.auth.hashers.MD5PasswordHasher",)
_FINGERPRINT = "ab" * 32


@dataclass(slots=True)
class Words:
    """Words that stand nowhere else, by what they are in."""

    mark: str
    """What all of them begin with."""
    given: list[str] = field(default_factory=list)

    def __call__(self, place: str) -> str:
        """The word for this place."""
        word = f"{self.mark}{place}"
        self.given.append(word)
        return word

    def found_in(self, text: str) -> str:
        """One of them that the text holds, however it is written; empty where it holds none."""
        flat = text.lower()
        if self.mark not in flat:
            return ""
        return next((each for each in self.given if each in flat), self.mark)


@dataclass(slots=True)
class Furnished:
    """One organisation, its people and the keys of what it has."""

    words: Words
    organisation_id: UUID
    people: dict[str, Actor]
    """By name of the role."""
    parameters: dict[str, object] = field(default_factory=dict)
    """What addresses name, by the name of the parameter."""
    revision_request: UUID | None = None
    """An open request to withdraw the report."""

    def values(self, names: tuple[str, ...]) -> dict[str, object]:
        """The parameters of one address."""
        return {name: self.parameters[name] for name in names}

    def cast(self) -> Cast:
        """Those of its people who hand in and approve."""
        one = self.people
        return Cast(
            self.organisation_id,
            one["assessor"],
            one["colleague"],
            one["dpo"],
            one["auditor"],
            one["auditor"],
            Person(),
        )


def furnish(mark: str) -> Furnished:
    """Make one, through the same services as its pages. Nobody needs to guess its passwords."""
    with override_settings(PASSWORD_HASHERS=FAST):
        return _furnish(mark)


def _furnish(mark: str) -> Furnished:
    words, now = Words(mark), timezone.now()
    with transaction.atomic():
        organisation = create_organisation(words("organisation"), now)
        people = {name: add_member(organisation, _person(words, name), roles, now) for name, roles in ROLES.items()}
    made = Furnished(words, organisation, people)
    with scope(organisation):
        invite(people["administrator"], f"{words('invited')}@invited.example", {Role.AUDITOR})
        invitation = Invitation.objects.get(closed_at=None)
        key = _passkey(made)
        draft, evidence, place = _draft(made)
        deployment = Assessment.objects.get(id=draft).deployment_id
    revision = _report(made)
    made.parameters = {
        "assessment_id": draft,
        "deployment_id": deployment,
        "revision_id": revision,
        "evidence_id": evidence,
        "place_id": place,
        "person_id": people["colleague"].person_id,
        "invitation_id": invitation.id,
        "pk": key,
    }
    return made


def _person(words: Words, name: str) -> Person:
    word = words(name)
    return Person.objects.create_user(f"{word}@{uuid4().hex[:8]}.example", f"Person {word}", PASSWORD)


def _passkey(made: Furnished) -> int:
    """Of a member who does nothing else."""
    holder = add_member(made.organisation_id, _person(made.words, "holder"), {Role.AUDITOR}, timezone.now())
    key = Authenticator.objects.create(user_id=holder.person_id, type="webauthn", data={"name": made.words("passkey")})
    return int(key.pk)


def _draft(made: Furnished) -> tuple[UUID, UUID, UUID]:
    """An assessment that is answered; keys of it, of a document and of a place."""
    words, assessor = made.words, made.people["assessor"]
    name, site, about, unit = (words(each) for each in ("name", "site", "about", "unit"))
    draft = create_deployment(assessor, name, site, about, unit).assessment_id
    answers = demo_answers() | {"q_rule_cite": words("answer"), str(UNSURE): NotSure.NOT_SURE}
    answer_all(assessor, draft, answers)
    evidence = upload_of(f"{words('file')}.pdf", PDF.replace(b"1 0", b"%" + words("content").encode() + b"\n1 0", 1))
    add_file(assessor, draft, QUESTION, evidence, Details(note=words("note")))
    paper = Registration(words("paper"), words("keeper"), words("shelf"), "a" * 64)
    register(assessor, draft, QUESTION, paper, Details())
    place, *_ = add_places(assessor, draft, [PlaceFields(words("place"), words("address"), 2)])
    _talk(made, draft)
    return draft, _document(draft), place


def _document(draft: UUID) -> UUID:
    return UUID(str(Evidence.objects.filter(assessment_id=draft).earliest("audit_sequence").id))


def _talk(made: Furnished, draft: UUID) -> None:
    """What people say beside the answers."""
    words, assessor, dpo = made.words, made.people["assessor"], made.people["dpo"]
    say(dpo, draft, QUESTION, words("comment"))
    ask(assessor, draft, UNSURE, Wish(name=words("asked")), 0)
    record_view(dpo, draft, POINT, NewView(words("counsel"), date(2026, 1, 5), words("view"), words("reason")))
    record_trigger(assessor, draft, NewTrigger(Trigger.METHOD, date(2026, 1, 5), words("trigger")))
    done = Commitment(assessor.person_id, None, ActionState.DONE, words("action"), None)
    record_action(assessor, draft, ACTION, done, based_on=0)
    DraftReport.objects.create(
        organisation_id=made.organisation_id,
        assessment=Assessment.objects.get(id=draft),
        language="en",
        status=READY,
        asked_at=timezone.now(),
        as_at=timezone.now(),
        pdf=b"%PDF-1.7 " + words("draftpdf").encode(),
    )


def _report(made: Furnished) -> UUID:
    """A revision with something stored as its report, which somebody asks to withdraw."""
    words, assessor = made.words, made.people["assessor"]
    with scope(made.organisation_id):
        second = create_deployment(assessor, words("second"), words("where")).assessment_id
    answer_all(assessor, second, demo_answers() | {"q_rule_cite": words("sealedanswer")})
    revision = approved(made.cast(), second)
    key = cast(
        SealKey, SimpleNamespace(fingerprint=_FINGERPRINT, subject=words("signer"), is_self_issued=True)
    )  # What storing a report asks of a key.
    now = timezone.now()
    put_on_record(made.organisation_id, revision, b"%PDF-1.7 " + words("pdf").encode(), key, now)
    with scope(made.organisation_id):
        ask_to_withdraw(assessor, revision, words("withdraw"), reason_is_public=False)
        made.revision_request = WithdrawalRequest.objects.get(revision_id=revision).id
    return revision
