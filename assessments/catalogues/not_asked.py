"""Whether each provision of an edition is asked about or says why not: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from assessments.catalogues.faults import Fault
from assessments.catalogues.parts import Lines, note_place, reason_place
from assessments.catalogues.rules.coverage import CoverageRule
from assessments.catalogues.rules.names import NameRule
from assessments.domain.articles import articles_of, single_places, touches
from assessments.domain.catalogue import Catalogue, Provision, Source


def check_not_asked(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Reasons for what is asked after all, and provisions that are neither asked about nor explained."""
    citing = _citing(catalogue)
    reasons = {each.provision: reason_place(each.provision) for each in catalogue.not_asked}
    for provision, place in reasons.items():
        if provision.source not in catalogue.sources:
            yield lines.fault(place, NameRule.SOURCE_UNKNOWN, source=provision.source)
        elif reader := _reader(provision, citing):
            yield lines.fault(place, CoverageRule.REASON_WITHOUT_NEED, citing=reader)
    notes = {each.provision: note_place(each.provision) for each in catalogue.notes_on_provisions}
    for provision, place in notes.items():
        yield from _left_out(provision, place, catalogue, citing | reasons, lines)
    for source in catalogue.sources.values():
        for number in range(1, (source.articles or 0) + 1):
            one = Provision(source.key, str(number))
            yield from _left_out(one, f"source {source.key}", catalogue, citing | reasons | notes, lines)
        yield from _too_few(source, (citing | reasons | notes).keys(), lines)


def _citing(catalogue: Catalogue) -> dict[Provision, str]:
    """Each provision that is cited, with the first that cites it."""
    found: dict[Provision, str] = {}
    for items in (catalogue.questions, catalogue.obligations, catalogue.deadlines):
        for key, item in items.items():
            for provision in item.provisions:
                found.setdefault(provision, str(key))
    return found


def _left_out(
    provision: Provision, place: str, catalogue: Catalogue, accounted: Mapping[Provision, str], lines: Lines
) -> Iterator[Fault]:
    source = catalogue.sources.get(provision.source)
    if source is None or source.without_obligation is not None:
        return
    for article in single_places(provision.article):
        if not _reader(Provision(provision.source, article), accounted):
            named = f"article {article}" if article else "the instrument as a whole"
            yield lines.fault(place, CoverageRule.ARTICLE_LEFT_OUT, place=named)


def _too_few(source: Source, known: AbstractSet[Provision], lines: Lines) -> Iterator[Fault]:
    if source.articles is None:
        return
    numbers = {int(n) for each in known if each.source == source.key for n in articles_of(each.article) if n.isdigit()}
    for number in sorted(each for each in numbers if not 1 <= each <= source.articles):
        values = {"articles": source.articles, "article": number}
        yield lines.fault(f"source {source.key}", CoverageRule.ARTICLES_TOO_FEW, **values)


def _reader(provision: Provision, accounted: Mapping[Provision, str]) -> str:
    """Who first cites the provision, a part of it, or something that it is part of; empty where nobody does."""
    of_source = ((each, by) for each, by in accounted.items() if each.source == provision.source)
    return next((by for each, by in of_source if touches(each.article, provision.article)), "")
