"""Requests to the signer that must not be granted: identifiers of what is not to be sealed, and revisions that somebody
changed who owns the tables and switched off every guard in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TypeAlias
from uuid import UUID, uuid4

from django.db import transaction

from assessments.domain.canonical import Json
from assessments.domain.evidence import LATER_IN_EVIDENCE
from trust.bent_content import (
    another_verdict,
    attested_everywhere,
    attested_in_the_content,
    content_alone,
    flipped_byte,
    honest_of_other_answers,
    in_the_attestations,
    no_choice,
    raw,
    spaced,
    statements_only,
    told_to_the_trail,
    with_values,
    within,
)
from trust.frozen import Change, Frozen, by_the_author, column, without

Asked: TypeAlias = Callable[[Frozen], tuple[UUID, UUID]]


@dataclass(frozen=True, slots=True)
class Forgery:
    """One kind of request."""

    name: str
    change: Change = lambda frozen, dice: None
    asked: Asked = lambda frozen: (frozen.organisation_id, frozen.revision_id)
    """Organisation and revision that the signer is told."""
    rounds: int = 1
    """How often it is tried, with other choices each time."""


@contextmanager
def forged(forgery: Forgery, frozen: Frozen, dice: Random) -> Iterator[tuple[UUID, UUID]]:
    """While open, things are as forged; gives what the signer is told. Afterwards nothing has happened."""
    with transaction.atomic():
        forgery.change(frozen, dice)
        yield forgery.asked(frozen)
        transaction.set_rollback(True)


IDENTIFIERS: Sequence[Forgery] = (
    Forgery("a revision that does not exist", asked=lambda frozen: (frozen.organisation_id, uuid4())),
    Forgery("an organisation that does not exist", asked=lambda frozen: (uuid4(), frozen.revision_id)),
    Forgery("another organisation's", asked=lambda frozen: (frozen.organisation_id, frozen.foreign_revision_id)),
    Forgery("for another organisation", asked=lambda frozen: (frozen.foreign_organisation_id, frozen.revision_id)),
    Forgery("an assessment", asked=lambda frozen: (frozen.organisation_id, frozen.assessment_id)),
    *(
        Forgery(f"{status} already", column("revision", "status = %s, failure = 'x'", status, where="revision"))
        for status in ("sealed", "failed", "withdrawn")
    ),
)
CONTENT: Sequence[Forgery] = (
    Forgery("content exchanged, digest as it was", content_alone),
    Forgery("one byte turned", flipped_byte, rounds=4),
    Forgery("no content", raw(b"")),
    Forgery("no values", raw(b"{}")),
    Forgery("written in another way", spaced),
    Forgery("content of another organisation", raw()),
    Forgery("another revision's identifier", with_values(revision_id=str(UUID(int=1)))),
    Forgery("another assessment", with_values(assessment_id=str(UUID(int=1)))),
    Forgery("another number", with_values(number=7)),
    Forgery("another language", with_values(language="zh-hans")),
    Forgery("frozen at another time", with_values(frozen_at="2026-01-01T00:00:00+00:00")),
    Forgery("as of another day", with_values(as_of="2026-01-05")),
    Forgery("an unknown edition", within("edition", key="2031-01")),
    Forgery("another digest of the edition", within("edition", digest="0" * 64)),
    Forgery("another name", within("organisation", name="Another")),
    Forgery("another overall result", within("assessed", overall="no_findings")),
    Forgery("an answer that is no choice", no_choice),
    Forgery("another verdict", another_verdict, rounds=5),
    Forgery("other answers, honestly judged", honest_of_other_answers, rounds=3),
    Forgery("other answers, attested in the content", attested_in_the_content, rounds=3),
    Forgery("other answers, attested everywhere", attested_everywhere, rounds=3),
    Forgery("another place in the trail", within("audit", sequence=1)),
)
APPROVAL: Sequence[Forgery] = (
    Forgery("no attestations in the content", with_values(attestations=[])),
    Forgery("only the hand-in in the content", statements_only("hand_in")),
    Forgery("only the approval in the content", statements_only("approve")),
    Forgery("attested at another time", in_the_attestations(made_at="2026-01-01T00:00:00+00:00")),
    Forgery("no approval", without("attestation", "statement = 'approve'")),
    Forgery("no hand-in", without("attestation", "statement = 'hand_in'")),
    Forgery("approved by the author", by_the_author),
    Forgery("no move of approval", without("reviewevent", "move = 'approve'")),
    Forgery("returned", column("reviewevent", "move = 'return', reason = 'x'")),
    Forgery("assessment in review", column("assessment", "status = 'in_review'", where="id")),
    Forgery("assessment reopened", column("assessment", "number = number + 1", where="id")),
    Forgery("assessment on another edition", column("assessment", "edition_key = '2025-06'", where="id")),
    Forgery("no event of freezing", without("auditevent", "action = 'freeze'", "subject")),
    Forgery("no event that asks", without("auditevent", "action = 'begin_sealing'", "subject")),
    Forgery("another event", column("auditevent", "payload = '{}'::bytea", where="subject")),
)
_NO_MORE = dict.fromkeys(LATER_IN_EVIDENCE)
_EVIDENCE: list[Json] = [{"name": "Assessment.pdf", "digest": "0" * 64, "question": "q_pia", **_NO_MORE}]
_NEVER_MADE: list[Json] = [{"move": "approve", "by": "Somebody", "at": "2026-01-01T00:00:00+00:00", "comment": ""}]
ON_RECORD: Sequence[Forgery] = tuple(
    Forgery(f"{name}, and the trail tells of it", told_to_the_trail(change))
    for name, change in {
        "another name of the organisation": within("organisation", name="Another"),
        "another credit code": within("organisation", credit_code="91350211M000100Y43"),
        "another deployment": within("deployment", name="Another"),
        "attested by somebody else": in_the_attestations(person_name="Somebody"),
        "attested in another role": in_the_attestations(role="auditor"),
        "no review": with_values(review=[]),
        "another review": with_values(review=_NEVER_MADE),
        "documents that are not there": with_values(evidence=_EVIDENCE),
    }.items()
)
FORGERIES: Sequence[Forgery] = (*IDENTIFIERS, *CONTENT, *APPROVAL, *ON_RECORD)
