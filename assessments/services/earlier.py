"""What an assessment was upgraded from and to, and the answers of older editions that go with it. Reading only."""

from __future__ import annotations

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
    simply = (Outcome.CARRIED.value, Outcome.MAPPED.value)
    found = []
    rows = CarriedAnswer.objects.filter(assessment=row).exclude(outcome__in=simply)
    for each in rows.select_related("from_entry__made_by"):
        chain = editions_since(each.edition_key, until=row.edition_key)
        question = chain[0].questions[QuestionKey(each.question)]
        passage = follow(chain, question.key, answer_from_json(question, each.value))
        act = each.from_entry
        told = at_least(passage, Outcome(each.outcome))
        found.append(EarlierAnswer(question, told, act.made_by.name, act.made_at))
    return tuple(sorted(found, key=lambda one: _place(one.question.number)))


def _place(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
