"""Whether a frozen revision may be sealed: what the signer establishes for itself before it uses the key.

All that it is told is an identifier. That the content is unaltered, follows from its answers, and was approved by
somebody who did not give them, it reads from the database and computes; whoever asked for the seal is not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from assessments.catalogues import edition, edition_keys
from assessments.domain.actions import Act
from assessments.domain.answers import IllegalAnswer
from assessments.domain.canonical import NotCanonical, read_object
from assessments.domain.catalogue import Catalogue
from assessments.domain.lifecycle import Status
from assessments.domain.recomputing import recompute
from assessments.domain.revision import RevisionContent, digest, edition_of, from_canonical
from assessments.models import Assessment, Attestation, AuditEvent, ReviewEvent, Revision
from assessments.models.reviews import APPROVE, HAND_IN
from assessments.models.revisions import SEALING
from assessments.services.access import scope
from assessments.services.audit import iso
from assessments.services.evidence_views import marks_of
from assessments.services.freezing import deployment_facts, one_person_did_both, organisation_facts


@dataclass(eq=False)
class NotReleased(Exception):
    """The revision may not be sealed; `reason` is a plain sentence. Trying again does not help."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Released:
    """What may be sealed."""

    content: RevisionContent
    catalogue: Catalogue


def check_release(organisation_id: UUID, revision_id: UUID, frozen: bytes) -> Released:
    """The content whose bytes are `frozen`, if this revision may be sealed with it. Raises NotReleased."""
    released = _read(frozen)
    with scope(organisation_id):
        row = Revision.objects.select_related("assessment").get(id=revision_id)
        problem = (
            _in_its_place(row, released.content, frozen)
            or _follows(released)
            or _approved(row, released.content)
            or _established(row.assessment, released.content)
            or _in_the_trail(row, released.content)
        )
    if problem:
        raise NotReleased(problem)
    return released


def _read(frozen: bytes) -> Released:
    try:
        key = edition_of(frozen).key
        if key not in edition_keys():
            raise NotReleased("the frozen content names an edition that this installation does not have")
        catalogue = edition(key)
        return Released(from_canonical(frozen, catalogue), catalogue)
    except (NotCanonical, IllegalAnswer, KeyError):
        raise NotReleased("the frozen content cannot be read") from None


def _in_its_place(row: Revision, content: RevisionContent, frozen: bytes) -> str:
    if digest(frozen) != row.content_digest or bytes(row.content) != frozen:
        return "the content is not the one that was frozen"
    stated = (content.revision_id, content.organisation.id, content.assessment_id)
    if stated != (str(row.id), str(row.organisation_id), str(row.assessment_id)):
        return "the content is that of another revision"
    facts = (content.number, content.language, content.frozen_at, content.edition.key)
    if facts != (row.number, row.language, iso(row.frozen_at), row.assessment.edition_key):
        return "the content and the revision do not say the same"
    if row.status != SEALING or (row.assessment.status, row.assessment.number) != (Status.SEALING.value, row.number):
        return "the assessment does not wait for the seal of this revision"
    return ""


def _follows(released: Released) -> str:
    try:
        differences = recompute(released.content, released.catalogue).differences
    except (NotCanonical, IllegalAnswer, KeyError):
        return "the answers are none of the edition"
    return f"the content does not follow from its answers ({differences[0].matter})" if differences else ""


def _approved(row: Revision, content: RevisionContent) -> str:
    moves = ReviewEvent.objects.filter(assessment_id=row.assessment_id, number=row.number).order_by("-audit_sequence")
    if moves.values_list("move", flat=True).first() != "approve":
        return "the revision is not approved"
    rows = Attestation.objects.filter(assessment_id=row.assessment_id, number=row.number)
    known = {(each.person_name, each.role, each.statement, iso(each.made_at), each.answers_digest) for each in rows}
    told = content.attestations
    stated = {(each.person_name, each.role, each.statement, each.made_at, each.answers_digest) for each in told}
    if not stated <= known or {each.statement for each in told} != {HAND_IN, APPROVE}:
        return "what people attested is not what the content says"
    if one_person_did_both(row.assessment) and not content.sole_person_exception:
        return "who answered also approved"
    return ""


def _established(row: Assessment, content: RevisionContent) -> str:
    """What the rows say beside the answers. Names of people can have been erased since, and are not compared."""
    if (content.organisation, content.deployment) != (organisation_facts(row.organisation), deployment_facts(row)):
        return "the content speaks of another organisation or deployment"
    moves = ReviewEvent.objects.filter(assessment=row, number=row.number).order_by("audit_sequence")
    known = [(each.move, iso(each.made_at), each.reason) for each in moves]
    if [(each.move, each.at, each.comment) for each in content.review] != known:
        return "the review went another way than the content says"
    asked = {each for step in content.route for each in step.questions}
    marks = [(each.name, each.digest, each.question) for each in marks_of(row, asked)]
    if [(each.name, each.digest, each.question) for each in content.evidence] != marks:
        return "the documents are not those that the content names"
    return ""


def _in_the_trail(row: Revision, content: RevisionContent) -> str:
    events = {each.action: each for each in AuditEvent.objects.filter(subject=row.id).order_by("sequence")}
    frozen, asked = events.get(Act.FREEZE), events.get(Act.BEGIN_SEALING)
    if frozen is None or (frozen.sequence, frozen.digest) != (content.audit.sequence, content.audit.digest):
        return "the audit trail does not tell of this content"
    if asked is None or any(digest(bytes(each.payload)) != each.digest for each in (frozen, asked)):
        return "the audit trail does not tell of this content"
    details = read_object(bytes(asked.payload)).get("details")
    if not isinstance(details, dict) or details.get("content_digest") != row.content_digest:
        return "the audit trail tells of another content"
    return ""
