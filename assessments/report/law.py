"""The law behind the report: instruments cited, uncertain points relied on, coming rules; and what does not apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue
from assessments.domain.dates import short_day
from assessments.domain.findings import AnswerState
from assessments.domain.revision import RevisionContent
from assessments.report.articles import SourceRows
from assessments.report.held import HeldView, hold_view
from assessments.report.outcome import Outcome
from assessments.report.printed import Printed
from assessments.report.terms import Term, plan_not_running, plan_terms
from assessments.report.wording import LABELS


@dataclass(frozen=True, slots=True)
class Instrument:
    """One source that an obligation rests on."""

    title: str
    short: str
    number: str
    issuer: str
    in_force: str
    address: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One point on which the law leaves room."""

    key: str
    point: str
    views: tuple[str, ...]
    default: str
    refs: str
    held: HeldView | None
    """What counsel holds otherwise."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """One reason, with everything that it takes out of scope."""

    reason: str
    line: str
    """Titles of the obligations, in one line."""
    sentences: tuple[str, ...]
    """The reason again, where it rests on answers and not on questions that were never asked."""


@dataclass(frozen=True, slots=True)
class LawSections:
    """Every section that speaks of the law."""

    articles: tuple[SourceRows, ...]
    terms: tuple[Term, ...]
    not_running: tuple[str, ...]
    """Deadlines that no finding carries."""
    not_running_line: str
    penalties: tuple[tuple[str, str], ...]
    """Codes used by the findings, and what they stand for."""
    excluded: tuple[Excluded, ...]
    outside: tuple[str, ...]
    """What took everything out of scope; printed only where nothing applies."""
    uncertain: tuple[Uncertain, ...]
    instruments: tuple[Instrument, ...]
    watched: tuple[tuple[str, str], ...]
    """Coming rules, each with a note."""


def plan_law(
    content: RevisionContent,
    outcome: Outcome,
    articles: tuple[SourceRows, ...],
    catalogue: Catalogue,
    language: str,
) -> LawSections:
    """The sections in one language."""
    terms = plan_terms(outcome.applying, content.as_of, catalogue, language)
    not_running = plan_not_running(terms, catalogue, language)
    excluded = plan_excluded(outcome.excluded, language)
    watched = ((each.title, each.note) for each in catalogue.watch_list)
    return LawSections(
        articles=articles,
        terms=terms,
        not_running=not_running,
        not_running_line=("、" if language.startswith("zh") else ", ").join(not_running),
        penalties=plan_penalties(outcome, catalogue, language),
        excluded=excluded,
        outside=plan_outside(excluded),
        uncertain=plan_uncertain(content, outcome, catalogue, language),
        instruments=plan_instruments(articles, catalogue, language),
        watched=tuple((title.in_language(language), note.in_language(language)) for title, note in watched),
    )


def plan_penalties(outcome: Outcome, catalogue: Catalogue, language: str) -> tuple[tuple[str, str], ...]:
    """The consequences that the gaps name by code."""
    used = {code for one in outcome.gaps for code in one.obligation.penalties}
    return tuple((code, words.in_language(language)) for code, words in catalogue.penalties.items() if code in used)


def plan_instruments(sources: Iterable[SourceRows], catalogue: Catalogue, language: str) -> tuple[Instrument, ...]:
    """The instruments of the matrix, in its order."""
    shorts = {each.short for each in sources}
    return tuple(
        Instrument(
            title=source.title.in_language(language),
            short=source.short.in_language(language),
            number=source.number.in_language(language),
            issuer=source.issuer.in_language(language),
            in_force=short_day(source.in_force, language) if source.in_force else "",
            address=source.address,
        )
        for source in catalogue.sources.values()
        if source.short.in_language(language) in shorts
    )


def plan_uncertain(
    content: RevisionContent, outcome: Outcome, catalogue: Catalogue, language: str
) -> tuple[Uncertain, ...]:
    """Points that a verdict in this report relies on, and every point on which counsel takes another view.

    Obligations that do not apply rely on none.
    """
    held = {str(each.point): hold_view(each, language) for each in content.counsel}
    users: dict[str, list[str]] = {key: [] for key in held}
    for one in outcome.applying:
        for key in dict.fromkeys((*one.finding.uncertain_points, *one.finding.counsel)):
            users.setdefault(str(key), []).append(one.ref or one.title)
    between = "；" if language.startswith("zh") else "; "
    return tuple(
        Uncertain(
            key=str(key),
            point=point.point.in_language(language),
            views=tuple(each.in_language(language) for each in point.views),
            default=point.default.in_language(language),
            refs=between.join(dict.fromkeys(users[str(key)])) or LABELS["nothing_used"].in_language(language),
            held=held.get(str(key)),
        )
        for key, point in catalogue.uncertain_points.items()
        if str(key) in users
    )


def plan_excluded(excluded: Iterable[Printed], language: str) -> tuple[Excluded, ...]:
    """Obligations that do not apply, gathered by reason; the reason that takes out most comes first."""
    between = "" if language.startswith("zh") else " "
    comma = "；" if language.startswith("zh") else "; "
    gathered: dict[tuple[str, ...], list[Printed]] = {}
    for one in excluded:
        gathered.setdefault(one.outside, []).append(one)
    ordered = sorted(gathered.items(), key=lambda item: -len(item[1]))
    return tuple(
        Excluded(
            between.join(sentences),
            comma.join(one.title for one in found),
            sentences if _rests_on_answers(found[0]) else (),
        )
        for sentences, found in ordered
    )


def plan_outside(excluded: Iterable[Excluded]) -> tuple[str, ...]:
    """What took everything out of scope, each sentence once."""
    return tuple(dict.fromkeys(sentence for each in excluded for sentence in each.sentences))


def _rests_on_answers(one: Printed) -> bool:
    states = {each.state for each in one.finding.reasons if each.decisive}
    return states == {AnswerState.GIVEN}
