"""Each claim about an edition is found broken where it is broken, and holds for the published one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessments.catalogues import current_edition, proofs
from assessments.catalogues.proofs import prove, prove_on_all_cores
from assessments.catalogues.proofs.obligations import prove_obligation
from assessments.catalogues.proofs.route import prove_route
from assessments.catalogues.proofs.unproven import Claim, Unproven, answers_in_words
from assessments.domain.answers import Answers, Several
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey
from assessments.domain.classes import AnswerClass
from assessments.domain.diagrams import Diagram
from assessments.domain.engine import assess
from assessments.domain.findings import Assessed, Verdict
from assessments.domain.lazy import Truth
from tests.small import (
    DUTIES,
    FACTS,
    FIRST,
    NEVER,
    SECOND,
    Change,
    Files,
    add,
    load,
    provable,
    put,
    question,
    text,
)

QUIET = ["a", "b", "c"]


def unproven(folder: Path, *changes: Change) -> list[Unproven]:
    return list(prove(load(folder, provable, *changes)).unproven)


def test_an_edition_in_order_leaves_nothing_unproven(tmp_path: Path) -> None:
    assert unproven(tmp_path) == []


def duty(name: str, value: object) -> Change:
    return put(value, DUTIES, "obligations", 0, name)


def both(*changes: Change) -> Change:
    def change(files: Files) -> None:
        for each in changes:
            each(files)

    return change


KIND = {"is": {"q_kind": "a"}}
NO_SUCH = {"all": [KIND, {"is": {"q_kind": "b"}}]}
NOBODY = {"all": [NO_SUCH, {"is": {"q_sure": "yes"}}]}
BROKEN: dict[str, tuple[Claim, Change, str, str]] = {
    "both branches true": (
        Claim.BRANCHES_APART,
        duty("not_met_if", {"is": {"q_kind": QUIET}}),
        "O1-duty",
        "met_if and not_met_if are both true for q_kind: a",
    ),
    "order said to decide for nothing": (
        Claim.BRANCHES_APART,
        duty("order_decides", text()),
        "O1-duty",
        "says that the order of branches decides, yet met_if and not_met_if are never both true",
    ),
    "a hole": (
        Claim.COMPLETE_DECIDES,
        duty("not_met_if", {"is": {"q_kind": "b"}}),
        "O1-duty",
        "is undetermined though nothing is open: q_kind: c",
    ),
    "a verdict without a way to it": (
        Claim.VERDICTS_POSSIBLE,
        both(duty("partly_met_if", NO_SUCH), duty("never", NEVER[:1] + NEVER[2:])),
        "O1-duty",
        "comes out as partly_met for no complete answers",
    ),
    "a verdict that comes out all the same": (
        Claim.NEVER_HOLDS,
        both(duty("partly_met_if", {"is": {"q_kind": "c"}}), duty("not_met_if", {"is": {"q_kind": "b"}})),
        "O1-duty",
        "says that partly_met never comes out, yet it does for q_kind: c",
    ),
    "an answer that takes a verdict back": (
        Claim.FILLING_IN_KEEPS,
        # q_follow is asked while q_use is not sure, and taken off the route by x
        both(
            add(question("q_follow", "yes_no", "yes", "no", shown_if={"has": {"q_use": "y"}}), FIRST, "questions"),
            duty("not_met_if", {"any": [{"is": {"q_kind": ["b", "c"]}}, {"is": {"q_follow": "yes"}}]}),
        ),
        "O1-duty",
        "turns from not_met into met when q_use: [x] is filled in: q_use: unknown, q_kind: a, q_follow: yes",
    ),
    "a question that nobody is asked": (
        Claim.QUESTION_REACHED,
        put(NOBODY, SECOND, "questions", 0, "shown_if"),
        "q_count",
        "is asked for no complete answers",
    ),
    "a fact that is always true": (
        Claim.FACT_VARIES,
        put({"any": [KIND, {"not": KIND}]}, FACTS, "facts", 0, "condition"),
        "LARGE",
        "is false for no complete answers",
    ),
}


@pytest.mark.parametrize(("claim", "change", "key", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_claim_is_named_with_answers_that_show_it(
    claim: Claim, change: Change, key: str, message: str, tmp_path: Path
) -> None:
    found = unproven(tmp_path, change)
    assert (claim, key, message) in [(each.claim, each.key, each.message) for each in found]
    assert all(each.mend for each in found)


def test_a_step_whose_questions_nobody_is_asked_is_not_reached(tmp_path: Path) -> None:
    def change(files: Files) -> None:
        for each in files[f"{SECOND}.yaml"]["questions"]:
            each["shown_if"] = NOBODY
        del files[f"{SECOND}.yaml"]["again"]

    found = unproven(tmp_path, change)
    assert (Claim.STEP_REACHED, "second") in [(each.claim, each.key) for each in found]


def test_an_engine_that_disagrees_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = load(tmp_path, provable)

    def bent(catalogue: Catalogue, answers: Answers, as_of: date) -> Assessed:
        found = assess(catalogue, answers, as_of)
        return replace(found, findings=tuple(replace(each, verdict=Verdict.UNDETERMINED) for each in found.findings))

    monkeypatch.setattr(f"{prove_obligation.__module__}.assess", bent)
    proof = prove_obligation(edition, edition.obligations[ObligationKey("O1-duty")])
    assert {each.claim for each in proof.unproven} == {Claim.ENGINE_AGREES}


def test_a_question_that_waits_for_ever_is_a_dead_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can be written that does this (the loader refuses it), so the diagram itself is bent."""

    def waits(diagram: Diagram, question: QuestionKey, before: int | None = None) -> int:
        return diagram.leaf(Truth.MISSING) if question == "q_day" else honest(diagram, question, before)

    edition = load(tmp_path, provable)
    honest = Diagram.shown
    monkeypatch.setattr(Diagram, "shown", waits)
    found = prove_route(edition).unproven
    assert {each.claim for each in found if each.key == "q_day"} == {Claim.NO_DEAD_END, Claim.QUESTION_REACHED}


def test_several_cores_come_to_the_same_as_one(tmp_path: Path) -> None:
    edition = load(tmp_path, provable)
    assert prove_on_all_cores(edition) == prove(edition)


@pytest.mark.parametrize("key", ["N37-minor-audit", "M15-filing", "M15-change", "V14-police-filing"])
def test_limits_in_time_are_proved_too(key: str) -> None:
    edition = current_edition()
    proof = prove_obligation(edition, edition.obligations[ObligationKey(key)])
    assert (proof.unproven, proof.ways > 20) == ((), True)


def test_a_process_of_the_pool_proves_the_edition_that_it_took(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = load(tmp_path, provable)
    monkeypatch.setattr(proofs, "_taken", [])
    proofs._take(edition)
    assert proofs._prove_one(ObligationKey("O2-ban")) == prove(edition).obligations[1]
    assert proofs._prove_route() == prove(edition).route


def test_an_example_is_written_as_in_a_case_file() -> None:
    example = {
        QuestionKey("q_kind"): AnswerClass((None,), 1),
        QuestionKey("q_cite"): AnswerClass(("",), 1),
        QuestionKey("q_use"): AnswerClass((Several(("x", "y")),), 1),
    }
    assert answers_in_words(example) == 'q_kind: (none), q_cite: "", q_use: [x, y]'
    assert answers_in_words({}) == "any answers"
