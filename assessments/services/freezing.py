"""From an approved assessment to the frozen content of its revision, and to the same content for a draft."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID, uuid4

from procrastinate.contrib.django import app

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.answers import answer_to_json
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.counsel import points_of
from assessments.domain.lifecycle import Status
from assessments.domain.places import find_common, judge_places
from assessments.domain.report_codes import BITS, make_code
from assessments.domain.revision import (
    Attested,
    AuditMark,
    DeploymentFacts,
    EditionMark,
    GivenAnswer,
    Party,
    Reviewed,
    RevisionContent,
    RoutedStep,
    digest,
    to_canonical,
)
from assessments.domain.revision_schemas import schema_for
from assessments.domain.route import plan_route
from assessments.models import Assessment, Attestation, Entry, Organisation, ReviewEvent, Revision
from assessments.services.access import Actor
from assessments.services.assessments import entry_view
from assessments.services.audit import iso, record_event
from assessments.services.counsel_views import load_views
from assessments.services.evidence_views import marks_of
from assessments.services.place_views import load_places, mark_places, who_answered_for_places
from assessments.services.planned import mark_actions
from assessments.services.printing import require_printable
from assessments.services.reviewer_views import load_reviewer_views
from assessments.services.workspace import EntryView, digest_of, fold, given_by

SEAL_TASK, SEAL_QUEUE = "assessments.seal_revision", "seal"


@dataclass(frozen=True, slots=True)
class FrozenAs:
    """What the content says of itself."""

    revision_id: str
    """Empty for a draft."""
    language: str
    as_of: date
    audit: AuditMark
    at: datetime


def freeze(actor: Actor, row: Assessment) -> Revision:
    """Store the content of the revision for ever and ask the worker to seal it; part of the caller's transaction.
    Raises NotPrintable."""
    revision_id = uuid4()
    day = cast(date, row.as_of)  # a database constraint: the day stands once handed in
    here, number = actor.organisation_id, row.number
    mark = record_event(here, actor.person_id, Act.FREEZE, revision_id, actor.now, number=number)
    frozen_as = FrozenAs(str(revision_id), row.report_language, day, mark, actor.now)
    found = content_of(row, frozen_as)
    require_printable(found)
    content = to_canonical(found)
    revision = Revision.objects.create(
        id=revision_id,
        organisation_id=actor.organisation_id,
        assessment=row,
        number=row.number,
        language=row.report_language,
        content=content,
        content_digest=digest(content),
        frozen_at=actor.now,
        started_at=actor.now,
        code=make_code(secrets.randbits(BITS)),
    )
    row.status = Status.SEALING.value
    row.save(update_fields=["status"])
    record_event(
        actor.organisation_id,
        None,
        Act.BEGIN_SEALING,
        revision_id,
        actor.now,
        content_digest=revision.content_digest,
    )
    ask_for_seal(actor.organisation_id, revision_id)
    return revision


def preview(actor: Actor, row: Assessment, as_of: date) -> RevisionContent:
    """What would be frozen now, for looking at; it has no place in the audit chain."""
    return content_of(row, FrozenAs("", row.report_language, as_of, AuditMark(0, ""), actor.now))


def ask_for_seal(organisation_id: UUID, revision_id: UUID) -> None:
    """Queue the sealing; the job exists if and only if the transaction commits. Only keys travel, never answers."""
    app.configure_task(SEAL_TASK, queue=SEAL_QUEUE, lock=str(revision_id)).defer(
        organisation_id=str(organisation_id), revision_id=str(revision_id)
    )


def content_of(row: Assessment, frozen_as: FrozenAs) -> RevisionContent:
    """Everything that is established about the assessment now."""
    catalogue = edition(row.edition_key)
    entries = [
        entry_view(each, catalogue, each.made_by.name)
        for each in Entry.objects.filter(assessment=row).select_related("made_by").order_by("number")
    ]
    answers = fold(entries)
    route = plan_route(catalogue, answers)
    organisation = Organisation.objects.get(id=row.organisation_id)
    counsel = load_views(row, catalogue)
    common = find_common(catalogue, answers, frozen_as.as_of, points_of(counsel))
    here = load_places(row.id, catalogue)
    results = judge_places(common, {each.id: each.answers for each in here})
    places = mark_places(common, here, results)
    views = load_reviewer_views(row.id, row.number, common.assessed.findings)
    actions = mark_actions(row, common, results)
    alone = organisation.sole_person_reason if organisation.sole_person_exception and one_person_did_both(row) else ""
    attestations = _attested(row, digest_of(catalogue, route, answers, frozen_as.as_of, counsel, places))
    return RevisionContent(
        schema=schema_for(says_more=bool(places or views or alone), has_plan=bool(actions)),
        revision_id=frozen_as.revision_id,
        number=row.number,
        organisation=organisation_facts(organisation),
        deployment=deployment_facts(row),
        assessment_id=str(row.id),
        edition=EditionMark(catalogue.key, catalogue.digest, catalogue.law_as_of),
        as_of=frozen_as.as_of,
        language=frozen_as.language,
        route=tuple(RoutedStep(each.step.key, each.shown) for each in route.steps),
        answers=_given(entries, catalogue, route.asked),
        counsel=counsel,
        assessed=common.assessed,
        attestations=attestations,
        review=_reviewed(row),
        sole_person_exception=bool(alone),
        evidence=marks_of(row, route.asked),
        audit=frozen_as.audit,
        frozen_at=iso(frozen_as.at),
        places=places,
        reviewer_views=views,
        sole_person_reason=alone,
        actions=actions,
    )


def organisation_facts(organisation: Organisation) -> Party:
    """Who answers for an assessment."""
    return Party(str(organisation.id), organisation.name, organisation.credit_code)


def deployment_facts(row: Assessment) -> DeploymentFacts:
    """What is assessed."""
    one = row.deployment
    return DeploymentFacts(str(one.id), one.name, one.place, one.description)


def _given(entries: list[EntryView], catalogue: Catalogue, asked: frozenset[QuestionKey]) -> tuple[GivenAnswer, ...]:
    """Answers on the route, each with the act that gave it its present value."""
    last = given_by(entries)
    given = []
    for key in catalogue.questions:
        answer = last[key].answers[key] if key in last else None
        if answer is None or key not in asked:
            continue
        value = answer_to_json(answer)
        kept = tuple(value) if isinstance(value, list) else value
        given.append(GivenAnswer(key, kept, last[key].made_by, iso(last[key].made_at)))
    return tuple(given)


def _attested(row: Assessment, answers_digest: str) -> tuple[Attested, ...]:
    """Statements that are bound to exactly these answers."""
    rows = Attestation.objects.filter(assessment=row, number=row.number, answers_digest=answers_digest)
    return tuple(
        Attested(each.person_name, each.role, each.statement, iso(each.made_at), each.answers_digest)
        for each in rows.order_by("made_at", "-statement")
    )


def _reviewed(row: Assessment) -> tuple[Reviewed, ...]:
    events = ReviewEvent.objects.filter(assessment=row, number=row.number).select_related("made_by")
    return tuple(
        Reviewed(each.move, each.made_by.name, iso(each.made_at), each.reason)
        for each in events.order_by("audit_sequence")
    )


def one_person_did_both(row: Assessment) -> bool:
    """Whether the one who approved also answered or attested."""
    attested = Attestation.objects.filter(assessment=row, number=row.number)
    approvers = set(attested.filter(statement="approve").values_list("person_id", flat=True))
    authors = set(attested.filter(statement="hand_in").values_list("person_id", flat=True))
    authors |= set(Entry.objects.filter(assessment=row).values_list("made_by_id", flat=True))
    authors |= who_answered_for_places(row)
    return bool(approvers & authors)
