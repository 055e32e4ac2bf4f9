"""Two engines that share no code say the same: of every case, of answers at random, and of contents that were bent."""

from __future__ import annotations

import ast
import json
import os
import random
import sys
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answers, answer_to_json
from assessments.domain.canonical import Json, to_bytes, to_json
from assessments.domain.catalogue import UncertainPointKey
from assessments.domain.counsel import CounselView
from assessments.domain.edition_data import edition_data
from assessments.domain.engine import assess
from assessments.domain.findings import Verdict
from assessments.domain.places import find_common, judge_places
from assessments.domain.recomputing import recompute
from assessments.domain.revision import RevisionContent, from_canonical, to_canonical
from assessments.domain.revision_schemas import FIRST_SCHEMA
from tests.domain.answering import some_answers
from tests.domain.test_recomputing import attested
from tests.domain.test_revision import BARE
from tests.report.samples import CASES, sample, with_counsel, with_places
from verifiers.report.content import Difference, Unreadable, compare, read
from verifiers.report.findings import Judged, judge, judge_place
from verifiers.report.rules import Edition, answer

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parent.parent.parent
EXPORTED = ROOT / "verifiers" / "editions"
EDITION = Edition(json.loads(edition_data(current_edition())))
EVERY = int(os.environ.get("EVERY_CASE", "8"))
"""Each how many-th case file is taken; 1 for all."""
EXAMPLES = int(os.environ.get("ENGINE_EXAMPLES", "12"))
POINTS = tuple(current_edition().uncertain_points)


def known(answers: Answers) -> dict[str, object]:
    """The answers as the verifier reads them from JSON."""
    written = json.loads(json.dumps({key: answer_to_json(value) for key, value in answers.items()}))
    return {key: answer(EDITION.questions[key], value) for key, value in written.items()}


def same(answers: Answers, as_of: date, counsel: Collection[UncertainPointKey]) -> Judged:
    """What both make of the answers, found equal to the last reason."""
    ours = to_json(assess(current_edition(), answers, as_of, counsel))
    theirs = judge(EDITION, known(answers), as_of, counsel)
    assert isinstance(ours, dict)
    assert theirs.findings == ours["findings"]
    assert (theirs.overall, theirs.unsettled) == (ours["overall"], ours["scope_not_settled"])
    return theirs


def told(raw: bytes) -> list[Difference]:
    """Where a content does not follow from its answers, as both say."""
    ours = recompute(from_canonical(raw, current_edition()), current_edition())
    verdicts, theirs = compare(read(raw), EDITION)
    assert theirs == [
        (each.matter.value, each.place, each.obligation, each.stated, each.computed) for each in ours.differences
    ]
    assert verdicts == ours.verdicts
    return theirs


@pytest.mark.no_cover  # Tracing takes most of the time of many repetitions, and shows no line that others do not.
def test_both_say_the_same_of_the_case_files() -> None:
    verdicts = set()
    files = sorted((CASES / "2026-11").glob("*.yaml"))[::EVERY]
    for file in files:
        case = read_case(file, current_edition())
        found = same(case.answers, case.as_of, case.counsel)
        verdicts |= {each["verdict"] for each in found.findings}
    assert len(files) >= 20
    assert verdicts >= {"met", "partly_met", "not_met", "not_applicable", "needs_judgement"}


@pytest.mark.no_cover
@settings(max_examples=EXAMPLES, deadline=None)
@given(
    some_answers(current_edition()),
    some_answers(current_edition()),
    st.sets(st.sampled_from(POINTS), max_size=3),
    st.sampled_from([date(2025, 3, 1), date(2026, 11, 2), date(2028, 2, 29)]),
)
def test_both_say_the_same_of_answers_and_places_at_random(
    answers: Answers, exceptions: Answers, counsel: set[UncertainPointKey], as_of: date
) -> None:
    theirs = same(answers, as_of, counsel)
    common = find_common(current_edition(), answers, as_of, counsel)
    ours = judge_places(common, {"here": exceptions})["here"]
    here = judge_place(theirs, known(exceptions), counsel)
    assert here.own == to_json(ours.own)
    assert (here.overall, here.open) == (ours.assessed.overall.value, list(ours.open))


def counselled() -> RevisionContent:
    """A content beside another view of counsel on every point."""
    views = (CounselView(each, "Zhao", date(2026, 10, 1), "x", "y", "Ma", "2026-10-02T08:00:00Z") for each in POINTS)
    return with_counsel("g-03", "en", *views)


def first_form() -> RevisionContent:
    """A content as the first schema had it."""
    return attested(replace(sample("g-03"), schema=FIRST_SCHEMA, evidence=(BARE,)))


CONTENTS = {
    "plain": lambda: sample("g-03"),
    "places": lambda: attested(with_places()),
    "counsel": counselled,
    "first form": first_form,
}


@pytest.mark.parametrize("name", CONTENTS)
def test_both_name_exactly_the_verdict_that_was_turned(name: str) -> None:
    raw = to_canonical(CONTENTS[name]())
    assert told(raw) == []
    luck = random.Random(name)
    for _ in range(4):
        bent = json.loads(raw)
        lists = [("", bent["assessed"]["findings"])]
        lists += [(each["name"], each["findings"]) for each in bent.get("places", ()) if each["findings"]]
        place, findings = luck.choice(lists)
        one = luck.choice(findings)
        before = one["verdict"]
        one["verdict"] = luck.choice([each.value for each in Verdict if each.value != before])
        assert told(to_bytes(bent)) == [("verdict", place, one["obligation"], one["verdict"], before)]


def bend(content: dict[str, Json], luck: random.Random) -> None:
    """One change that leaves the form whole."""
    found = json.loads(json.dumps(content))
    assessed, places = content["assessed"], content.get("places")
    assert isinstance(assessed, dict)
    findings = assessed["findings"]
    assert isinstance(findings, list)
    one = luck.choice(findings)
    assert isinstance(one, dict)
    answers, route = content["answers"], content["route"]
    assert isinstance(answers, list)
    assert isinstance(route, list)
    match luck.randrange(9):
        case 0:
            answers.pop(luck.randrange(len(answers)))
        case 1:
            one["reasons"] = found["assessed"]["findings"][0]["reasons"]
        case 2:
            findings.remove(one)
        case 3:
            luck.shuffle(findings)
        case 4:
            route.pop(luck.randrange(len(route)))
        case 5:
            assessed["overall"] = "no_gap_found"
        case 6:
            content["as_of"] = "2026-10-31"
        case 7:
            one["severity"], one["missing"] = "advice", ["q_zone"]
        case _ if isinstance(places, list) and places:
            luck.shuffle(places)
            places.pop()
        case _:
            assessed["scope_not_settled"] = ["q_rd"]


@pytest.mark.no_cover
@pytest.mark.parametrize("name", CONTENTS)
def test_both_say_the_same_of_whatever_was_bent(name: str) -> None:
    raw = to_canonical(CONTENTS[name]())
    luck, noticed = random.Random(name), 0
    for _ in range(6):
        bent = json.loads(raw)
        bend(bent, luck)
        noticed += bool(told(to_bytes(bent)))
    assert noticed >= 4


def test_what_is_no_content_is_refused_in_words() -> None:
    whole = json.loads(to_canonical(sample("g-05")))
    for raw in (
        b"",
        b"{",
        b"[]",
        b'{"a": 1}',
        b"[" * 100_000,
        to_bytes({**whole, "schema": "frcompliance/revision/99"}),
    ):
        with pytest.raises(Unreadable):
            read(raw)
    for name, value in (("as_of", "2026-11-31"), ("answers", [{}]), ("assessed", 5), ("route", None), ("as_of", None)):
        with pytest.raises(Unreadable, match="does not fit the edition"):
            compare(read(to_bytes({**whole, name: value})), EDITION)
    with pytest.raises(ValueError, match="not the data of an edition"):
        Edition({"schema": "frcompliance/edition/2"})


def test_answers_that_the_edition_does_not_allow_are_refused() -> None:
    wrong = {"single": ["x"], "yes_no": "perhaps", "multi": ["x", "x"], "number": True, "date": "2026-02-30", "text": 5}
    for question in EDITION.questions.values():
        with pytest.raises(ValueError, match=r"does not allow|day is out of range"):
            answer(question, wrong[question["kind"]])


def test_the_data_beside_the_verifier_is_that_of_the_edition() -> None:
    assert (EXPORTED / "2026-11.json").read_bytes() == edition_data(current_edition())
    assert EDITION.digest == current_edition().digest


def test_the_verifier_imports_nothing_of_the_product() -> None:
    allowed = set(sys.stdlib_module_names) | {"pikepdf", "cryptography", "verifiers", "__future__"}
    files = [ROOT / "verifiers" / "verify_report.py", *(ROOT / "verifiers" / "report").glob("*.py")]
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {one.name for each in ast.walk(tree) if isinstance(each, ast.Import) for one in each.names}
        named |= {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
        assert {each.split(".")[0] for each in named} <= allowed, file
    assert len(files) >= 5
