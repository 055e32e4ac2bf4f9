"""Findings in reading order: the gravest first, and by article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.arranging import WORST_FIRST, by_article, gravity, rank
from assessments.domain.catalogue import ObligationKind, Severity, SourceKey
from assessments.domain.engine import assess
from assessments.domain.findings import Finding, Verdict

CASES = Path(__file__).parent.parent / "cases" / "2026-11"


def found() -> tuple[Finding, ...]:
    catalogue = current_edition()
    case = read_case(CASES / "g-02-airport-lounges-neglected.yaml", catalogue)
    return assess(catalogue, case.answers, case.as_of).findings


def test_breached_prohibitions_come_first_then_severity_then_what_is_wholly_unmet() -> None:
    gaps = sorted((each for each in found() if each.is_gap), key=gravity)
    assert gaps[0].is_red_line
    keys = [gravity(each) for each in gaps]
    assert keys == sorted(keys)
    assert [rank(each) for each in Severity] == [0, 1, 2, 3, 4]


def test_every_verdict_has_its_place() -> None:
    assert set(WORST_FIRST) == set(Verdict)


def test_articles_stand_in_their_own_order_with_the_worst_verdict_first() -> None:
    arranged = by_article(found(), current_edition())
    assert next(iter(arranged)) == SourceKey("FRM")
    articles = list(arranged[SourceKey("PIPL")])
    assert articles.index("5") < articles.index("13") < articles.index("33-37") < articles.index("44-49")
    assert "33" not in articles, "a range is one place, not its first article"
    places = [WORST_FIRST.index(each.verdict) for each in arranged[SourceKey("FRM")]["9"]]
    assert places == sorted(places)
    assert len(places) == len({each.obligation for each in arranged[SourceKey("FRM")]["9"]})


def test_every_provision_of_every_obligation_has_its_place() -> None:
    catalogue = current_edition()
    arranged = by_article(found(), catalogue)
    placed = {(source, each.obligation) for source, rows in arranged.items() for row in rows.values() for each in row}
    cited = {(p.source, one.key) for one in catalogue.obligations.values() for p in one.provisions}
    assert placed == cited


def test_only_recommendations_can_be_unheeded_advice() -> None:
    met = next(each for each in found() if each.kind is ObligationKind.RECOMMENDATION)
    unheeded = replace(met, verdict=Verdict.NOT_MET)
    duty = next(each for each in found() if each.kind is ObligationKind.DUTY and each.verdict is Verdict.NOT_MET)
    assert [each.is_unheeded_advice for each in (met, unheeded, duty)] == [False, True, False]
    assert [each.is_gap for each in (met, unheeded, duty)] == [False, False, True]
