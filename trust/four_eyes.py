"""Approving one's own work: what would have to be possible for it, through the services and past them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from uuid import UUID

from django.db import DatabaseError, transaction

from assessments.domain.lifecycle import Role
from assessments.models import Assessment, Attestation, Membership, ReviewEvent, Revision
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.review import MoveRefused, approve, hand_in, return_to_assessor
from trust.cast import Cast, answer_all, demo_answers, start

ROLES = [frozenset(each) for size in range(len(Role) + 1) for each in combinations(Role, size)]
"""Every combination that somebody can have."""


def attest(person: Actor, assessment_id: UUID, **changed: object) -> None:
    """An approval, written past the services."""
    values: dict[str, object] = {
        "organisation_id": person.organisation_id,
        "assessment_id": assessment_id,
        "number": 1,
        "statement": "approve",
        "person_id": person.person_id,
        "person_name": "x",
        "role": "dpo",
        "answers_digest": "0" * 64,
        "made_at": person.now,
    }
    with transaction.atomic():
        Attestation.objects.create(**{**values, **changed})


def decide(person: Actor, assessment_id: UUID, move: str) -> None:
    """A move of the review, written past the services."""
    with transaction.atomic():
        ReviewEvent.objects.create(
            organisation_id=person.organisation_id,
            assessment_id=assessment_id,
            number=1,
            move=move,
            reason="x",
            made_by_id=person.person_id,
            made_at=person.now,
            audit_sequence=10_000,
        )


def freeze(person: Actor, assessment_id: UUID) -> None:
    """A revision, written past the services."""
    with transaction.atomic():
        Revision.objects.create(
            organisation_id=person.organisation_id,
            assessment_id=assessment_id,
            number=1,
            language="en",
            content=b"{}",
            content_digest="44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            frozen_at=person.now,
        )


def digest_seen(person: Actor, assessment_id: UUID) -> str:
    """Of the answers that the person has before them."""
    return load_workspace(person, assessment_id).answers_digest


def give(person: Actor, roles: frozenset[Role]) -> Actor:
    """Exactly these roles, in the database too."""
    Membership.objects.filter(person_id=person.person_id).delete()
    for role in roles:
        Membership.objects.create(organisation_id=person.organisation_id, person_id=person.person_id, role=role.value)
    return replace(person, roles=roles)


def authored(cast: Cast) -> Iterator[tuple[str, Actor, UUID]]:
    """One who answered and attested, one who only answered, one who only attested; each with the assessment."""
    both, answered = cast.assessor, cast.colleague
    for name, by, attested in (("both", both, both), ("answered", both, answered), ("attested", answered, both)):
        assessment_id = start(by, name)
        answer_all(by, assessment_id, demo_answers())
        value = digest_seen(attested, assessment_id)
        hand_in(attested, assessment_id, statement_accepted=True, expected_answers_digest=value)
        yield name, both, assessment_id


def refused_by_service(person: Actor, assessment_id: UUID) -> bool:
    """Whether neither approving nor returning is possible."""
    value = digest_seen(person, assessment_id)
    for act in (
        lambda: approve(person, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value),
        lambda: return_to_assessor(person, assessment_id, "x"),
    ):
        try:
            with transaction.atomic():
                act()
        except MoveRefused:
            continue
        return False
    return True


def refused_by_database(person: Actor, assessment_id: UUID) -> bool:
    """Whether nothing that an approval consists of can be written past the services."""
    for act in (
        lambda: attest(person, assessment_id),
        lambda: decide(person, assessment_id, "approve"),
        lambda: decide(person, assessment_id, "return"),
        lambda: freeze(person, assessment_id),
        lambda: Assessment.objects.filter(id=assessment_id).update(status="approved"),
        lambda: Assessment.objects.filter(id=assessment_id).update(status="sealing"),
    ):
        try:
            with transaction.atomic():
                act()
        except DatabaseError:
            continue
        return False
    return True
