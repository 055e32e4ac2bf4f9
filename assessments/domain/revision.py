"""The content of a revision: everything that was established, frozen, in one canonical form under a seal.

The form is versioned. A reader refuses a schema that it does not know; nothing is ever read by guessing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from assessments.domain.answers import Answers, IllegalAnswer, Raw, answer_from_json, answer_to_json
from assessments.domain.canonical import Json, NotCanonical, from_json, read_object, to_bytes, to_json
from assessments.domain.catalogue import Catalogue, QuestionKey, StepKey
from assessments.domain.conditions import AS_OF
from assessments.domain.counsel import CounselView
from assessments.domain.evidence import EvidenceMark
from assessments.domain.findings import Assessed, Finding, Reason
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision_places import GivenAnswer as GivenAnswer
from assessments.domain.revision_places import PlaceMark as PlaceMark
from assessments.domain.revision_plan import ActionMark as ActionMark
from assessments.domain.revision_schemas import KNOWN, add_later_fields, drop_later_fields, findings_in

ANSWERS_SCHEMA = "frcompliance/answers/1"
ATTACHMENT = "assessment.json"
"""What the content is called inside a report."""


@dataclass(frozen=True, slots=True)
class Party:
    """The organisation that answers for the assessment."""

    id: str
    name: str
    credit_code: str
    """Unified social credit code; empty where it has none."""


@dataclass(frozen=True, slots=True)
class DeploymentFacts:
    """What is assessed."""

    id: str
    name: str
    place: str
    description: str


@dataclass(frozen=True, slots=True)
class EditionMark:
    """Which edition of the catalogue was applied."""

    key: str
    digest: str
    law_as_of: date


@dataclass(frozen=True, slots=True)
class RoutedStep:
    """A step on the route and the questions shown on it."""

    step: StepKey
    questions: tuple[QuestionKey, ...]


@dataclass(frozen=True, slots=True)
class Attested:
    """A statement made by a person about these answers."""

    person_name: str
    role: str
    statement: str
    """"hand_in" or "approve"."""
    made_at: str
    answers_digest: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One move in the history of the review."""

    move: str
    by: str
    at: str
    comment: str


@dataclass(frozen=True, slots=True)
class AuditMark:
    """Where the organisation's audit chain stood."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class RevisionContent:
    """What was established, by whom, on which edition and day."""

    schema: str
    revision_id: str
    number: int
    organisation: Party
    deployment: DeploymentFacts
    assessment_id: str
    edition: EditionMark
    as_of: date
    language: str
    """Language of the report: "en", "zh-hans" or "both"."""
    route: tuple[RoutedStep, ...]
    answers: tuple[GivenAnswer, ...]
    counsel: tuple[CounselView, ...]
    """Other views on uncertain points that were on record for the deployment."""
    assessed: Assessed
    attestations: tuple[Attested, ...]
    review: tuple[Reviewed, ...]
    sole_person_exception: bool
    evidence: tuple[EvidenceMark, ...]
    audit: AuditMark
    frozen_at: str
    """ISO 8601, UTC, to the second."""
    places: tuple[PlaceMark, ...] = ()
    """Where the deployment has several places; then the overall result is the worst of `assessed` and theirs."""
    reviewer_views: tuple[ReviewerView, ...] = ()
    """What the reviewer holds of single verdicts; `assessed` is what the rules say, whatever stands here."""
    sole_person_reason: str = ""
    """Why one person answered and approved; empty where two did."""
    actions: tuple[ActionMark, ...] = ()
    """What was agreed about what has to be done, in the order of its urgency; attestations are not bound to it."""


def to_canonical(content: RevisionContent) -> bytes:
    """The bytes under the seal, in the form of the content's schema."""
    found = cast("dict[str, Json]", to_json(content))
    drop_later_fields(found)
    return to_bytes(found)


def edition_of(content: bytes) -> EditionMark:
    """Which edition is needed to read these bytes. Raises NotCanonical."""
    return from_json(EditionMark, _read(content).get("edition"))


def reviewer_views_in(content: bytes) -> tuple[ReviewerView, ...]:
    """What reviewers held of single verdicts, without reading the rest. Raises NotCanonical."""
    found = _read(content).get("reviewer_views")
    return tuple(from_json(ReviewerView, each) for each in found) if isinstance(found, list) else ()


def _read(content: bytes) -> dict[str, Json]:
    found = read_object(content)
    if found.get("schema") not in KNOWN:
        raise NotCanonical("has a schema that this version does not know")
    return found


def from_canonical(content: bytes, catalogue: Catalogue) -> RevisionContent:
    """The content that these bytes stand for. Raises NotCanonical.

    The edition's questions say whether a value in a reason is a date, a number or a text.
    """
    found = _read(content)
    add_later_fields(found)
    reasons = _take_reason_values(found)
    read = from_json(RevisionContent, found)
    complete = _with_values(read, iter(reasons), catalogue)
    if to_canonical(complete) != content:
        raise NotCanonical("holds a value that is not written in its one form")
    return complete


def _take_reason_values(found: dict[str, Json]) -> list[list[Json]]:
    """Lifts the values out of all reasons (leaving null), because only the question tells what they are."""
    values = []
    for finding in findings_in(found):
        reasons = finding.get("reasons")
        lifted: list[Json] = []
        for reason in reasons if isinstance(reasons, list) else []:
            if not isinstance(reason, dict):
                raise NotCanonical("a reason is not an object")
            lifted.append(reason.get("answer"))
            reason["answer"] = None
        values.append(lifted)
    return values


def _with_values(content: RevisionContent, values: Iterator[list[Json]], catalogue: Catalogue) -> RevisionContent:
    """The content with the lifted values put back, in the order in which they were taken out."""

    def complete(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(_with_reasons(finding, next(values), catalogue) for finding in findings)

    assessed = replace(content.assessed, findings=complete(content.assessed.findings))
    places = tuple(replace(each, findings=complete(each.findings)) for each in content.places)
    return replace(content, assessed=assessed, places=places)


def _with_reasons(finding: Finding, values: list[Json], catalogue: Catalogue) -> Finding:
    pairs = zip(finding.reasons, values, strict=True)
    return replace(finding, reasons=tuple(_with_value(reason, value, catalogue) for reason, value in pairs))


def _with_value(reason: Reason, value: Json, catalogue: Catalogue) -> Reason:
    if value is None:
        return reason
    if reason.question == AS_OF:
        return replace(reason, answer=from_json(date, value))
    question = catalogue.questions.get(reason.question)
    if question is None:
        raise NotCanonical(f"reads {reason.question}, which the edition does not have")
    try:
        return replace(reason, answer=answer_from_json(question, _raw(value)))
    except IllegalAnswer as problem:
        raise NotCanonical(f"{problem.question} {problem.problem}") from None


def _raw(value: Json | tuple[str, ...]) -> Raw:
    if isinstance(value, (list, tuple)):
        return [str(each) for each in value]
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise NotCanonical("an answer has an unknown form")
    return value


def answers_of(content: RevisionContent, catalogue: Catalogue) -> Answers:
    """The answers as the engine takes them. Raises NotCanonical or IllegalAnswer."""
    return _as_answers(content.answers, catalogue)


def exceptions_of(place: PlaceMark, catalogue: Catalogue) -> Answers:
    """The same of one place. Raises NotCanonical or IllegalAnswer."""
    return _as_answers(place.exceptions, catalogue)


def _as_answers(given: Iterable[GivenAnswer], catalogue: Catalogue) -> Answers:
    found = {}
    for each in given:
        question = catalogue.questions.get(each.question)
        if question is None:
            raise NotCanonical(f"answers {each.question}, which the edition does not have")
        found[str(each.question)] = answer_from_json(question, _raw(each.value))
    return found


def digest(content: bytes) -> str:
    """SHA-256, lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def answers_digest(
    edition_key: str,
    edition_digest: str,
    as_of: date,
    answers: Answers,
    counsel: Sequence[CounselView] = (),
    places: Sequence[PlaceMark] = (),
) -> str:
    """What an attestation is bound to: these answers, on this day, under this edition, beside these views of counsel,
    at these places with their exceptions.

    SHA-256, lower-case hex. Without a view of counsel or a place the bytes are those of earlier versions.
    """
    values: Mapping[str, object] = {key: answer_to_json(value) for key, value in answers.items()}
    bound: dict[str, object] = {
        "schema": ANSWERS_SCHEMA,
        "edition": edition_key,
        "edition_digest": edition_digest,
        "as_of": as_of,
        "answers": values,
    }
    if counsel:
        bound["counsel"] = tuple(counsel)
    if places:
        bound["places"] = [(each.id, each.name, each.address, each.devices, each.exceptions) for each in places]
    return digest(to_bytes(bound))
