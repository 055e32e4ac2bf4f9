"""The data inside a report: read in its one form, and compared with what follows from its own answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from verifiers.report.findings import AtPlace, Judged, judge, judge_place
from verifiers.report.rules import Data, Edition, View, answer, day

KNOWN = tuple(f"frcompliance/revision/{number}" for number in (1, 2, 3, 4, 5))
PARTS = frozenset(
    (
        *("schema", "revision_id", "number", "organisation", "deployment", "assessment_id", "edition", "as_of"),
        *("language", "route", "answers", "assessed", "attestations", "review", "sole_person_exception", "evidence"),
        *("audit", "frozen_at"),
    )
)
LATER_PARTS = {2: {"counsel"}, 4: {"places", "reviewer_views", "sole_person_reason"}, 5: {"actions"}}
"""By the first form that has them."""
LATER_IN_FINDINGS = ("not_in_force_before", "counsel", "by_our_reading")
Difference = tuple[str, str, str, str, str]  # matter, place, obligation, stated, computed


class Unreadable(Exception):
    """Nothing can be said of the verdicts; the text says why."""


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8: the bytes that digests are about."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(raw: bytes) -> Data:
    """The content. Raises Unreadable."""
    try:
        found = json.loads(raw, parse_float=_no_fraction, parse_constant=_no_fraction)
        if canonical(found) != raw:
            raise Unreadable("its data is not in the one form that it may have")
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"its data is no JSON: {problem}") from None
    if not isinstance(found, dict) or found.get("schema") not in KNOWN:
        raise Unreadable("its data has a form that this program does not know")
    form = KNOWN.index(found["schema"]) + 1
    parts = PARTS.union(*(later for first, later in LATER_PARTS.items() if first <= form))
    if odd := sorted(parts ^ found.keys()):
        raise Unreadable(f"its data does not have the parts of its form: {', '.join(odd)}")
    return found


def _no_fraction(written: str) -> NoReturn:
    raise ValueError(f"it holds {written}, which is not a whole number")


def compare(content: Data, edition: Edition) -> tuple[int, list[Difference]]:
    """How many verdicts were computed again, and where the content does not follow. Raises Unreadable."""
    try:
        return _compare(content, edition)
    # Whoever sealed the data may have written anything in it.
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as problem:
        raise Unreadable(f"its data does not fit the edition: {problem!r}") from None


def _compare(content: Data, edition: Edition) -> tuple[int, list[Difference]]:
    as_of = day(content["as_of"])
    if as_of is None:
        raise ValueError("no day")
    answers = {
        each["question"]: answer(edition.questions[each["question"]], each["value"]) for each in content["answers"]
    }
    counsel = [each["point"] for each in content.get("counsel", ())]
    common = judge(edition, answers, as_of, counsel)
    found = [*_whole(content, edition, answers), *_common(content, common)]
    for place in content.get("places", ()):
        given = {
            each["question"]: answer(edition.questions[each["question"]], each["value"]) for each in place["exceptions"]
        }
        found += _place(place, judge_place(common, given, counsel), content)
    return len(content["assessed"]["findings"]) * (1 + len(content.get("places", ()))), found


def _answers(given: list[Data], edition: Edition) -> Data:
    return {each["question"]: answer(edition.questions[each["question"]], each["value"]) for each in given}


def _whole(content: Data, edition: Edition, answers: Data) -> Iterator[Difference]:
    mark = content["edition"]
    if mark["digest"] != edition.digest:
        yield "edition", "", "", mark["digest"], edition.digest
    route = [(step, shown) for step, shown in View(edition, answers, None).route if shown]
    stated = [(each["step"], each["questions"]) for each in content["route"]]
    if route != stated:
        yield "route", "", "", *_only_in_each(_asked(stated), _asked(route))
    bound = answers_digest(content)
    for each in content["attestations"]:
        if each["answers_digest"] != bound:
            yield "attestation", "", "", f"{each['person_name']}: {each['answers_digest']}", bound


def answers_digest(content: Data) -> str:
    """What attestations are bound to."""
    bound: Data = {
        "schema": "frcompliance/answers/1",
        "edition": content["edition"]["key"],
        "edition_digest": content["edition"]["digest"],
        "as_of": content["as_of"],
        "answers": {each["question"]: each["value"] for each in content["answers"]},
    }
    if content.get("counsel"):
        bound["counsel"] = content["counsel"]
    if content.get("places"):
        names = ("id", "name", "address", "devices", "exceptions")
        bound["places"] = [[each[name] for name in names] for each in content["places"]]
    return hashlib.sha256(canonical(bound)).hexdigest()


def _asked(route: Sequence[tuple[str, list[str]]]) -> list[str]:
    return [f"{step}/{key}" for step, keys in route for key in keys]


def _only_in_each(stated: list[str], computed: list[str]) -> tuple[str, str]:
    first, second = set(stated) - set(computed), set(computed) - set(stated)
    if not first and not second:
        return ", ".join(stated), ", ".join(computed)
    return ", ".join(sorted(first)), ", ".join(sorted(second))


def _common(content: Data, common: Judged) -> Iterator[Difference]:
    stated = content["assessed"]
    if stated["overall"] != common.overall:
        yield "overall", "", "", stated["overall"], common.overall
    if stated["scope_not_settled"] != common.unsettled:
        yield "scope", "", "", ", ".join(stated["scope_not_settled"]), ", ".join(common.unsettled)
    marks = f"{stated['edition']}, {stated['as_of']}", f"{common.view.edition.key}, {content['as_of']}"
    if marks[0] != marks[1]:
        yield "edition", "", "", *marks
    yield from _findings(content, "", stated["findings"], common.findings, {})


def _place(place: Data, here: AtPlace, content: Data) -> Iterator[Difference]:
    name = place["name"]
    if place["overall"] != here.overall:
        yield "overall", name, "", place["overall"], here.overall
    if place["open"] != here.open:
        yield "open", name, "", ", ".join(place["open"]), ", ".join(here.open)
    common = {each["obligation"]: each["verdict"] for each in content["assessed"]["findings"]}
    yield from _findings(content, name, place["findings"], here.own, common)


def _findings(
    content: Data, place: str, stated: list[Data], computed: list[Data], common: dict[str, str]
) -> Iterator[Difference]:
    """`common` says what holds where one side says nothing of an obligation."""
    first, second = ({each["obligation"]: each for each in side} for side in (stated, computed))
    for key in dict.fromkeys((*second, *first)):
        one, other = first.get(key), second.get(key)
        if one is None or other is None or one["verdict"] != other["verdict"]:
            yield "verdict", place, key, _said(one, key, common), _said(other, key, common)
            continue
        later = LATER_IN_FINDINGS if content["schema"] == KNOWN[0] else ()
        differing = ", ".join(name for name in other if name not in later and one[name] != other[name])
        if differing:
            yield "finding", place, key, differing, differing
    in_order = [each["obligation"] for each in stated]
    if first.keys() == second.keys() and in_order != list(second):
        yield "list", place, "", ", ".join(in_order), ", ".join(second)


def _said(finding: Data | None, key: str, common: dict[str, str]) -> str:
    if finding is not None:
        return str(finding["verdict"])
    return f"({common[key]})" if key in common else ""
