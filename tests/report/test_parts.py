"""Single sections in the words of each language: deadlines, what to do first, charts, matrix, record, exclusions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assessments.catalogues import current_edition
from assessments.domain.catalogue import Severity
from assessments.domain.evidence import EvidenceMark
from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Move
from assessments.domain.revision import RevisionContent
from assessments.report.composing import TEMPLATES, compose
from assessments.report.document import Document, plan_document
from assessments.report.evidence import size_words
from assessments.report.moments import moment_in_words, short_moment
from assessments.report.parts import Part, plan_part
from assessments.report.people import role_words
from assessments.report.sections import plan_sections
from assessments.report.terms import Term
from assessments.report.wording import LABELS, MOVES, move_words
from tests.report.samples import sample, with_places, with_plan

PATH = re.compile(r"\b(?:part|document\.parts\.0)\.([a-z_]+(?:\.[a-z_]+)*)")
"""A value of a part, as templates name it."""


def part(case: str, language: str = "en", content: RevisionContent | None = None) -> Part:
    """The report on a case in one language."""
    return plan_part(content or sample(case), current_edition(), language, self_issued=True)


def term(case: str, key: str, language: str = "en") -> Term:
    """One deadline of a case."""
    return next(each for each in part(case, language).law.terms if each.key == key)


def test_a_date_that_has_passed_says_so_in_both_languages() -> None:
    assert term("g-08", "D1").remark == "passed on the day of the assessment"
    assert term("g-08", "D1", "zh-hans").remark == "评估日已届满"
    assert re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", term("g-08", "D1", "zh-hans").when)


def test_a_date_that_still_runs_is_counted_out() -> None:
    found = term("g-07", "D1")
    assert (found.remark, found.due is not None) == ("", True)
    assert any(each.startswith("Counted from ") for each in found.counted)


def test_a_year_without_holiday_notice_makes_the_date_provisional() -> None:
    found = term("g-09", "D1")
    assert (found.due, found.when) == (None, "Holiday notice not published")
    assert any("is not in this edition" in each for each in found.counted)
    assert any("尚未收录" in each for each in term("g-09", "D1", "zh-hans").counted)


def test_a_date_whose_start_is_unknown_names_the_question() -> None:
    found = [each for each in part("g-04").law.terms if each.when == "No starting date known"]
    assert found
    assert any(re.search(r"question \d+\.\d+", line) for each in found for line in each.counted)


def test_running_and_other_deadlines_together_are_all_of_the_edition() -> None:
    planned = part("g-03")
    running = {each.key for each in planned.law.terms}
    others = {each.split()[0] for each in planned.law.not_running}
    assert running | others == set(current_edition().deadlines)
    assert not running & others


def test_deadlines_stand_in_the_order_of_their_dates() -> None:
    dates = [each.due for each in part("g-03").law.terms]
    dated = [each for each in dates if each is not None]
    assert dated == sorted(dated)
    assert dates == [*dated, *[None] * (len(dates) - len(dated))]


def test_red_lines_come_first_then_gravity() -> None:
    planned = part("g-02")
    red = [each.finding.is_red_line for each in planned.outcome.gaps]
    assert red == sorted(red, reverse=True)
    assert red[0]
    others = [each.finding for each in planned.outcome.gaps if not each.finding.is_red_line]
    grave = [list(Severity).index(each.severity) for each in others]
    assert grave == sorted(grave)
    assert planned.summary.first[0].printed.ref == planned.outcome.gaps[0].ref


def test_every_finding_is_printed_exactly_once() -> None:
    for case in ("g-02", "g-03", "g-04", "g-05"):
        outcome = part(case).outcome
        printed = [*outcome.numbered, *outcome.met, *outcome.excluded]
        followed = [each for each in printed if each.finding.verdict is not Verdict.MET]
        assert sorted(each.obligation.key for each in printed) == sorted(current_edition().obligations)
        assert len({each.ref for each in followed if each.ref}) == len(outcome.numbered)


def test_charts_say_their_figures_in_words() -> None:
    planned = part("g-02")
    severity = str(planned.summary.charts.by_severity)
    for each in planned.summary.severities:
        assert f"{each.words}: {each.count}" in severity
    assert severity.count("<rect") == len(planned.outcome.gaps) + len(planned.outcome.unsure)
    assert "<title>" in planned.summary.charts.by_step
    article = str(planned.summary.charts.by_article)
    assert article.count("<rect") == sum(len(each.rows) for each in planned.law.articles)


def test_each_article_shows_its_worst_verdict() -> None:
    for source in part("g-03").law.articles:
        for row in source.rows:
            assert row.groups[0].verdict == row.verdict


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_references_lead_from_answers_to_findings(language: str) -> None:
    planned = part("g-02", language)
    known = {each.ref for each in planned.outcome.numbered}
    named = {ref for step in planned.record.steps for row in step.rows for ref in row.refs.split(", ") if ref}
    assert named
    assert named <= known


def test_a_question_shown_twice_is_recorded_once() -> None:
    numbers = [row.number for step in part("g-03").record.steps for row in step.rows]
    assert len(numbers) == len(set(numbers))


def test_evidence_stands_with_its_question() -> None:
    content = sample("g-03")
    question = content.answers[5].question
    content = replace(content, evidence=(EvidenceMark("plan.pdf", "ab" * 32, question),))
    planned = part("g-03", content=content)
    rows = [row for step in planned.record.steps for row in step.rows if row.evidence]
    assert [row.number for row in rows] == [current_edition().questions[question].number]
    assert rows[0].evidence == planned.documents.rows
    assert [(each.ref, each.name, each.facts, each.digest, each.used) for each in planned.documents.rows] == [
        ("E1", "plan.pdf", "", "ab" * 32, rows[0].number)
    ]


def test_a_document_that_serves_twice_is_listed_once_and_those_of_the_plan_come_last() -> None:
    content = with_plan(sample("g-03"))
    first, other = content.evidence[0], content.answers[5].question
    twice = replace(content, evidence=(*content.evidence, replace(first, question=other), first))
    rows = part("", content=twice).documents.rows
    numbers = [current_edition().questions[key].number for key in (first.question, other)]
    assert [(each.ref, each.used) for each in rows] == [("E1", ", ".join(numbers)), ("E2", numbers[0]), ("E3", "Plan")]
    shown = tuple(replace(each, evidence=first.name, evidence_digest=first.digest) for each in content.actions)
    rows = part("", "zh-hans", replace(content, actions=shown)).documents.rows
    assert [each.used for each in rows] == [f"{numbers[0]}、整改计划", numbers[0]]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_plan_says_of_each_action_who_when_and_how_far_it_is(language: str) -> None:
    content = with_plan(sample("g-03", language))
    planned = part("", language, content)
    rows = planned.plan.rows
    assert {ref for row in rows for ref in re.split("、|, ", row.refs)} >= {each.ref for each in planned.outcome.gaps}
    assert [row.state for row in rows[:5]] == ["open", "in_progress", "done", "not_needed", "open"]
    assert [row.owner for row in rows[:5]] == ["孙丽 Sun Li"] * 3 + ["", ""]
    assert [row.is_late for row in rows[:4]] == [True, True, False, False]
    assert rows[2].recorded == ("周敏, 22 Nov 2026, 16:00" if language == "en" else "周敏，2026年11月22日16:00")
    assert set(planned.plan.by_ref.values()) == set(rows[:4])
    assert not any(row.recorded or row.owner for row in rows[4:])


def test_a_chosen_day_stands_where_the_law_gives_none_and_is_said_to_be_chosen() -> None:
    content = with_plan(sample("g-03"))
    free = next(row for row in part("", content=content).plan.rows if not row.is_dated)
    key = next(each.obligation.key for each in part("", content=content).outcome.gaps if each.ref == free.refs)
    action = replace(content.actions[0], key=str(key), due=date(2026, 12, 24))
    found = part("", content=replace(content, actions=(action,))).plan.by_ref[free.refs]
    assert (found.when, found.kind_of_day, found.is_dated) == ("24 Dec 2026", "chosen", True)


def test_what_has_to_be_found_out_and_waited_for_is_part_of_the_plan() -> None:
    unsure = part("g-04").plan.rows
    assert any(row.task.startswith("Find out: ") and row.mark == "to_clarify" for row in unsure)
    assert any("holiday notice" in row.task for row in part("g-09").plan.rows)
    assert part("g-05").plan.rows == ()


FACTS = {
    "en": [
        "PDF 1.2 MB, about 3 Nov 2026, added by 周敏, 20 Nov 2026, 11:05",
        "Registered without the file, held by 档案室 Records office, kept at B座3层, holds until 3 Nov 2027,"
        " added by 周敏, 20 Nov 2026, 11:05",
    ],
    "zh-hans": [
        "PDF 1.2 MB，所述日期2026年11月3日，周敏于2026年11月20日11:05添加",
        "仅登记，未上传文件，由档案室 Records office保管，存放于B座3层，有效至2027年11月3日，"
        "周敏于2026年11月20日11:05添加",
    ],
}


@pytest.mark.parametrize("language", FACTS)
def test_the_record_says_of_each_document_what_it_is_and_who_holds_it(language: str) -> None:
    planned = part("g-03", language)
    rows = [row for step in planned.record.steps for row in step.rows if row.evidence]
    assert [line.facts for line in planned.documents.rows] == FACTS[language]
    assert not rows[0].is_long


def test_many_documents_behind_one_answer_may_be_split_between_pages() -> None:
    content = sample("g-03")
    many = tuple(replace(content.evidence[0], digest=f"{n:064x}") for n in range(5))
    rows = [row for step in part("g-03", content=replace(content, evidence=many)).record.steps for row in step.rows]
    assert [len(row.evidence) for row in rows if row.is_long] == [5]


@pytest.mark.parametrize(("size", "words"), [(12, "12 B"), (1_500, "1.5 kB"), (20_971_520, "21.0 MB")])
def test_sizes_are_short(size: int, words: str) -> None:
    assert size_words(size) == words


def test_a_long_answer_is_cut_with_the_finding_and_whole_in_the_record() -> None:
    content = sample("d-13-school-gate-audit-in-january")
    long = "依据。" * 400
    answers = tuple(replace(each, value=long) if each.question == "q_rule_cite" else each for each in content.answers)
    planned = part("", content=replace(content, answers=answers))
    assert long in {row.answer for step in planned.record.steps for row in step.rows}


def test_uncertain_points_name_only_what_this_report_relies_on() -> None:
    planned = part("g-03")
    applying = (*planned.outcome.numbered, *planned.outcome.met)
    used = {str(key) for each in applying for key in each.finding.uncertain_points}
    assert {each.key for each in planned.law.uncertain} == used
    assert part("g-05").law.uncertain == ()


def test_every_consequence_that_a_finding_names_is_explained() -> None:
    planned = part("g-02")
    explained = {code for code, _ in planned.law.penalties}
    assert {code for each in planned.outcome.gaps for code in each.penalties.split(", ") if code} == explained


def test_sections_are_numbered_in_the_way_of_each_language() -> None:
    assert plan_sections("en", "en")["findings"].heading == "2 Findings"
    assert plan_sections("zh", "zh-hans")["people"].heading == "十一、声明与复核记录"
    assert plan_sections("zh", "zh-hans")["record"].heading == "附录：问答记录"


def test_every_label_has_both_languages() -> None:
    for key, text in {**LABELS, **MOVES}.items():
        assert text.en, key
        assert re.search(r"[\u4e00-\u9fff]", text.zh), key
        assert not re.search(r"[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u4e00-\u9fff]", text.zh), key


def test_every_move_has_words() -> None:
    assert {move.value for move in Move} <= set(MOVES)


def test_roles_and_moves_without_words_stay_as_they_are() -> None:
    assert role_words("dpo", "zh-hans") == "个人信息保护负责人"
    assert role_words("Compliance manager", "en") == "Compliance manager"
    assert move_words("approve", "en") == "Approved"
    assert move_words("other", "en") == "other"


def test_moments_are_told_in_china_standard_time() -> None:
    assert moment_in_words("2026-11-23T18:30:00Z", "en") == "24 November 2026, 02:30 (UTC+8)"
    assert moment_in_words("2026-11-23T18:30:00", "zh-hans") == "2026年11月24日02:30（北京时间）"
    assert short_moment("2026-11-23T10:30:00+08:00", "en") == "23 Nov 2026, 10:30"


def test_every_value_that_a_template_names_exists() -> None:
    """A template skips a missing value in a condition or a loop without a word."""
    named = {path for file in TEMPLATES.glob("*.html") for path in PATH.findall(file.read_text(encoding="utf-8"))}
    assert len(named) > 100
    planned = part("", content=with_plan(with_places()))
    for path in named:
        found: object = planned
        for name in path.split("."):
            if name == "items":
                break
            found = found[name] if isinstance(found, dict) else getattr(found, name)


@pytest.mark.parametrize(
    ("language", "only_there"),
    [("en", "Only at 二号店 Shop 2."), ("zh-hans", "仅涉及二号店 Shop 2。")],
)
def test_the_plan_says_what_has_to_be_done_at_places_alone(language: str, only_there: str) -> None:
    content = with_places(language)
    planned = part("", language, content)
    (row,) = [each for each in planned.plan.rows if each.where == only_there]
    (finding,) = [one for group in planned.places.groups for one in group.findings if one.printed.finding.is_red_line]
    assert (row.task, row.refs, row.mark) == (finding.printed.remedy, finding.printed.ref, "critical")
    assert row.where in compose(_document(content))


def _document(content: RevisionContent) -> Document:
    return plan_document(content, current_edition(), draft=False, verify_address="https://x/", self_issued=True)
