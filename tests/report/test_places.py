"""Places in the report: the worst on the cover, a table of all, and for each only what differs, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.catalogues import current_edition
from assessments.domain.catalogue import QuestionKey
from assessments.domain.findings import Overall
from assessments.domain.place_words import count_places, places_sentence, whole_words
from assessments.domain.revision import from_canonical, to_canonical
from assessments.report.parts import Part, plan_part
from assessments.report.places import MOST_NAMED
from tests.report.samples import printed, sample, squeezed, text_of, with_places

pytestmark = pytest.mark.no_cover


def part(language: str = "en") -> Part:
    return plan_part(with_places(language), current_edition(), language, self_issued=True)


def test_the_table_names_every_place_and_the_groups_only_what_differs() -> None:
    places = part().places
    assert [each.name for each in places.rows] == [each.name for each in with_places().places]
    assert [each.devices for each in places.rows][:2] == ["not stated", "1"]
    assert places.rows[0].refs == "as in common"
    assert [len(each.findings) > 0 for each in places.groups] == [True, True]
    unlawful, wide = places.groups
    assert unlawful.names == "二号店 Shop 2"
    assert [each.number for each in unlawful.exceptions] == ["5.6"]
    assert wide.names.endswith(f"and {5 - MOST_NAMED + 1} more")
    refs = [one.printed.ref for group in places.groups for one in group.findings]
    assert refs == [f"S{n}" for n in range(1, len(refs) + 1)]
    assert {each.refs for each in places.rows[2:]} == {", ".join(one.printed.ref for one in wide.findings)}


def test_a_prohibition_at_one_place_stands_on_the_cover_and_in_the_summary() -> None:
    planned, content = part(), with_places()
    assert content.assessed.overall is not Overall.RED_LINE
    assert planned.outcome.words == "A prohibition is not met (at 1 of 7 places)"
    assert " Places: 7, with findings of their own: 6." in planned.outcome.sentence
    assert planned.outcome.sentence.endswith("a prohibition not met that is not at issue in common: 1.")
    assert [names for names, _one in planned.places.red_lines] == ["二号店 Shop 2"]
    assert part("zh-hans").outcome.words == "触及禁止性规定（7个场所中的1个）"


def test_sections_are_numbered_with_places_and_as_before_without() -> None:
    headings = [each.heading for each in part().sections.values()]
    assert headings[2:5] == ["3 What is not settled", "4 By place", "5 Status by article"]
    assert part("zh-hans").sections["places"].heading == "四、按场所列示"
    without = plan_part(sample(), current_edition(), "en", self_issued=True)
    assert "places" not in without.sections
    assert [each.heading for each in without.sections.values()][2:4] == ["3 What is not settled", "4 Status by article"]
    assert not without.places.rows
    assert not without.places.groups
    assert not without.places.red_lines


def test_what_is_open_at_a_place_is_said_in_a_draft() -> None:
    content = with_places()
    lacking = replace(content.places[1], open=(QuestionKey("q_sign"), QuestionKey("q_cctv")))
    planned = plan_part(replace(content, places=(lacking,)), current_edition(), "en", self_issued=True)
    assert planned.places.groups[0].open == "5.10, 5.3"
    assert "Places where answers are still missing: 1." in planned.outcome.sentence


def test_places_that_do_not_differ_are_said_to_be_like_all() -> None:
    content = with_places()
    same = (content.places[0], replace(content.places[0], id="x", name="y"))
    assert places_sentence(content.assessed, same, "en") == " Places: 2, all with these findings."
    assert places_sentence(content.assessed, same, "zh-hans") == "共2个场所，结论均相同。"
    assert places_sentence(content.assessed, (), "en") == ""
    assert count_places(content.assessed, same).differ == 0
    assert whole_words(content.assessed, same, "en") == whole_words(content.assessed, (), "en")


def test_a_finding_that_is_the_same_prohibition_in_common_is_not_counted_as_new() -> None:
    content = with_places()
    breached = replace(content.assessed, findings=content.places[1].findings)
    assert count_places(content.assessed, content.places).red == 1
    assert count_places(breached, content.places).red == 0


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_printed_report_holds_places_exceptions_and_findings(language: str) -> None:
    content = with_places(language)
    assert from_canonical(to_canonical(content), current_edition()) == content
    found = squeezed(text_of(printed(content)))
    for each in content.places:
        assert squeezed(each.name) in found
    planned = part(language)
    for group in planned.places.groups:
        for one in group.findings:
            assert squeezed(one.printed.title) in found
    assert squeezed(planned.t["places_note"]) in found
    assert found.count(squeezed(planned.t["counted_in_common"])) == 2
    assert squeezed(planned.t["red_lines_at_places"]) in found
