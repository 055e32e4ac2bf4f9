"""The published edition: complete as researched, nothing lost, nothing slipped in, every verdict shown by a case."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.catalogue import NOT_SURE, QuestionKind
from assessments.domain.engine import assess
from assessments.domain.findings import Verdict
from assessments.domain.route import plan_route

STEPS = {
    "system": ["q_orgkind", "q_province", "q_purposes"],
    "scope": ["q_mainland", "q_face_use", "q_rd", "q_exempt", "q_role"],
    "purpose": ["q_need_file", "q_minimal", "q_other_use", "q_basis", "q_rule_cite", "q_accuracy"],
    "people": ["q_people", "q_under14", "q_age14_17", "q_elderly", "q_total_people"],
    "place": [
        "q_setting",
        "q_public",
        "q_cctv",
        "q_listed",
        "q_guardduty",
        "q_private_room",
        "q_patrol",
        "q_safety_need",
        "q_zone",
        "q_sign",
        "q_secret",
    ],
    "video": ["q_in_use_date", "q_police_filing", "q_video_days", "q_video_mgmt", "q_footage_out"],
    "notice": ["q_notice_form", "q_notice_items", "q_accessible", "q_rules_public", "q_change"],
    "consent": [
        "q_consent",
        "q_consent_flaws",
        "q_withdraw",
        "q_refusal",
        "q_staff_rules",
        "q_child",
        "q_minor_access",
        "q_minor_audit",
    ],
    "alternatives": ["q_other_way", "q_state_rule", "q_pressure", "q_national"],
    "storage": ["q_where", "q_internet", "q_keep_rule", "q_strays"],
    "assessment": ["q_pipia", "q_pipia_items", "q_redo", "q_records"],
    "security": ["q_controls", "q_mlps", "q_cii", "q_governance", "q_incident", "q_incident_people", "q_incident_done"],
    "sharing": [
        "q_vendor",
        "q_joint",
        "q_give",
        "q_auto",
        "q_export",
        "q_export_people",
        "q_export_route",
        "q_export_ok",
    ],
    "filing": [
        "q_peak",
        "q_reach_date",
        "q_filed",
        "q_filed_date",
        "q_dossier",
        "q_mat_change",
        "q_mat_date",
        "q_stop",
        "q_stop_date",
        "q_rights",
        "q_channel",
        "q_officer",
        "q_audit",
        "q_inspect",
        "q_local",
    ],
}
OBLIGATIONS = [
    "M02-rd-residual",
    "M03-lawful-ethics",
    "M04-purpose",
    "M04-necessity",
    "M04-minimal",
    "P08-accuracy",
    "P13-basis",
    "H13-workforce",
    "S34-state-organ",
    "P53-representative",
    "L23-local",
    "M05-notice-content",
    "M05-notice-form",
    "M05-barrier-free",
    "P17-public-rules",
    "P14-change",
    "M06-separate-consent",
    "M06-free-consent",
    "M06-withdrawal",
    "P16-no-denial",
    "M07-guardian",
    "M07-child-rules",
    "N36-minor-access",
    "N37-minor-audit",
    "M10-not-sole",
    "M10-alternative",
    "M12-no-pressure",
    "M11-national-channel",
    "M13-security-need",
    "M13-zone",
    "M13-signage",
    "M13-private-space",
    "V08-patrol",
    "V09-installer",
    "V10-secret-site",
    "V14-police-filing",
    "V15-operations",
    "V16-viewing",
    "V17-video-retention",
    "V21-disclosure",
    "V33-nonpublic",
    "P26-purpose-lock",
    "M08-device-storage",
    "M08-retention",
    "P47-deletion",
    "N24-stray-faces",
    "M09-pipia",
    "M09-pipia-scope",
    "M09-pipia-redo",
    "M09-records-3y",
    "M14-controls",
    "M14-mlps",
    "P51-governance",
    "P51-incident-plan",
    "P57-breach",
    "R04-incident-report",
    "M15-filing",
    "M15-dossier",
    "M15-change",
    "M15-deregister",
    "P21-entrust",
    "P20-joint",
    "P23-provide",
    "P24-automated",
    "P38-export-route",
    "P39-export-consent",
    "P44-rights",
    "P50-channel",
    "P52-officer",
    "P54-audit",
    "P63-cooperate",
]
CASES = Path(__file__).parent.parent / "cases"
CASE_FILES = sorted((CASES / CURRENT).glob("*.yaml"))
LEAST_CASES = 30


def test_the_edition_asks_every_question_of_the_research_in_its_step_and_order() -> None:
    current = current_edition()
    homes = {str(step.key): [str(each.question) for each in step.placements if each.is_home] for step in current.steps}
    assert homes == STEPS
    assert len(homes) == 14
    assert len(current.questions) == 90


def test_the_edition_holds_every_obligation_of_the_research() -> None:
    assert sorted(current_edition().obligations) == sorted(OBLIGATIONS)
    assert len(OBLIGATIONS) == 71


def test_the_edition_holds_every_deadline_and_every_uncertain_point() -> None:
    current = current_edition()
    assert list(current.deadlines) == [f"D{number}" for number in range(1, 12)]
    assert list(current.uncertain_points) == [f"U{number}" for number in range(1, 28)]


def test_every_source_is_cited_by_an_obligation_or_says_why_not() -> None:
    current = current_edition()
    cited = {each.source for one in current.obligations.values() for each in one.provisions}
    reasoned = {key for key, source in current.sources.items() if source.without_obligation is not None}
    assert cited | reasoned == set(current.sources)
    assert not cited & reasoned


def test_every_uncertain_point_stands_beside_the_question_or_obligation_that_it_touches() -> None:
    current = current_edition()
    named = {point for one in current.obligations.values() for point in one.uncertain_points}
    named |= {point for question in current.questions.values() for point in question.uncertain_points}
    # U26 speaks of drafts, which decide nothing: the watch list is its place.
    assert set(current.uncertain_points) - named == {"U26"}
    assert {point for each in current.watch_list for point in each.uncertain_points} == {"U26"}


def test_numbers_have_units_and_choices_have_words_in_both_languages() -> None:
    for question in current_edition().questions.values():
        assert (question.unit is not None) == (question.kind is QuestionKind.NUMBER), question.key
        for choice in question.choices:
            assert choice.label.en, question.key
            assert choice.label.zh, question.key
            assert choice.key != NOT_SURE


def test_thresholds_of_the_law_stand_in_the_parameters() -> None:
    parameters = current_edition().parameters
    assert parameters["filing_people"] == 100_000
    assert parameters["officer_people"] == 1_000_000
    assert parameters["audit_people"] == 10_000_000
    assert parameters["export_assessment_people"] == 10_000
    assert parameters["major_incident_people"] == 1_000_000


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_a_case_comes_out_as_it_says(path: Path) -> None:
    current = current_edition()
    case = read_case(path, current)
    assessed = assess(current, case.answers, case.as_of, case.counsel)
    found = {each.obligation: each.verdict for each in assessed.findings}
    assert {key: found[key] for key in case.expect} == case.expect
    assert case.overall in (None, assessed.overall)
    assert case.expect, "a case says what it expects"
    assert case.situation is not None, "a case says what it is about"


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_there_are_enough_cases_and_each_complete_one_leaves_nothing_open() -> None:
    assert len(CASE_FILES) >= LEAST_CASES
    current = current_edition()
    complete = 0
    for path in CASE_FILES:
        case = read_case(path, current)
        complete += plan_route(current, case.answers).open_count == 0
    assert complete >= LEAST_CASES


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_every_verdict_that_an_obligation_can_have_is_expected_of_it_by_some_case() -> None:
    current = current_edition()
    expected: dict[str, set[str]] = defaultdict(set)
    for path in CASE_FILES:
        case = read_case(path, current)
        for key, verdict in case.expect.items() if not case.counsel else ():
            expected[key].add(verdict.value)
    unseen = []
    for key, obligation in current.obligations.items():
        never = {verdict for verdict, _ in obligation.never}
        unseen += [f"{key} {each}" for each in Verdict if each not in never and each not in expected[key]]
    assert unseen == []


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_no_case_comes_out_as_the_edition_says_it_never_does() -> None:
    current = current_edition()
    for path in CASE_FILES:
        case = read_case(path, current)
        for finding in assess(current, case.answers, case.as_of).findings:
            never = {verdict for verdict, _ in current.obligations[finding.obligation].never}
            assert finding.verdict.value not in never, (path.stem, finding.obligation)
