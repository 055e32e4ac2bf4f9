"""One broken sample for every message about parts of an edition that do not fit together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.small import (
    COUNT,
    DEADLINE,
    DUTY,
    EDITION,
    FACT,
    FACTS,
    FIRST,
    KIND,
    SECOND,
    SOURCES,
    SURE,
    USE,
    YEAR,
    Change,
    add,
    choice,
    drop,
    faults,
    put,
    question,
    text,
    when,
)

TOGETHER: dict[str, tuple[Change, list[str]]] = {
    "fact unknown": (when("NOTHING"), ["names the fact NOTHING, which facts.yaml does not define"]),
    "question unknown": (when({"is": {"q_none": "a"}}), ["reads q_none, which is not a question of this edition"]),
    "rests on what it does not cite": (
        put(["NOTE"], *DUTY, "rests_on"),
        ["rests on NOTE, which its provisions do not cite"],
    ),
    "rests on a source without a day": (
        lambda files: [put(["LAW"], *DUTY, "rests_on")(files), put(None, SOURCES, "sources", 0, "in_force")(files)],
        ["rests on LAW, whose first day in force is not known; add in_force"],
    ),
    "day of the assessment read as a choice": (
        when({"is": {"as_of": "a"}}),
        ["reads as_of, which is not a question of this edition"],
    ),
    "deadline unknown": (
        when({"after": {"as_of": {"deadline": "D9"}}}),
        ["names the deadline D9, which edition.yaml does not define"],
    ),
    "choice unknown": (when({"is": {"q_kind": ["a", "z"]}}), ["reads the choice z of q_kind, which does not exist"]),
    "not sure read as a choice": (
        when({"is": {"q_kind": "unknown"}}),
        ["reads the choice unknown of q_kind, which does not exist"],
    ),
    "counted choice unknown": (
        when({"counts": {"q_use": {"of": ["z"], "at_least": 1}}}),
        ["reads the choice z of q_use, which does not exist"],
    ),
    "is on several": (
        when({"is": {"q_use": "x"}}),
        ["reads q_use with is, which takes single or yes_no or text, but it is multi"],
    ),
    "has on one": (when({"has": {"q_kind": "a"}}), ["reads q_kind with has, which takes multi, but it is single"]),
    "only on one": (when({"only": {"q_kind": "a"}}), ["reads q_kind with only, which takes multi, but it is single"]),
    "counts on one": (
        when({"counts": {"q_kind": {"of": ["a"], "at_least": 1}}}),
        ["reads q_kind with counts, which takes multi, but it is single"],
    ),
    "amount of a day": (
        when({"amount": {"q_day": {"at_least": 1}}}),
        ["reads q_day with amount, which takes number, but it is date"],
    ),
    "moment of a number": (
        when({"after": {"q_count": date(2026, 1, 1)}}),
        ["reads q_count with before or after, which takes date, but it is number"],
    ),
    "no source": (put([], *DUTY, "provisions"), ["cites no source"]),
    "source unknown": (put([{"ACT": "1"}], *DUTY, "provisions"), ["cites ACT, which sources.yaml does not define"]),
    "point unknown": (put(["U9"], *DUTY, "uncertain_points"), ["names U9, which uncertain.yaml does not define"]),
    "penalty unknown": (put(["P9"], *DUTY, "penalties"), ["names the penalty P9, which edition.yaml does not define"]),
    "group unknown": (put("Z", *DUTY, "group"), ["stands in group Z, which edition.yaml does not define"]),
    "deadline of a duty unknown": (
        put("D9", *DUTY, "deadline"),
        ["names the deadline D9, which edition.yaml does not define"],
    ),
    "advice that is grave": (
        put("advice", *DUTY, "severity"),
        ["must have the severity advice exactly when it is a recommendation"],
    ),
    "never a verdict": (
        add({"verdict": "late", "why": text()}, *DUTY, "never"),
        ["says that late never comes out, which is not a verdict"],
    ),
    "never twice": (
        add({"verdict": "partly_met", "why": text()}, *DUTY, "never"),
        ["says twice that partly_met never comes out"],
    ),
    "silent branch": (drop(*DUTY, "not_met_if"), ["has no way to come out as not_met; say why under never"]),
}


ELSEWHERE: dict[str, tuple[Change, list[str]]] = {
    "fact below": (
        put({"not": "IN_SCOPE"}, *FACT, "condition"),
        ["facts.yaml: LARGE: builds on IN_SCOPE, which must stand above it in facts.yaml"],
    ),
    "fact on itself": (
        put({"not": "LARGE"}, *FACT, "condition"),
        ["facts.yaml: LARGE: builds on LARGE, which must stand above it in facts.yaml"],
    ),
    "gate unknown": (
        put(["q_none"], EDITION, "gates"),
        [": q_none: is named as a gate, but is not a question of this edition"],
    ),
    "start unknown": (
        put("q_none", *DEADLINE, "starts_with"),
        ["edition.yaml: D1: starts with q_none, which is not a question"],
    ),
    "note cites nothing": (
        put("ACT", SOURCES, "provisions", 0, "source"),
        [": ACT: cites ACT, which sources.yaml does not define"],
    ),
    "one choice": (
        put([choice("x")], *USE, "choices"),
        [
            "obligations/01-all.yaml: O2-ban: reads the choice none of q_use, which does not exist",
            "obligations/01-all.yaml: O2-ban: reads the choice y of q_use, which does not exist",
            "steps/01-first.yaml: q_use: needs at least two choices",
        ],
    ),
    "choices of a number": (
        put([choice("x")], *COUNT, "choices"),
        [
            "steps/02-second.yaml: q_count: has choices that nothing reads: x; mark them informational: true",
            "steps/02-second.yaml: q_count: is a number question and takes no choices",
        ],
    ),
    "third choice of yes and no": (
        add(choice("maybe"), *SURE, "choices"),
        ["steps/01-first.yaml: q_sure: is a yes_no question and takes exactly the choices yes and no"],
    ),
    "choice twice": (add(choice("a"), *KIND, "choices"), ["steps/01-first.yaml: q_kind: has the same choice twice"]),
    "not sure as a choice": (
        add(choice("unknown", informational=True), *KIND, "choices"),
        ["steps/01-first.yaml: q_kind: lists the choice unknown; every question has it without being told"],
    ),
    "exclusive in vain": (
        put(True, *KIND, "choices", 0, "exclusive"),
        ["steps/01-first.yaml: q_kind: marks a choice exclusive, though only one can be chosen"],
    ),
    "number without unit": (drop(*COUNT, "unit"), ["steps/02-second.yaml: q_count: is a number without a unit"]),
    "unit of a choice": (
        put(text(), *KIND, "unit"),
        ["steps/01-first.yaml: q_kind: is a single question and takes no unit"],
    ),
    "limit missing": (drop(*DEADLINE, "limit"), ["edition.yaml: D1: counts days and needs a limit of at least 1"]),
    "limit of nothing": (put(0, *DEADLINE, "limit"), ["edition.yaml: D1: counts days and needs a limit of at least 1"]),
    "no first day": (
        drop(*DEADLINE, "starts_with"),
        ["edition.yaml: D1: counts days and needs starts_with, the question that gives the first day"],
    ),
    "half a stock rule": (
        put(date(2026, 1, 1), *DEADLINE, "stock_due"),
        ["edition.yaml: D1: needs stock_before and stock_due together, or neither"],
    ),
    "yearly without a day": (
        put("yearly", *DEADLINE, "kind"),
        ["edition.yaml: D1: falls every year and needs a month and a day that every year has"],
    ),
    "yearly on a leap day": (
        lambda files: files["edition.yaml"]["deadlines"][0].update(kind="yearly", month=2, day=29),
        ["edition.yaml: D1: falls every year and needs a month and a day that every year has"],
    ),
    "off and working": (
        put(["01-04"], *YEAR, "days_off"),
        ["edition.yaml: holidays 2026: has 2026-01-04 both as a day off and as a make-up day"],
    ),
    "make-up day in the week": (
        put(["01-05"], *YEAR, "make_up_days"),
        ["edition.yaml: holidays 2026: has the make-up day 2026-01-05, which is no weekend day"],
    ),
    "shown again too early": (
        lambda files: files["steps/01-first.yaml"].update(
            again=[{"question": "q_day", "after": "q_use", "shown_if": True}]
        ),
        ["steps/01-first.yaml: first: shows q_day again, which nothing before it asks"],
    ),
    "shown again though no question": (
        put("q_none", SECOND, "again", 0, "question"),
        ["steps/02-second.yaml: second: shows q_none again, which nothing before it asks"],
    ),
    "depends on what comes later": (
        put({"is": {"q_sure": "yes"}}, *USE, "shown_if"),
        ["steps/01-first.yaml: q_use: is shown depending on q_sure, which is not asked before it"],
    ),
    "depends on itself": (
        put({"answered": "q_use"}, *USE, "shown_if"),
        ["steps/01-first.yaml: q_use: is shown depending on q_use, which is not asked before it"],
    ),
    "route on a day": (
        put({"after": {"as_of": date(2026, 1, 1)}}, *COUNT, "shown_if"),
        ["steps/02-second.yaml: q_count: is shown depending on a day or on as_of; the route knows no day"],
    ),
    "silent choices": (
        lambda files: files["steps/01-first.yaml"]["questions"][0]["choices"].extend([choice("d"), choice("e")]),
        ["steps/01-first.yaml: q_kind: has choices that nothing reads: d, e; mark them informational: true"],
    ),
    "question that nothing reads": (
        add(question("q_idle", "single", "a", "b"), FIRST, "questions"),
        ["steps/01-first.yaml: q_idle: has choices that nothing reads: a, b; mark them informational: true"],
    ),
    "idle source": (
        drop(SOURCES, "sources", 1, "without_obligation"),
        ["sources.yaml: source NOTE: supports no obligation; say why in without_obligation"],
    ),
    "source that works after all": (
        put([{"NOTE": ""}], *DUTY, "provisions"),
        ["sources.yaml: source NOTE: supports an obligation, yet says why not; remove the reason"],
    ),
    "file missing": (drop(FACTS), ["facts.yaml: file: is missing"]),
    "no steps": (
        lambda files: [files.pop(name) for name in list(files) if name.startswith("steps/")],
        ["steps/: folder: has no file"],
    ),
    "file in the wrong place": (
        lambda files: files.update({"notes.yaml": {"any": "thing"}}),
        ["notes.yaml: file: has no place in an edition"],
    ),
    "list instead of a mapping": (
        lambda files: files.update({"uncertain.yaml": "- U1\n"}),
        [
            "uncertain.yaml: uncertain.yaml: must be a mapping of fields",
        ],
    ),
    "not UTF-8": (
        lambda files: files.update({"facts.yaml": "facts: [\xe4]".encode("latin-1")}),
        ["facts.yaml: file: is not UTF-8 (byte 8); save it as UTF-8"],
    ),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_part_that_does_not_fit_the_edition_is_reported_at_its_file_and_key(name: str, tmp_path: Path) -> None:
    change, expected = ELSEWHERE[name]
    assert sorted(faults(tmp_path, change)) == sorted(expected)


@pytest.mark.parametrize("name", TOGETHER)
def test_an_obligation_that_does_not_fit_the_edition_is_reported(name: str, tmp_path: Path) -> None:
    change, expected = TOGETHER[name]
    assert faults(tmp_path, change) == [f"obligations/01-all.yaml: O1-duty: {each}" for each in expected]
