"""What an assessment was upgraded from and to, and the answers of older editions that go with it. Reading only."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from assessments.catalogues import editions_since
from assessments.domain.answers import answer_from_json
from assessments.domain.catalogue import QuestionKey
from assessments.domain.passing import at_least
from assessments.domain.upgrading import Outcome, follow
from assessments.models import Assessment, CarriedAnswer
from assessments.services.workspace import EarlierAnswer


def successor_of(row: Assessment) -> UUID | None:
    """The assessment that goes on from this one, on a newer edition."""
    return Assessment.objects.filter(upgraded_from_id=row.id).values_list("id", flat=True).first()


def load_earlier(row: Assessment) -> tuple[EarlierAnswer, ...]:
    """Answers of older editions that were not simply carried, in the order of their questions."""
    return load_earlier_of_all([row]).get(row.id, ())


def load_earlier_of_all(rows: Iterable[Assessment]) -> dict[UUID, tuple[EarlierAnswer, ...]]:
    """The same of each of these assessments that goes on from another one; no query where none does."""
    editions = {row.id: row.edition_key for row in rows if row.upgraded_from_id or row.copied_from_id}
    if not editions:
        return {}
    simply = (Outcome.CARRIED.value, Outcome.MAPPED.value)
    carried = CarriedAnswer.objects.filter(assessment_id__in=list(editions)).exclude(outcome__in=simply)
    found: dict[UUID, list[EarlierAnswer]] = {}
    for each in carried.select_related("from_entry__made_by"):
        found.setdefault(each.assessment_id, []).append(_earlier(each, editions[each.assessment_id]))
    return {key: tuple(sorted(each, key=lambda one: _place(one.question.number))) for key, each in found.items()}


def _earlier(row: CarriedAnswer, edition_key: str) -> EarlierAnswer:
    chain = editions_since(row.edition_key, until=edition_key)
    question = chain[0].questions[QuestionKey(row.question)]
    passage = follow(chain, question.key, answer_from_json(question, row.value))
    told = at_least(passage, Outcome(row.outcome))
    return EarlierAnswer(question, told, row.from_entry.made_by.name, row.from_entry.made_at)


def _place(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
