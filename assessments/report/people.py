"""Who stated what, and how the review went. Names, roles and comments are people's own words."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.domain.lifecycle import Role
from assessments.domain.revision import Attested, Reviewed, RevisionContent
from assessments.domain.words import words_for
from assessments.report.moments import moment_in_words, short_moment
from assessments.report.record import LONGEST_UNSPLIT
from assessments.report.statements import SOLE_PERSON, STATEMENTS
from assessments.report.wording import move_words


@dataclass(frozen=True, slots=True)
class Signed:
    """One attestation."""

    kind: str
    """ "hand_in" or "approve"."""
    heading: str
    name: str
    role: str
    when: str
    statement: str
    answers_digest: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One move of the review."""

    move: str
    by: str
    when: str
    comment: str
    is_long: bool
    """True where the row may have to be split between pages."""


@dataclass(frozen=True, slots=True)
class People:
    """The section on people."""

    attestations: tuple[Signed, ...]
    history: tuple[HistoryRow, ...]
    sole_person: str
    """The statement that one person did both; empty where two did."""
    sole_person_reason: str
    """Why, in the organisation's own words; empty where nothing was recorded."""


def plan_people(content: RevisionContent, language: str) -> People:
    """The section in one language."""
    sole = SOLE_PERSON.in_language(language) if content.sole_person_exception else ""
    return People(
        plan_attestations(content, language), plan_history(content, language), sole, content.sole_person_reason
    )


def plan_attestations(content: RevisionContent, language: str) -> tuple[Signed, ...]:
    """Attestations in the order in which they were made."""
    return tuple(_signed(each, language) for each in content.attestations)


def plan_history(content: RevisionContent, language: str) -> tuple[HistoryRow, ...]:
    """The review from first to last."""
    return tuple(_history(each, language) for each in content.review)


def role_words(role: str, language: str) -> str:
    """A role of the product in words; a title of the person's own as it was written."""
    try:
        return words_for(Role(role)).in_language(language)
    except ValueError:
        return role


def _signed(attested: Attested, language: str) -> Signed:
    statement = STATEMENTS.get(attested.statement)
    return Signed(
        kind=attested.statement,
        heading=move_words(attested.statement, language),
        name=attested.person_name,
        role=role_words(attested.role, language),
        when=moment_in_words(attested.made_at, language),
        statement=statement.in_language(language) if statement else attested.statement,
        answers_digest=attested.answers_digest,
    )


def _history(reviewed: Reviewed, language: str) -> HistoryRow:
    return HistoryRow(
        move=move_words(reviewed.move, language),
        by=reviewed.by,
        when=short_moment(reviewed.at, language),
        comment=reviewed.comment,
        is_long=len(reviewed.comment) > LONGEST_UNSPLIT,
    )
