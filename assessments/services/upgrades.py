"""Going on to the current edition: never in place. A new assessment takes over what can be carried; the old one stays
as it is, readable for ever, and nothing that was answered is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from assessments.catalogues import editions_since
from assessments.domain.actions import Act
from assessments.domain.answers import Answer, answer_from_json, answer_to_json
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.declarations import ChangeClass
from assessments.domain.lifecycle import Move, Refusal, Role, Status
from assessments.domain.passing import at_least
from assessments.domain.upgrading import Outcome, Passage, UpgradePlan, follow, plan_upgrade
from assessments.models import Assessment, CarriedAnswer, Entry
from assessments.services.access import Actor, NotAllowed
from assessments.services.assessments import entry_view, local_day
from assessments.services.audit import record_event
from assessments.services.deployments import next_number
from assessments.services.earlier import successor_of
from assessments.services.entries import lock_assessment
from assessments.services.evidence_keeping import carry_evidence
from assessments.services.place_keeping import carry_places
from assessments.services.review import MoveRefused, begin_move, finish_move
from assessments.services.talk_keeping import carry_talk
from assessments.services.workspace import EntryView, Workspace, fold, given_by


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that goes along to another assessment, with the act that gave it."""

    passage: Passage
    edition_key: str
    entry: Entry


def newest_entry(workspace: Workspace) -> int:
    """Number of the newest entry: what an upgrade is based on."""
    return max((each.number for each in workspace.entries.values()), default=0)


def upgrade(actor: Actor, assessment_id: UUID, *, to: str, based_on: int) -> UUID:
    """Start the next assessment of the deployment on the edition `to`; the key of it. Raises NotFound, NotAllowed,
    MoveRefused.

    `to` and `based_on` are what the person saw: the current edition, and the newest entry. Whoever asks again gets
    the assessment that was made before.
    """
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    with transaction.atomic():
        locked = lock_assessment(actor, assessment_id)
        made = successor_of(locked) if locked.status == Status.SUPERSEDED.value else None
        if made is not None:
            return made
        row = begin_move(actor, assessment_id, Move.UPGRADE)
        chain = editions_since(row.edition_key)
        entries = list(Entry.objects.filter(assessment=row).select_related("made_by").order_by("number"))
        if len(chain) < 2 or chain[-1].key != to:
            raise MoveRefused(Move.UPGRADE, Refusal.WRONG_STATUS)
        if (entries[-1].number if entries else 0) != based_on:
            raise MoveRefused(Move.UPGRADE, Refusal.ANSWERS_CHANGED)
        return _go_on(actor, row, chain, entries)


def _go_on(actor: Actor, row: Assessment, chain: Sequence[Catalogue], entries: Sequence[Entry]) -> UUID:
    plan, acts = _plan(chain, entries)
    row.as_of = local_day(actor.now)
    # Everybody takes the lock of the deployment, which numbering needs, before that of the chain of events.
    number = next_number(row.deployment_id)
    finish_move(actor, row, Move.UPGRADE)
    new = Assessment.objects.create(
        organisation_id=row.organisation_id,
        deployment_id=row.deployment_id,
        edition_key=plan.new,
        author_id=actor.person_id,
        number=number,
        upgraded_from=row,
        report_language=row.report_language,
        created_at=actor.now,
        updated_at=actor.now,
    )
    given = [Given(one, plan.old, acts[one.origin]) for one in plan.passages]
    Entry.objects.bulk_create(_entries(new, chain[-1], given))
    pending = list(_pending(row, chain[-1], plan, fold(_views(entries, chain[0]))))
    CarriedAnswer.objects.bulk_create(carried_row(new, each) for each in (*given, *pending))
    carry_evidence(actor, row, new)
    carry_places(actor, row, new, chain)
    carry_talk(actor, row, new, chain[-1])
    record_event(
        row.organisation_id,
        actor.person_id,
        Act.START_ASSESSMENT,
        new.id,
        actor.now,
        upgraded_from=str(row.id),
        edition=str(plan.new),
    )
    return new.id


def _plan(chain: Sequence[Catalogue], entries: Sequence[Entry]) -> tuple[UpgradePlan, Mapping[QuestionKey, Entry]]:
    views = _views(entries, chain[0])
    by_number = {each.number: each for each in entries}
    acts = {key: by_number[view.number] for key, view in given_by(views).items()}
    return plan_upgrade(chain, fold(views)), acts


def _views(entries: Iterable[Entry], catalogue: Catalogue) -> list[EntryView]:
    return [entry_view(each, catalogue, each.made_by.name) for each in entries]


def _entries(new: Assessment, catalogue: Catalogue, given: Sequence[Given]) -> Iterator[Entry]:
    """The acts of the old assessment once more, as far as what they answered counts: by the same people at the same
    times, so that the report names who gave each answer, and nobody may approve what they answered."""
    counting = [each for each in given if each.passage.counts]
    current: dict[QuestionKey, Answer] = {}
    number = 0
    for act in sorted({each.entry for each in counting}, key=lambda entry: entry.number):
        here = {one.passage.targets[0]: one.passage.value for one in counting if one.entry == act}
        current |= {key: value for key, value in here.items() if value is not None}
        for step in catalogue.steps:
            if not any(each.is_home and each.question in here for each in step.placements):
                continue
            number += 1
            shown = ((each.question, current.get(each.question)) for each in step.placements)
            yield Entry(
                organisation_id=new.organisation_id,
                assessment=new,
                step=step.key,
                number=number,
                answers={str(key): None if value is None else answer_to_json(value) for key, value in shown},
                made_by_id=act.made_by_id,
                made_at=act.made_at,
            )


def _pending(row: Assessment, newest: Catalogue, plan: UpgradePlan, answers: Mapping[str, Answer]) -> Iterator[Given]:
    """What an earlier upgrade left to be confirmed or archived, and nobody answered since, goes along."""
    left = CarriedAnswer.objects.filter(assessment=row).exclude(outcome__in=(Outcome.CARRIED, Outcome.MAPPED))
    accounted = {str(each.origin) for each in plan.passages}
    for each in left.select_related("from_entry"):
        settled = each.asked_as and all(key in answers for key in each.asked_as)
        if settled or each.question in accounted:
            continue
        chain = editions_since(each.edition_key, until=newest.key)
        question = chain[0].questions[QuestionKey(each.question)]
        passage = follow(chain, question.key, answer_from_json(question, each.value))
        yield Given(at_least(passage, Outcome(each.outcome)), each.edition_key, each.from_entry)


def carried_row(new: Assessment, given: Given) -> CarriedAnswer:
    """What `new` keeps of an answer that went along."""
    passage = given.passage
    last: ChangeClass | None = passage.because[-1].change if passage.because else None
    return CarriedAnswer(
        organisation_id=new.organisation_id,
        assessment=new,
        question=passage.origin,
        edition_key=given.edition_key,
        value=answer_to_json(passage.answer),
        asked_as=[str(key) for key in passage.targets],
        outcome=passage.outcome.value,
        change_class=last.value if last else "",
        from_entry=given.entry,
    )
