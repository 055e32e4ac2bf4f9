"""A verdict that does not follow from the answers is named, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessments.catalogues import current_edition
from assessments.domain.answers import IllegalAnswer
from assessments.domain.canonical import NotCanonical
from assessments.domain.catalogue import QuestionKey
from assessments.domain.findings import Finding, Overall, Verdict
from assessments.domain.recomputing import Difference, Matter, recompute
from assessments.domain.revision import PlaceMark, RevisionContent, answers_digest, answers_of
from tests.report.samples import sample, with_places


def attested(content: RevisionContent) -> RevisionContent:
    """The content with statements bound to its answers, as the product binds them."""
    mark, answers = content.edition, answers_of(content, current_edition())
    bound = answers_digest(mark.key, mark.digest, content.as_of, answers, content.counsel, content.places)
    statements = tuple(replace(each, answers_digest=bound) for each in content.attestations)
    return replace(content, attestations=statements)


def with_findings(content: RevisionContent, *findings: Finding) -> RevisionContent:
    return replace(content, assessed=replace(content.assessed, findings=findings))


def told(content: RevisionContent) -> tuple[Difference, ...]:
    return recompute(content, current_edition()).differences


def matters(content: RevisionContent) -> list[tuple[Matter, str]]:
    return [(each.matter, each.place) for each in told(content)]


@pytest.fixture(scope="module")
def whole() -> RevisionContent:
    return sample("g-03")


@pytest.fixture(scope="module")
def places() -> RevisionContent:
    return attested(with_places())


def test_what_follows_from_its_answers_has_no_differences(whole: RevisionContent, places: RevisionContent) -> None:
    assert recompute(whole, current_edition()).differences == ()
    assert recompute(whole, current_edition()).verdicts == 71
    assert recompute(places, current_edition()).differences == ()
    assert recompute(places, current_edition()).verdicts == 71 * (1 + len(places.places))


@pytest.mark.parametrize("number", range(0, 71, 10))
def test_exactly_the_verdict_that_was_turned_is_named(number: int, whole: RevisionContent) -> None:
    findings = list(whole.assessed.findings)
    before = findings[number].verdict
    turned = Verdict.MET if before is not Verdict.MET else Verdict.NOT_MET
    findings[number] = replace(findings[number], verdict=turned)
    (only,) = told(with_findings(whole, *findings))
    assert only == Difference(Matter.VERDICT, "", findings[number].obligation, turned.value, before.value)


def test_another_reason_for_the_same_verdict_is_named(whole: RevisionContent) -> None:
    first, *rest = whole.assessed.findings
    bent = replace(first, reasons=first.reasons[:-1], missing=(QuestionKey("q_zone"),))
    (only,) = told(with_findings(whole, bent, *rest))
    assert (only.matter, only.obligation, only.stated) == (Matter.FINDING, first.obligation, "reasons, missing")


def test_a_finding_left_out_added_or_moved_is_named(whole: RevisionContent) -> None:
    first, second, *rest = whole.assessed.findings
    (gone,) = told(with_findings(whole, second, *rest))
    assert (gone.matter, gone.obligation, gone.stated) == (Matter.VERDICT, first.obligation, "")
    strange = replace(first, obligation=type(first.obligation)("M99-none"))
    (added,) = told(with_findings(whole, first, second, *rest, strange))
    assert (added.obligation, added.computed) == ("M99-none", "")
    assert [each.matter for each in told(with_findings(whole, second, first, *rest))] == [Matter.LIST]
    assert [each.matter for each in told(with_findings(whole, first, first, second, *rest))] == [Matter.LIST]


def test_what_stands_beside_the_findings_is_computed_too(whole: RevisionContent) -> None:
    assessed = whole.assessed
    wrong = replace(assessed, overall=Overall.NO_GAP_FOUND, scope_not_settled=(QuestionKey("q_zone"),))
    assert matters(replace(whole, assessed=wrong)) == [(Matter.OVERALL, ""), (Matter.SCOPE, "")]
    assert matters(replace(whole, assessed=replace(assessed, as_of=date(2026, 1, 1)))) == [(Matter.EDITION, "")]
    (route,) = told(replace(whole, route=whole.route[1:]))
    assert (route.matter, route.stated) == (Matter.ROUTE, "")
    assert route.computed.count("/") == len(whole.route[0].questions)
    (turned,) = told(replace(whole, route=whole.route[::-1]))
    assert (turned.matter, turned.stated == turned.computed) == (Matter.ROUTE, False)


def test_an_edition_of_the_same_name_with_other_content_is_named(whole: RevisionContent) -> None:
    other = attested(replace(whole, edition=replace(whole.edition, digest="0" * 64)))
    (only,) = told(other)
    assert (only.matter, only.stated, only.computed) == (Matter.EDITION, "0" * 64, current_edition().digest)


def test_other_answers_than_those_attested_are_named(whole: RevisionContent) -> None:
    kept = tuple(each for each in whole.answers if each.question != "q_private_room")
    assert len(kept) == len(whole.answers) - 1
    found = told(replace(whole, answers=kept))
    assert [each.matter for each in found][:2] == [Matter.ATTESTATION] * 2
    assert found[0].stated.startswith("周敏: ")


def place(content: RevisionContent, name: str) -> tuple[int, PlaceMark]:
    return next((number, each) for number, each in enumerate(content.places) if each.name == name)


def with_place(content: RevisionContent, number: int, mark: PlaceMark) -> RevisionContent:
    changed = replace(content, places=(*content.places[:number], mark, *content.places[number + 1 :]))
    return attested(changed)


def test_a_finding_at_a_place_that_was_turned_left_out_or_added_is_named_with_the_place(
    places: RevisionContent,
) -> None:
    number, mark = place(places, "二号店 Shop 2")
    first, *rest = mark.findings
    turned = with_place(places, number, replace(mark, findings=(replace(first, verdict=Verdict.MET), *rest)))
    (only,) = told(turned)
    assert (only.matter, only.place, only.obligation) == (Matter.VERDICT, mark.name, first.obligation)
    (gone,) = told(with_place(places, number, replace(mark, findings=tuple(rest))))
    common = {each.obligation: each.verdict for each in places.assessed.findings}
    assert (gone.stated, gone.computed) == (f"({common[first.obligation].value})", first.verdict.value)
    plain, same = place(places, "一号店 Shop 1")
    (added,) = told(with_place(places, plain, replace(same, findings=(first,))))
    assert (added.place, added.stated) == (same.name, first.verdict.value)


def test_result_and_open_questions_of_a_place_are_computed_too(places: RevisionContent) -> None:
    number, mark = place(places, "二号店 Shop 2")
    wrong = replace(mark, overall=Overall.INCOMPLETE, open=(QuestionKey("q_zone"),))
    assert matters(with_place(places, number, wrong)) == [(Matter.OVERALL, mark.name), (Matter.OPEN, mark.name)]


def test_answers_that_are_none_of_this_edition_are_refused(whole: RevisionContent, places: RevisionContent) -> None:
    _, mark = place(places, "二号店 Shop 2")
    strange = replace(mark.exceptions[0], question=QuestionKey("q_none"))
    with pytest.raises(NotCanonical, match="q_none"):
        told(replace(places, places=(replace(mark, exceptions=(strange,)),)))
    wrong = replace(whole.answers[0], value="no such choice")
    with pytest.raises(IllegalAnswer):
        told(replace(whole, answers=(wrong,)))
