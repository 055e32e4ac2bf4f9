"""The audit trail for people: a page of events, newest first, with names instead of keys, and a filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.domain.actions import Act
from assessments.domain.canonical import Json
from assessments.domain.chain import look_alone, read_details
from assessments.domain.lifecycle import Role
from assessments.models import Assessment, AuditEvent, AuditHead, Deployment, Invitation, Membership, Person, Revision
from assessments.services.access import Actor, NotAllowed
from assessments.services.audit import CHUNK, row_of

PER_PAGE = 25
READERS = frozenset({Role.AUDITOR, Role.DPO})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks for; empty means all."""

    action: Act | None = None
    person: UUID | None = None
    text: str = ""
    """Part of the name of the deployment that the event is about."""
    since: date | None = None
    until: date | None = None
    """Both days are part of what is asked for."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event as people read it."""

    sequence: int
    at: datetime
    person: UUID | None
    """None for what the program did by itself."""
    person_name: str
    """Empty where nobody is known by that key any more."""
    action: str
    subject: UUID
    about: str
    """Name of the deployment or person, address of whoever was invited; empty for the organisation itself, and for
    what is gone."""
    assessment: UUID | None
    revision_number: int
    """0 where the event is not about a revision."""
    details: Mapping[str, Json]
    previous: str
    digest: str
    fits: bool
    """Whether it is as its digest says, looked at alone."""


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail."""

    events: Sequence[Event]
    length: int
    """How many events there are in all."""
    digest: str
    """Where the chain ends."""
    older: int
    """Events before this number come on the next page; 0 where there are none."""
    people: Sequence[tuple[UUID, str]]
    """Members of the organisation."""


@dataclass(frozen=True, slots=True)
class _Names:
    """Names for the keys in some events."""

    people: Mapping[UUID, str]
    deployments: Mapping[UUID, str]
    assessments: Mapping[UUID, str]
    revisions: Mapping[UUID, tuple[str, UUID, int]]
    invited: Mapping[UUID, str]

    @property
    def _others(self) -> Sequence[Mapping[UUID, str]]:
        return self.deployments, self.people, self.invited

    def read(self, row: AuditEvent) -> Event:
        """The event in words."""
        name, assessment, number = self.revisions.get(row.subject, ("", None, 0))
        if row.subject in self.assessments:
            name, assessment = self.assessments[row.subject], row.subject
        return Event(
            sequence=row.sequence,
            at=row.at,
            person=row.actor,
            person_name=self.people.get(row.actor, "") if row.actor else "",
            action=row.action,
            subject=row.subject,
            about=name or next((each[row.subject] for each in self._others if row.subject in each), ""),
            assessment=assessment,
            revision_number=number,
            details=read_details(bytes(row.payload)),
            previous=row.previous_digest,
            digest=row.digest,
            fits=look_alone(row_of(row)) is None,
        )


def load_trail(actor: Actor, wanted: Wanted, before: int = 0) -> TrailPage:
    """Events of the actor's organisation that match, older than number `before` where one is given.

    Raises NotAllowed. The number of queries does not depend on the number of events.
    """
    _refuse_others(actor)
    head = AuditHead.objects.get(organisation_id=actor.organisation_id)
    matching = _matching(actor, wanted)
    if before:
        matching = matching.filter(sequence__lt=before)
    rows = list(matching.order_by("-sequence")[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    members = Membership.objects.filter(organisation_id=actor.organisation_id)
    return TrailPage(
        events=list(_read(shown)),
        length=head.sequence,
        digest=head.digest,
        older=shown[-1].sequence if len(rows) > PER_PAGE else 0,
        people=sorted(set(members.values_list("person_id", "person__name")), key=lambda each: each[1]),
    )


def load_events(actor: Actor, wanted: Wanted) -> Iterator[Event]:
    """All events that match, oldest first, some at a time. Raises NotAllowed."""
    _refuse_others(actor)
    matching, done = _matching(actor, wanted).order_by("sequence"), 0
    while rows := list(matching.filter(sequence__gt=done)[:CHUNK]):
        yield from _read(rows)
        done = rows[-1].sequence


def _refuse_others(actor: Actor) -> None:
    if READERS.isdisjoint(actor.roles):
        raise NotAllowed


def _matching(actor: Actor, wanted: Wanted) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.filter(organisation_id=actor.organisation_id)
    if wanted.action:
        found = found.filter(action=wanted.action.value)
    if wanted.person:
        found = found.filter(actor=wanted.person)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found.filter(_about(wanted.text.strip())) if wanted.text.strip() else found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _about(text: str) -> Q:
    """Events about a deployment with this in its name, its assessments, or their revisions."""
    deployments = Deployment.objects.filter(name__icontains=text).values("id")
    assessments = Assessment.objects.filter(deployment__name__icontains=text).values("id")
    revisions = Revision.objects.filter(assessment__deployment__name__icontains=text).values("id")
    return Q(subject__in=deployments) | Q(subject__in=assessments) | Q(subject__in=revisions)


def _read(rows: Iterable[AuditEvent]) -> Iterator[Event]:
    rows = list(rows)
    subjects = {row.subject for row in rows}
    people = subjects | {row.actor for row in rows if row.actor}
    revisions = Revision.objects.filter(id__in=subjects)
    names = _Names(
        people=dict(Person.objects.filter(id__in=people).values_list("id", "name")),
        deployments=dict(Deployment.objects.filter(id__in=subjects).values_list("id", "name")),
        assessments=dict(Assessment.objects.filter(id__in=subjects).values_list("id", "deployment__name")),
        invited=dict(Invitation.objects.filter(id__in=subjects).values_list("id", "email")),
        revisions={
            key: (name, assessment, number)
            for key, name, assessment, number in revisions.values_list(
                "id", "assessment__deployment__name", "assessment_id", "number"
            )
        },
    )
    return map(names.read, rows)
