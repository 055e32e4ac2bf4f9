"""Starting a new assessment from the answers of an earlier one. Nothing counts until somebody confirms it: what goes
along is kept beside the new assessment, and becomes an entry only by the act of a person (`confirming`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from assessments.catalogues import editions_since
from assessments.domain.actions import Act
from assessments.domain.catalogue import Catalogue
from assessments.domain.lifecycle import EDITABLE, Role, Status
from assessments.domain.passing import to_be_confirmed
from assessments.domain.route import plan_route
from assessments.domain.upgrading import plan_upgrade
from assessments.models import Assessment, CarriedAnswer, Deployment, Entry
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.assessments import entry_view
from assessments.services.audit import record_event
from assessments.services.deployments import NewDeployment, make_deployment, next_number
from assessments.services.entries import lock_assessment
from assessments.services.evidence_keeping import carry_evidence
from assessments.services.place_keeping import carry_places
from assessments.services.upgrades import Given, carried_row
from assessments.services.workspace import fold, given_by

MOST_OFFERED = 5
"""Earlier assessments that are offered where a new one is started."""


class NoWay(Exception):
    """No way of declared changes leads from the assessment's edition to the current one."""


def may_copy(actor: Actor) -> bool:
    """Whether the person may start an assessment from another; a trial is one assessment."""
    return Role.ASSESSOR in actor.roles and actor.trial_until is None


def load_sources(actor: Actor) -> list[tuple[UUID, str, datetime]]:
    """Assessments with answers to start from, the one changed last first: key, deployment, last change."""
    rows = Assessment.objects.filter(organisation_id=actor.organisation_id)
    begun = rows.filter(Exists(Entry.objects.filter(assessment=OuterRef("pk"))), upgraded_to__isnull=True)
    found = begun.order_by("-updated_at", "id").values_list("id", "deployment__name", "updated_at")
    return list(found[:MOST_OFFERED])


@transaction.atomic
def start_from(actor: Actor, source_id: UUID, target: UUID | NewDeployment, *, with_evidence: bool = False) -> UUID:
    """A new assessment, on the current edition, of the deployment `target` or of one that is made for it; its key.

    Answers of the source that count there go along, to be confirmed; where the deployment is the same, its places too,
    "not sure" wherever they differed, and, `with_evidence`, its documents. Those of a source that an upgrade left
    behind stay: they may have been withdrawn where they went on, and their files be gone. A draft of this deployment
    that was started from the same source and has no entry yet is not made twice. Raises NotAllowed, NotFound, NoWay.
    """
    if not may_copy(actor):
        raise NotAllowed
    source = lock_assessment(actor, source_id)
    chain = editions_since(source.edition_key)
    if not chain:
        raise NoWay
    deployment = _deployment(actor, target)
    begun = _begun(source, deployment)
    if begun is not None:
        return begun
    new = _new(actor, source, deployment, chain[-1])
    CarriedAnswer.objects.bulk_create(carried_row(new, each) for each in _given(source, chain))
    if deployment.id == source.deployment_id:
        carry_places(actor, source, new, chain, counts=False)
        if with_evidence and source.status != Status.SUPERSEDED.value:
            carry_evidence(actor, source, new)
    return new.id


def _deployment(actor: Actor, target: UUID | NewDeployment) -> Deployment:
    if isinstance(target, NewDeployment):
        return make_deployment(actor, target)
    found = Deployment.objects.filter(organisation_id=actor.organisation_id, id=target).first()
    if found is None:
        raise NotFound
    return found


def _begun(source: Assessment, deployment: Deployment) -> UUID | None:
    drafts = Assessment.objects.filter(copied_from=source, deployment=deployment, status__in=EDITABLE)
    return drafts.filter(entries__isnull=True).values_list("id", flat=True).first()


def _new(actor: Actor, source: Assessment, deployment: Deployment, edition: Catalogue) -> Assessment:
    new = Assessment.objects.create(
        organisation_id=actor.organisation_id,
        deployment=deployment,
        edition_key=edition.key,
        author_id=actor.person_id,
        number=next_number(deployment.id),
        copied_from=source,
        report_language=source.report_language,
        created_at=actor.now,
        updated_at=actor.now,
    )
    told = {"copied_from": str(source.id), "deployment": str(deployment.id), "edition": str(edition.key)}
    record_event(actor.organisation_id, actor.person_id, Act.START_ASSESSMENT, new.id, actor.now, **told)
    return new


def _given(source: Assessment, chain: Sequence[Catalogue]) -> Iterator[Given]:
    """Answers on the source's route, each with the act that gave it."""
    rows = {each.number: each for each in Entry.objects.filter(assessment=source).order_by("number")}
    views = [entry_view(each, chain[0], "") for each in rows.values()]
    answers, acts = fold(views), given_by(views)
    asked = plan_route(chain[0], answers).asked
    plan = plan_upgrade(chain, {str(key): answers[key] for key in asked if key in answers})
    for passage in plan.passages:
        yield Given(to_be_confirmed(passage), plan.old, rows[acts[passage.origin].number])
