"""Verdict, reasons and everything else that a finding holds, from the rules of an edition and a set of answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from verifiers.report.rules import AS_OF, Data, Edition, Found, Leaf, Truth, View, iso

BRANCHES = ("applies", "needs_judgement", "not_met", "partly_met", "met")
SHORT = ("not_met", "partly_met", "undetermined", "needs_judgement")


@dataclass
class Judged:
    """Everything that follows from one set of answers."""

    view: View
    as_of: date
    findings: list[Data]
    overall: str
    unsettled: list[str]


def judge(edition: Edition, answers: Mapping[str, Any], as_of: date, counsel: Collection[str]) -> Judged:
    """A finding for each obligation, in order, and the result as a whole."""
    view = View(edition, answers, as_of)
    findings = [finding(each, view, as_of, counsel) for each in edition.data["obligations"]]
    unsettled = [key for key in edition.data["gates"] if is_open_gate(key, view)]
    return Judged(view, as_of, findings, overall(findings), unsettled)


def is_open_gate(key: str, view: View) -> bool:
    """Asked, and not known."""
    return key in view.asked and view.read(key)[0] in ("missing", "not_sure")


def overall(findings: Iterable[Data]) -> str:
    """The worst speaks."""
    found = [(each["kind"], each["verdict"]) for each in findings]
    if ("prohibition", "not_met") in found:
        return "red_line"
    if any(kind != "recommendation" and verdict in ("not_met", "partly_met") for kind, verdict in found):
        return "gaps"
    return "incomplete" if any(verdict == "undetermined" for _, verdict in found) else "no_gap_found"


def finding(one: Data, view: View, as_of: date, counsel: Collection[str]) -> Data:
    """Verdict and reasons of one obligation."""
    since = in_force_since(one, view.edition)
    if since is not None and as_of < since:
        read: list[tuple[str, Found]] = [("applies", (False, ((AS_OF, "given", as_of, False, ()),)))]
        verdict, by, deadline = "not_applicable", "applies", None
    else:
        verdict, by, read = decide(one, view)
        deadline, since = view.deadline(one["deadline"]) if one["deadline"] else None, None
    reasons = [reason(branch, leaf, by, truth) for branch, (truth, leaves) in read for leaf in leaves]
    asked = {each["question"] for each in reasons}
    applies = verdict != "not_applicable"
    waiting = (each for each in reasons if each["holds"] is None and each["state"] != "given")
    found = {
        "obligation": one["key"],
        "kind": one["kind"],
        "verdict": verdict,
        "severity": one["severity"],
        "reasons": reasons,
        "missing": list(dict.fromkeys(each["question"] for each in waiting if each["question"] != AS_OF)),
        "open_gates": [k for k in view.edition.data["gates"] if applies and k in asked and is_open_gate(k, view)],
        "notes": [] if since else [n for n, when in enumerate(one["notes"]) if view.look(when)[0]],
        "uncertain_points": one["uncertain_points"],
        "deadline": deadline if applies else None,
        "not_in_force_before": iso(since),
        "counsel": [],
        "by_our_reading": None,
    }
    return left_to_judgement(found, view.edition, counsel)


def in_force_since(one: Data, edition: Edition) -> date | None:
    """All sources without which it would not exist; or, where none is named, any of its sources."""
    days = [edition.in_force[each] for each in one["rests_on"] or one["sources"]]
    known = [each for each in days if each is not None]
    return (max(known) if one["rests_on"] else min(known)) if known else None


def decide(one: Data, view: View) -> tuple[str, str, list[tuple[str, Found]]]:
    """Verdict, the branch that decided (empty where none did), and what was read on the way."""
    read: list[tuple[str, Found]] = []
    unknown: set[str] = set()
    for branch in BRANCHES:
        found = view.look(one[f"{branch}_if"])
        read.append((branch, found))
        if branch == "applies" and found[0] is not True:
            return ("not_applicable", branch, read) if found[0] is False else ("undetermined", "", read)
        if branch != "applies" and found[0] and unknown <= ({"needs_judgement"} if branch == "not_met" else set()):
            return branch, branch, read
        if found[0] is None:
            unknown.add(branch)
    return "undetermined", "", read


def reason(branch: str, leaf: Leaf, by: str, truth: Truth) -> Data:
    """A leaf as reports state it."""
    question, state, value, held, facts = leaf
    shown = iso(value) if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    return {
        "branch": branch,
        "holds": held,
        "question": question,
        "state": state,
        "answer": shown,
        "facts": [{"fact": fact, "holds": truth_of_fact} for fact, truth_of_fact in facts],
        "decisive": branch == by or (not by and truth is None),
    }


def left_to_judgement(found: Data, edition: Edition, counsel: Collection[str]) -> Data:
    """Where counsel reads an uncertain point otherwise, what was decided is left to a person."""
    points = set(found["uncertain_points"]) if found["verdict"] != "not_applicable" else set()
    for each in found["reasons"]:
        points |= edition.points_of_questions.get(each["question"], set())
    concerned = [each for each in edition.data["uncertain_points"] if each in points and each in counsel]
    if concerned and found["verdict"] not in ("undetermined", "needs_judgement"):
        found["by_our_reading"], found["verdict"] = found["verdict"], "needs_judgement"
    found["counsel"] = concerned
    return found


@dataclass
class AtPlace:
    """What follows at one place beyond the common answers."""

    overall: str
    own: list[Data]
    open: list[str]


def judge_place(common: Judged, own_answers: Mapping[str, Any], counsel: Collection[str]) -> AtPlace:
    """The common answers that count, with those of the place laid over them."""
    edition, asked = common.view.edition, common.view.asked
    answers = {key: value for key, value in common.view.answers.items() if key in asked}
    answers |= {key: value for key, value in own_answers.items() if may_differ(edition, key) or key not in asked}
    here = judge(edition, answers, common.as_of, counsel)
    own = [one for one, other in zip(here.findings, common.findings, strict=True) if differs(one, other)]
    left = set(common.view.open())
    return AtPlace(here.overall, own, [key for key in here.view.open() if key not in left])


def may_differ(edition: Edition, key: str) -> bool:
    """Asked about a place; numbers of people are of the whole organisation."""
    question = edition.questions[key]
    return question["step"] in edition.at_a_place and not (question["kind"] == "number" and question["circumstance"])


def differs(here: Data, there: Data) -> bool:
    """Another verdict, or a shortcoming for other reasons."""
    if here["verdict"] != there["verdict"]:
        return True
    return here["verdict"] in SHORT and decisive(here) != decisive(there)


def decisive(one: Data) -> set[tuple[str, str, Truth]]:
    """The answers that decided."""
    return {(each["question"], repr(each["answer"]), each["holds"]) for each in one["reasons"] if each["decisive"]}
