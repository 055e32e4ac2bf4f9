"""The coverage matrix: each article of each source, who asks about it, what rests on it, or why it is not asked.

What is cited is in the edition; which case files expect a verdict is told from outside, as they are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assessments.domain.articles import articles_of, place_of
from assessments.domain.catalogue import (
    Catalogue,
    DeadlineKey,
    NotAsked,
    ObligationKey,
    Provision,
    QuestionKey,
    Source,
)
from assessments.domain.reading import questions_read
from assessments.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Place:
    """One provision as it is cited somewhere in the edition."""

    provision: Provision
    note: Text | None
    """What it asks, in our own words; None where the edition has no note on it."""
    questions: tuple[QuestionKey, ...]
    """Questions that cite it, in their order."""
    obligations: tuple[ObligationKey, ...]
    """Obligations that rest on it, in their order."""
    deadlines: tuple[DeadlineKey, ...]
    not_asked: Text | None
    """Why nothing asks about it; None where something does, or where the source gives the reason as a whole."""

    @property
    def is_used(self) -> bool:
        """Whether a question, an obligation or a deadline cites it."""
        return bool(self.questions or self.obligations or self.deadlines)


@dataclass(frozen=True, slots=True)
class CoveredArticle:
    """One article of a source, or several in a row that are only ever cited together."""

    article: str
    """ "13", "44-46", "annex"; "" for the source as a whole."""
    places: tuple[Place, ...]
    """Everything in the edition that speaks of it: the article itself, its paragraphs, then wider citations."""

    questions: tuple[QuestionKey, ...]
    """Questions that cite the article or a part of it, in the order in which they are asked."""
    obligations: tuple[ObligationKey, ...]
    """Obligations that rest on the article or a part of it, in their order."""

    @property
    def is_used(self) -> bool:
        """Whether anything cites it."""
        return any(place.is_used for place in self.places)

    def left_out(self, source: Source) -> tuple[NotAsked, ...]:
        """What of it is not asked about, each with the reason: all of it, or some of its paragraphs."""
        if not self.is_used and source.without_obligation is not None:
            return (NotAsked(Provision(source.key, self.article), source.without_obligation),)
        found = ((place.provision, place.not_asked) for place in self.places)
        return tuple(NotAsked(provision, why) for provision, why in found if why is not None)


@dataclass(frozen=True, slots=True)
class CoveredSource:
    """A source with its articles in their order."""

    source: Source
    articles: tuple[CoveredArticle, ...]


@lru_cache(maxsize=8)
def coverage_of(catalogue: Catalogue) -> tuple[CoveredSource, ...]:
    """Every source of the edition, in its order; each article stands in exactly one row of its source."""
    places = _places(catalogue)
    return tuple(
        CoveredSource(source, _articles(source, [each for each in places if each.provision.source == key], catalogue))
        for key, source in catalogue.sources.items()
    )


def questions_deciding(obligations: Iterable[ObligationKey], catalogue: Catalogue) -> tuple[QuestionKey, ...]:
    """The questions that decide the verdicts of these obligations where they apply, in the order of asking."""
    read: set[QuestionKey] = set()
    for one in (catalogue.obligations[key] for key in obligations):
        for condition in (one.needs_judgement_if, one.not_met_if, one.partly_met_if, one.met_if):
            read |= questions_read(condition, catalogue.facts)
    return tuple(key for key in catalogue.questions if key in read)


def cited_provisions(catalogue: Catalogue) -> frozenset[Provision]:
    """Every provision that a question, an obligation or a deadline cites."""
    citing = (catalogue.questions, catalogue.obligations, catalogue.deadlines)
    return frozenset(each for items in citing for item in items.values() for each in item.provisions)


def _places(catalogue: Catalogue) -> list[Place]:
    notes = {each.provision: each.text for each in catalogue.notes_on_provisions}
    reasons = {each.provision: each.why for each in catalogue.not_asked}
    return [
        Place(
            provision=provision,
            note=notes.get(provision),
            questions=tuple(key for key, each in catalogue.questions.items() if provision in each.provisions),
            obligations=tuple(key for key, each in catalogue.obligations.items() if provision in each.provisions),
            deadlines=tuple(key for key, each in catalogue.deadlines.items() if provision in each.provisions),
            not_asked=reasons.get(provision),
        )
        for provision in sorted(cited_provisions(catalogue) | notes.keys() | reasons.keys(), key=_order)
    ]


def _articles(source: Source, places: list[Place], catalogue: Catalogue) -> tuple[CoveredArticle, ...]:
    known = {article for place in places for article in articles_of(place.provision.article)}
    known |= {str(number) for number in range(1, (source.articles or 0) + 1)}
    rows: list[tuple[list[str], tuple[Place, ...]]] = []
    for article in sorted(known, key=place_of):
        found = tuple(place for place in places if article in articles_of(place.provision.article))
        if rows and found == rows[-1][1] and _follows(rows[-1][0][-1], article):
            rows[-1][0].append(article)
        else:
            rows.append(([article], found))
    return tuple(_row(_joined(run), found, catalogue) for run, found in rows)


def _row(article: str, places: tuple[Place, ...], catalogue: Catalogue) -> CoveredArticle:
    asking = {key for place in places for key in place.questions}
    resting = {key for place in places for key in place.obligations}
    return CoveredArticle(
        article,
        places,
        tuple(key for key in catalogue.questions if key in asking),
        tuple(key for key in catalogue.obligations if key in resting),
    )


def _follows(before: str, after: str) -> bool:
    return before.isdigit() and after.isdigit() and int(after) == int(before) + 1


def _order(provision: Provision) -> tuple[bool, tuple[tuple[int, ...], str]]:
    """The article itself before its paragraphs, and these before what is cited together with other articles."""
    return len(articles_of(provision.article)) > 1, place_of(provision.article)


def _joined(run: list[str]) -> str:
    return run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}"
