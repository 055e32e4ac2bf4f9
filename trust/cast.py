"""A fixed cast: assessor, colleague, DPO, auditor, and an outsider of another organisation; and what they do."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import transaction
from django.test import Client

from assessments import catalogues
from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer
from assessments.domain.lifecycle import Role
from assessments.models import Person
from assessments.report.keys import SealKey
from assessments.report.verification import verify_report
from assessments.services import sealing
from assessments.services.access import Actor, scope
from assessments.services.assessments import load_workspace
from assessments.services.deployments import create_deployment
from assessments.services.entries import record_entry
from assessments.services.organisations import add_member, create_organisation
from assessments.services.review import approve, hand_in

PASSWORD = "a-long-test-password"
DEMO = Path(catalogues.__file__).parent / "demo"


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of two organisations."""

    organisation_id: UUID
    assessor: Actor
    colleague: Actor
    dpo: Actor
    auditor: Actor
    outsider: Actor
    """Assessor and DPO of another organisation."""
    stranger: Person
    """Somebody without any membership."""


def make_person(name: str) -> Person:
    """Somebody who can sign in with PASSWORD."""
    return Person.objects.create_user(f"{uuid4().hex}@test.example", name, PASSWORD)


def make_cast(now: datetime) -> Cast:
    """Both organisations, freshly made."""
    with transaction.atomic():
        other = create_organisation("Other 另一家", now)
        outsider = add_member(other, make_person("Out Sider"), {Role.ASSESSOR, Role.DPO}, now)
    with transaction.atomic():
        here = create_organisation("Here 本公司", now)

        def member(name: str, *roles: Role) -> Actor:
            return add_member(here, make_person(name), roles, now)

        return Cast(
            organisation_id=here,
            assessor=member("Asse Ssor 评估人", Role.ASSESSOR),
            colleague=member("Col League", Role.ASSESSOR),
            dpo=member("Dee Pio 负责人", Role.DPO),
            auditor=member("Au Ditor", Role.AUDITOR),
            outsider=outsider,
            stranger=make_person("Stran Ger"),
        )


def start(actor: Actor, name: str = "Gates 闸机") -> UUID:
    """A new assessment without answers."""
    with scope(actor.organisation_id):
        return create_deployment(actor, name, "Shanghai 上海", "Gates in the lobby").assessment_id


def answer_all(actor: Actor, assessment_id: UUID, answers: dict[str, Answer]) -> None:
    """Answer every step of the route as a person would, in order."""
    with scope(actor.organisation_id):
        space = load_workspace(actor, assessment_id)
        for step in space.catalogue.steps:
            if space.route.step(step.key) is None:
                continue
            here = {str(one.question): answers[one.question] for one in step.placements if one.question in answers}
            space = record_entry(actor, space, step.key, here, space.based_on(step.key)).workspace
        assert space.route.open_count == 0, [each.open for each in space.route.steps if each.open]


def demo_answers(name: str = "sealed.yaml") -> dict[str, Answer]:
    """Answers that the product ships with: sealed.yaml is complete, half-answered.yaml is not."""
    return dict(read_case(DEMO / name, current_edition()).answers)


def approved(cast: Cast, assessment_id: UUID, language: str = "en") -> UUID:
    """Hand in what is answered, and approve it; the revision, which waits for its seal."""
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
        made = approve(
            cast.dpo, assessment_id, language=language, statement_accepted=True, expected_answers_digest=digest
        )
    return UUID(str(made.id))


def put_on_record(organisation_id: UUID, revision_id: UUID, pdf: bytes, key: SealKey, now: datetime) -> bool:
    """Store something as the sealed report of a revision, as the signer does, without the paper; whether it was."""
    attempt = sealing._begin(organisation_id, revision_id, now)
    if attempt is not None:
        sealing._store(attempt, sealing.Made(pdf, key, now, verify_report(b"", ())))
    return attempt is not None


def at(actor: Actor, moment: datetime) -> Actor:
    """The same person at another moment."""
    return replace(actor, now=moment)


def sign_in(actor: Actor | Person, *, confirmed: bool = True) -> Client:
    """A browser in which the person is signed in, and has just `confirmed` who they are."""
    client = Client()
    person_id = actor.person_id if isinstance(actor, Actor) else actor.pk
    client.force_login(Person.objects.get(id=person_id))
    if confirmed:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(person_id)
        session.save()
    return client
