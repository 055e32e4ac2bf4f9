"""Whether the verdicts that a revision states follow from its own answers: computed again, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from assessments.domain.answers import Answers
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.counsel import points_of
from assessments.domain.findings import Finding, Verdict
from assessments.domain.places import Common, PlaceResult, find_common, judge_places
from assessments.domain.revision import (
    PlaceMark,
    RevisionContent,
    RoutedStep,
    answers_digest,
    answers_of,
    exceptions_of,
)
from assessments.domain.route import plan_route


class Matter(StrEnum):
    """What can differ."""

    EDITION = "edition"
    """The edition at hand has the same key, but not the same content."""
    ROUTE = "route"
    """Which questions are asked."""
    ATTESTATION = "attestation"
    """What a person attested is bound to other answers."""
    OVERALL = "overall"
    SCOPE = "scope"
    """Which questions leave the scope unsettled."""
    LIST = "list"
    """The findings are not one for each obligation in the order of the edition."""
    VERDICT = "verdict"
    FINDING = "finding"
    """The verdict is the same, something else in the finding is not."""
    OPEN = "open"
    """Questions that a place leaves open."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which the content does not follow from its answers."""

    matter: Matter
    place: str
    """Name of the place; empty for the common answers."""
    obligation: str
    """Key of the obligation; empty where it is about none."""
    stated: str
    """What the content says; for findings the verdict, or the names of the fields that differ."""
    computed: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came out."""

    verdicts: int
    """How many verdicts were compared, those of places included."""
    differences: tuple[Difference, ...]


def recompute(content: RevisionContent, catalogue: Catalogue) -> Recomputed:
    """Judge the answers in `content` again under `catalogue`. Raises NotCanonical or IllegalAnswer where the answers
    are none of this edition."""
    answers = answers_of(content, catalogue)
    common = find_common(catalogue, answers, content.as_of, points_of(content.counsel))
    exceptions = {number: exceptions_of(each, catalogue) for number, each in enumerate(content.places)}
    results = judge_places(common, exceptions)
    found = [*_of_whole(content, common, answers), *_of_common(content, common)]
    for number, place in enumerate(content.places):
        found.extend(_of_place(place, results[number], content))
    return Recomputed(len(content.assessed.findings) * (1 + len(content.places)), tuple(found))


def _of_whole(content: RevisionContent, common: Common, answers: Answers) -> Iterator[Difference]:
    mark, catalogue = content.edition, common.catalogue
    if mark.digest != catalogue.digest:
        yield Difference(Matter.EDITION, "", "", mark.digest, catalogue.digest)
    route = tuple(RoutedStep(each.step.key, each.shown) for each in plan_route(catalogue, answers).steps)
    if route != content.route:
        yield Difference(Matter.ROUTE, "", "", *_only_in_each(_asked(content.route), _asked(route)))
    bound = answers_digest(mark.key, mark.digest, content.as_of, answers, content.counsel, content.places)
    for each in content.attestations:
        if each.answers_digest != bound:
            yield Difference(Matter.ATTESTATION, "", "", f"{each.person_name}: {each.answers_digest}", bound)


def _asked(route: Iterable[RoutedStep]) -> list[str]:
    return [f"{each.step}/{key}" for each in route for key in each.questions]


def _only_in_each(stated: Sequence[str], computed: Sequence[str]) -> tuple[str, str]:
    """What only the one has and what only the other; all of both where they differ in order alone."""
    first, second = set(stated) - set(computed), set(computed) - set(stated)
    if not first and not second:
        return ", ".join(stated), ", ".join(computed)
    return ", ".join(sorted(first)), ", ".join(sorted(second))


def _of_common(content: RevisionContent, common: Common) -> Iterator[Difference]:
    stated, computed = content.assessed, common.assessed
    if stated.overall is not computed.overall:
        yield Difference(Matter.OVERALL, "", "", stated.overall.value, computed.overall.value)
    if stated.scope_not_settled != computed.scope_not_settled:
        yield Difference(Matter.SCOPE, "", "", *map(", ".join, (stated.scope_not_settled, computed.scope_not_settled)))
    if (stated.edition, stated.as_of) != (computed.edition, computed.as_of):
        marks = (f"{each.edition}, {each.as_of}" for each in (stated, computed))
        yield Difference(Matter.EDITION, "", "", *marks)
    yield from _of_findings("", stated.findings, computed.findings, {})


def _of_place(place: PlaceMark, result: PlaceResult, content: RevisionContent) -> Iterator[Difference]:
    if place.overall is not result.assessed.overall:
        yield Difference(Matter.OVERALL, place.name, "", place.overall.value, result.assessed.overall.value)
    if place.open != result.open:
        yield Difference(Matter.OPEN, place.name, "", ", ".join(place.open), ", ".join(result.open))
    common = {each.obligation: each.verdict for each in content.assessed.findings}
    yield from _of_findings(place.name, place.findings, result.own, common)


def _of_findings(
    place: str, stated: Sequence[Finding], computed: Sequence[Finding], common: Mapping[ObligationKey, Verdict]
) -> Iterator[Difference]:
    """`common` says what holds of an obligation of which one side says nothing."""
    first = {each.obligation: each for each in stated}
    second = {each.obligation: each for each in computed}
    for key in dict.fromkeys((*second, *first)):
        one, other = first.get(key), second.get(key)
        if one is not None and other is not None:
            yield from _of_finding(place, one, other)
        else:
            shown = (_verdict(each, key, common) for each in (one, other))
            yield Difference(Matter.VERDICT, place, key, *shown)
    in_order = [str(each.obligation) for each in stated]
    if first.keys() == second.keys() and in_order != list(second):
        yield Difference(Matter.LIST, place, "", ", ".join(in_order), ", ".join(second))


def _verdict(finding: Finding | None, key: ObligationKey, common: Mapping[ObligationKey, Verdict]) -> str:
    if finding is not None:
        return finding.verdict.value
    return f"({common[key].value})" if key in common else ""


def _of_finding(place: str, stated: Finding, computed: Finding) -> Iterator[Difference]:
    if stated.verdict is not computed.verdict:
        verdicts = stated.verdict.value, computed.verdict.value
        yield Difference(Matter.VERDICT, place, stated.obligation, *verdicts)
    elif stated != computed:
        names = (each.name for each in fields(Finding) if getattr(stated, each.name) != getattr(computed, each.name))
        differing = ", ".join(names)
        yield Difference(Matter.FINDING, place, stated.obligation, differing, differing)
