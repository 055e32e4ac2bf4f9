"""Counsel's other views in the report: both readings with the finding, the view in full, nothing hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessments.catalogues import current_edition
from assessments.domain.catalogue import UncertainPointKey
from assessments.domain.counsel import CounselView
from assessments.domain.findings import Verdict
from assessments.report.parts import Part, plan_part
from assessments.services.counsel import LONGEST_NAME, LONGEST_TEXT
from tests.report.samples import page_count, printed, squeezed, text_of, with_counsel

pytestmark = pytest.mark.no_cover

CASE = "a-33"
VIEW = CounselView(
    point=UncertainPointKey("U10"),
    counsel="Lee & Partners 李律师",
    given_on=date(2026, 10, 30),
    view="Sale of footage serves security. 出售录像亦属维护安全。" + "View " * 100 + "END-OF-VIEW",
    reason="<b>Because</b> a court said so. " + "Reason " * 100 + "END-OF-REASON",
    recorded_by="周敏",
    recorded_at="2026-11-02T06:30:00+00:00",
)
UNUSED = replace(VIEW, point=UncertainPointKey("U26"), counsel="Nobody’s point")


def part(language: str, *views: CounselView) -> Part:
    content = with_counsel(CASE, language, *views)
    return plan_part(content, current_edition(), language, self_issued=True)


def test_what_counsel_left_to_a_person_stands_first_with_both_readings() -> None:
    planned = part("en", VIEW)
    first = planned.outcome.judgement[0]
    assert (first.verdict, first.our_verdict, first.our_verdict_words) == ("needs_judgement", "not_met", "Not met")
    assert [(each.point, each.counsel, each.given_on) for each in first.held] == [
        ("U10", VIEW.counsel, "30 October 2026")
    ]
    aside = [each.finding.is_red_line_set_aside for each in planned.outcome.judgement]
    assert aside == sorted(aside, reverse=True)
    assert planned.outcome.red_lines_aside
    assert not {each.obligation.key for each in planned.outcome.red_lines_aside} & {
        each.obligation.key for each in planned.outcome.gaps
    }
    assert all(each.finding.by_our_reading is Verdict.NOT_MET for each in planned.outcome.red_lines_aside)


def test_the_sentence_on_the_whole_and_the_summary_do_not_hide_it() -> None:
    planned = part("en", VIEW)
    assert "only because counsel takes another view" in planned.outcome.sentence
    assert "仅因律师持不同意见" in part("zh-hans", VIEW).outcome.sentence
    assert part("en").outcome.red_lines_aside == ()


def test_each_view_stands_in_full_under_its_point_also_where_nothing_depends_on_it() -> None:
    points = {each.key: each for each in part("en", VIEW, UNUSED).law.uncertain}
    assert points["U10"].held is not None
    assert points["U10"].held.view == VIEW.view
    assert points["U10"].held.recorded == "Recorded by 周敏, 2 Nov 2026, 14:30"
    assert points["U26"].refs == "No finding of this report depends on it."
    assert all(each.held is None for key, each in points.items() if key not in ("U10", "U26"))
    without = {each.key for each in part("en").law.uncertain}
    assert set(points) == without | {"U26"}


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_printed_report_shows_both_readings_and_the_whole_view(language: str) -> None:
    content = with_counsel(CASE, language, VIEW)
    pdf = printed(content)
    text = squeezed(text_of(pdf))
    reading = {"en": "Bythisedition’sreading", "zh-hans": "按本版题库的理解"}[language]
    assert text.count(reading) >= 3  # the summary's box and two findings
    assert text.count("END-OF-VIEW") == text.count("END-OF-REASON") == 1
    assert "<b>Because</b>acourtsaidso." in text
    assert text.count(squeezed(VIEW.counsel)) >= 3


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_views_do_not_swell_the_report_however_long_they_are_and_however_many_findings_they_touch() -> None:
    longest = replace(VIEW, view="字" * LONGEST_TEXT, reason="W" * LONGEST_TEXT, counsel="W" * LONGEST_NAME)
    views = tuple(replace(longest, point=UncertainPointKey(key)) for key in ("U7", "U15", "U10"))
    pdf = printed(with_counsel(CASE, "en", *views))
    assert page_count(pdf) < 100
    assert squeezed(text_of(pdf)).count("字" * 40) >= 3
