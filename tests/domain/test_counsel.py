"""Counsel's other view on an uncertain point leaves a finding to a person; it never turns one into met."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import Catalogue, UncertainPointKey
from assessments.domain.counsel import points_touching, set_aside_sentence
from assessments.domain.engine import assess
from assessments.domain.explanations import explain, overall_sentence, overall_words
from assessments.domain.findings import Finding, Overall, Verdict
from tests.small import DUTIES, load

TODAY = date(2026, 11, 2)
POINT = UncertainPointKey("U1")
SETTLED: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes", "q_count": 1, "q_cite": ""}


def finding(catalogue: Catalogue, key: str, answers: dict[str, Answer], *points: UncertainPointKey) -> Finding:
    return next(each for each in assess(catalogue, answers, TODAY, points).findings if each.obligation == key)


@pytest.mark.parametrize(
    ("uses", "by_our_reading"),
    [(("x",), Verdict.MET), (("y",), Verdict.PARTLY_MET), (("x", "y"), Verdict.NOT_MET)],
)
def test_what_was_decided_is_left_to_a_person_and_both_are_kept(
    small: Catalogue, uses: tuple[str, ...], by_our_reading: Verdict
) -> None:
    found = finding(small, "O2-ban", {"q_use": Several(uses)}, POINT)
    assert (found.verdict, found.by_our_reading) == (Verdict.NEEDS_JUDGEMENT, by_our_reading)
    assert found.counsel == (POINT,)
    assert found.reasons == finding(small, "O2-ban", {"q_use": Several(uses)}).reasons


def test_what_is_undetermined_stays_so_and_what_needs_judgement_too(small: Catalogue) -> None:
    missing = finding(small, "O2-ban", {}, POINT)
    assert (missing.verdict, missing.by_our_reading, missing.counsel) == (Verdict.UNDETERMINED, None, (POINT,))
    judged = finding(small, "O2-ban", {"q_use": Several(("none",))}, POINT)
    assert (judged.verdict, judged.by_our_reading, judged.counsel) == (Verdict.NEEDS_JUDGEMENT, None, (POINT,))


def test_a_finding_that_does_not_depend_on_the_point_is_left_alone(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes"}
    assert finding(small, "O1-duty", answers, POINT) == finding(small, "O1-duty", answers)


def test_a_point_that_only_a_question_names_touches_each_verdict_that_read_its_answer(tmp_path: Path) -> None:
    def only_the_question_names_it(files: dict[str, dict[str, list[dict[str, object]]]]) -> None:
        del files[f"{DUTIES}.yaml"]["obligations"][1]["uncertain_points"]

    edition = load(tmp_path, only_the_question_names_it)
    for kind, by_our_reading in (("a", Verdict.MET), ("c", Verdict.NOT_APPLICABLE)):
        found = finding(edition, "O1-duty", {"q_kind": kind, "q_sure": "yes"}, POINT)
        assert (found.verdict, found.by_our_reading) == (Verdict.NEEDS_JUDGEMENT, by_our_reading)
    apart = finding(edition, "O2-ban", {"q_kind": "a", "q_use": Several(("x",))}, POINT)
    assert (apart.verdict, apart.counsel) == (Verdict.MET, ())


def test_which_points_touch_a_finding_does_not_depend_on_what_counsel_holds(small: Catalogue) -> None:
    for answers in ({"q_use": Several(("x",))}, {"q_kind": "c"}, {}):
        with_view = finding(small, "O2-ban", dict(answers), POINT)
        without = finding(small, "O2-ban", dict(answers))
        assert points_touching(with_view, small) == points_touching(without, small)
    assert points_touching(finding(small, "O2-ban", {}), small) == (POINT,)


def test_the_finding_and_the_whole_say_both_readings_in_both_languages(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes", "q_use": Several(("x", "y"))}
    found = finding(small, "O2-ban", answers, POINT)
    assert set_aside_sentence(found, "en") == explain(found, small, "en").headline
    assert explain(found, small, "en").headline == (
        "By this edition’s reading: not met. Counsel takes another view on U1; therefore left to judgement."
    )
    assert explain(found, small, "zh-hans").headline == "按本版题库的理解：不满足。律师对U1持不同意见，故留待专业判断。"
    whole = assess(small, answers, TODAY, (POINT,))
    assert found.is_red_line_set_aside
    assert overall_sentence(whole, small, "en").endswith(
        "Of these, 1 only because counsel takes another view; by this edition’s reading, 1 are not met"
        " (1 of them prohibitions) and 0 only partly met."
    )
    assert "含禁止性规定1项" in overall_sentence(whole, small, "zh-hans")
    assert "counsel" not in overall_sentence(assess(small, answers, TODAY), small, "en")


def test_where_every_gap_is_left_to_a_person_nothing_says_that_there_is_none(small: Catalogue) -> None:
    answers: dict[str, Answer] = {
        "q_kind": "a",
        "q_sure": "yes",
        "q_use": Several(("x", "y")),
        "q_count": 1,
        "q_cite": "",
    }
    whole = assess(small, answers, TODAY, (POINT,))
    assert whole.overall is Overall.NO_GAP_FOUND
    assert [each.obligation for each in whole.findings if each.is_gap_set_aside] == ["O2-ban"]
    assert overall_words(whole, "en") == "Gaps left to judgement: counsel takes another view"
    assert overall_words(whole, "zh-hans") == "差距留待判断：律师持不同意见"
    for language, none in (("en", "o gap found"), ("zh-hans", "未发现差距")):
        assert none not in overall_words(whole, language) + overall_sentence(whole, small, language)


def test_an_incomplete_result_does_not_pass_over_what_counsel_set_aside(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_use": Several(("x", "y"))}
    whole = assess(small, answers, TODAY, (POINT,))
    assert (whole.overall, overall_words(whole, "en")) == (Overall.INCOMPLETE, "Incomplete")
    assert overall_sentence(whole, small, "en").startswith("Every gap so far is left to judgement")
    assert "未发现差距" not in overall_sentence(whole, small, "zh-hans")


def test_a_view_on_what_is_met_or_only_advised_sets_no_gap_aside(small: Catalogue) -> None:
    met = assess(
        small, {"q_kind": "a", "q_sure": "yes", "q_use": Several(("x",)), "q_count": 1, "q_cite": ""}, TODAY, (POINT,)
    )
    assert [each.by_our_reading for each in met.findings if each.counsel] == [Verdict.MET]
    assert overall_words(met, "en") == "No gap found on the answers given"
