"""A small, faultless edition as plain data, for tests that change one thing of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessments.catalogues.faults import FileFaults
from assessments.catalogues.loader import load_edition
from assessments.domain.catalogue import Catalogue
from tests.yaml_files import write_yaml

Files = dict[str, Any]
"""Content of each file by its path in the edition; None for a folder in the place of a file."""
Change = Callable[[Files], object]
KEY = "2026-01"
EDITION, SOURCES, FACTS, UNCERTAIN = "edition", "sources", "facts", "uncertain"
FIRST, SECOND, DUTIES = "steps/01-first", "steps/02-second", "obligations/01-all"
KIND = (FIRST, "questions", 0)
USE = (FIRST, "questions", 1)
SURE = (FIRST, "questions", 2)
COUNT = (SECOND, "questions", 0)
DUTY = (DUTIES, "obligations", 0)
FACT = (FACTS, "facts", 0)
DEADLINE = (EDITION, "deadlines", 0)
YEAR = (EDITION, "holidays", 0)
FORMS = "all, any, not, fact, is, has, only, counts, amount, before, after, answered, unknown"


def text(en: str = "Some words", zh: str = "一些文字") -> dict[str, str]:
    """A text in both languages."""
    return {"en": en, "zh": zh}


def choice(key: str, **more: Any) -> dict[str, Any]:
    """A choice whose label is its key."""
    return {"key": key, "en": f"Choice {key}", "zh": f"选项{key}", **more}


def question(key: str, kind: str, *choices: str, **more: Any) -> dict[str, Any]:
    """A question with the texts that every question has."""
    found: dict[str, Any] = {
        "key": key,
        "kind": kind,
        "text": text(f"What about {key}?", f"关于{key}？"),
        "help": text(),
        "why": text(),
        "provisions": [{"LAW": "1"}],
        "evidence": text(),
    }
    if choices:
        alone: dict[str, Any] = {"exclusive": True} if kind == "multi" else {}
        found["choices"] = [choice(each, **(alone if each == "none" else {})) for each in choices]
    return found | more


def obligation(key: str, **more: Any) -> dict[str, Any]:
    """A duty with the fields that every obligation has; it cannot be partly met."""
    return {
        "key": key,
        "group": "A",
        "kind": "duty",
        "title": text(f"Duty {key}", f"义务{key}"),
        "duty": text(),
        "binds": text(),
        "provisions": [{"LAW": "13(1)"}],
        "needs_judgement_if": {"is": {"q_sure": "no"}},
        "not_met_if": {"is": {"q_kind": "b"}},
        "met_if": {"is": {"q_kind": "a"}},
        "severity": "high",
        "penalties": ["P1"],
        "risk": text(),
        "remedy": text(),
        "evidence": text(),
        "remedy_by": text(),
        "never": [{"verdict": "partly_met", "why": text()}],
    } | more


def _edition() -> dict[str, Any]:
    return {
        "key": KEY,
        "title": text("Small edition", "小目录"),
        "law_as_of": date(2026, 1, 1),
        "published": False,
        "gates": ["q_kind"],
        "parameters": {"many": 100},
        "penalties": {"P1": text()},
        "groups": [{"letter": "A", "title": text()}],
        "deadlines": [
            {
                "key": "D1",
                "kind": "working_days",
                "title": text(),
                "limit": 30,
                "starts_with": "q_day",
                "stated": text(),
                "recipient": text(),
                "provisions": [{"LAW": "1"}],
            }
        ],
        "holidays": [
            {
                "year": 2026,
                "notice": text(),
                "published": date(2025, 11, 4),
                "days_off": ["01-01..01-03", "10-01..10-07"],
                "make_up_days": ["01-04", "10-10"],
            }
        ],
        "watch_list": [{"title": text(), "note": text()}],
    }


def small_edition() -> Files:
    """The files of the edition, fresh for every test."""
    return {
        "edition.yaml": _edition(),
        "sources.yaml": {
            "sources": [
                {
                    "key": "LAW",
                    "title": text("The Law", "本法"),
                    "short": text("Law", "《本法》"),
                    "issuer": text(),
                    "in_force": date(2025, 6, 1),
                },
                {
                    "key": "NOTE",
                    "title": text("A Note", "说明"),
                    "short": text("Note", "《说明》"),
                    "issuer": text(),
                    "number": text("No. 5", "第5号"),
                    "in_force": None,
                    "address": "https://law.example/note",
                    "confirmed": "S",
                    "without_obligation": text(),
                },
            ],
            "provisions": [{"source": "LAW", "article": "13(1)", "text": text()}],
        },
        "facts.yaml": {
            "facts": [
                {
                    "key": "LARGE",
                    "condition": {"amount": {"q_count": {"at_least": "many"}}},
                    "holds": text("There are many people", "人数众多"),
                    "holds_not": text("There are few people.", "人数不多。"),
                },
                {
                    "key": "IN_SCOPE",
                    "condition": {"any": [{"unknown": "q_kind"}, {"not": {"is": {"q_kind": "c"}}}]},
                    "holds": text("The law applies", "适用本法"),
                    "holds_not": text("The law does not apply", "不适用本法"),
                },
                {
                    "key": "LARGE_IN_SCOPE",
                    "condition": {"all": ["LARGE", "IN_SCOPE"]},
                    "holds": text("The law applies to many", "适用且人数众多"),
                    "holds_not": text("The law does not apply to many", "不适用或人数不多"),
                },
            ]
        },
        "uncertain.yaml": {
            "uncertain_points": [{"key": "U1", "point": text(), "views": [text(), text()], "default": text()}]
        },
        "steps/01-first.yaml": {
            "key": "first",
            "title": text("First", "第一步"),
            "lead": text(),
            "questions": [
                question("q_kind", "single", "a", "b", "c", uncertain_points=["U1"]),
                question("q_use", "multi", "x", "y", "none"),
                question("q_sure", "yes_no", "yes", "no", shown_if="IN_SCOPE"),
            ],
        },
        "steps/02-second.yaml": {
            "key": "second",
            "title": text("Second", "第二步"),
            "lead": text(),
            "questions": [
                question("q_count", "number", unit=text("people", "人"), shown_if={"is": {"q_sure": "yes"}}),
                question("q_cite", "text", shown_if={"is": {"q_kind": "a"}}),
                question("q_day", "date", shown_if="LARGE"),
            ],
            "again": [{"question": "q_cite", "after": "q_day", "shown_if": {"has": {"q_use": "x"}}}],
        },
        "obligations/01-all.yaml": {
            "obligations": [
                obligation("O1-duty", applies_if="IN_SCOPE"),
                obligation(
                    "O2-ban",
                    kind="prohibition",
                    severity="critical",
                    needs_judgement_if={"has": {"q_use": "none"}},
                    not_met_if={"counts": {"q_use": {"of": ["x", "y"], "at_least": 2}}},
                    partly_met_if={"has": {"q_use": "y"}},
                    met_if={"only": {"q_use": ["x"]}},
                    never=[],
                    notes=[{"when": {"is": {"q_cite": ""}}, "text": text("Nothing is cited.", "没有列明。")}],
                    uncertain_points=["U1"],
                ),
                obligation(
                    "O3-advice",
                    kind="recommendation",
                    severity="advice",
                    needs_judgement_if={"answered": "q_cite"},
                    not_met_if={"is": {"q_sure": "no"}},
                    met_if={"is": {"q_sure": "yes"}},
                ),
                obligation(
                    "O4-filing",
                    applies_if="LARGE_IN_SCOPE",
                    needs_judgement_if=False,
                    not_met_if={"after": {"as_of": {"deadline": "D1"}}},
                    met_if={"not": {"after": {"as_of": {"deadline": "D1"}}}},
                    deadline="D1",
                    never=[
                        {"verdict": "needs_judgement", "why": text()},
                        {"verdict": "partly_met", "why": text()},
                    ],
                ),
            ]
        },
    }


def write(folder: Path, files: Files, key: str = KEY) -> Path:
    """The edition as a folder of YAML files."""
    place = folder / key
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            (place / name).mkdir()
        elif isinstance(content, (str, bytes)):
            raw = content if isinstance(content, bytes) else content.encode()
            (place / name).write_bytes(raw)
        else:
            write_yaml(place / name, content)
    return place


def load(folder: Path, *changes: Change) -> Catalogue:
    """The small edition, changed, as a catalogue."""
    files = small_edition()
    for change in changes:
        change(files)
    return load_edition(write(folder, files))


def faults(folder: Path, change: Change) -> list[str]:
    """What the loader says about the small edition after a change; each as "file: key: message; mend"."""
    files = small_edition()
    change(files)
    with pytest.raises(FileFaults) as caught:
        load_edition(write(folder, files))
    return [f"{each.file}: {each.key}: {each.message}; {each.mend}" for each in caught.value.faults]


def put(value: object, name: str, *path: str | int) -> Change:
    """A change that puts `value` at a path inside one file; `name` is the file's path without its ending."""

    def change(files: Files) -> None:
        place: Any = files[f"{name}.yaml"]
        for each in path[:-1]:
            place = place[each]
        place[path[-1]] = value

    return change


def drop(name: str, *path: str | int) -> Change:
    """A change that removes what stands at a path inside one file, or the whole file."""

    def change(files: Files) -> None:
        place: Any = files
        for each in (f"{name}.yaml", *path)[:-1]:
            place = place[each]
        del place[(f"{name}.yaml", *path)[-1]]

    return change


def add(value: object, name: str, *path: str | int) -> Change:
    """A change that appends `value` to the list at a path inside one file."""

    def change(files: Files) -> None:
        place: Any = files[f"{name}.yaml"]
        for each in path:
            place = place[each]
        place.append(value)

    return change


def when(condition: object) -> Change:
    """A change that gives the first duty a note with this condition."""
    return put([{"when": condition, "text": text()}], *DUTY, "notes")


NEVER = [{"verdict": each, "why": text()} for each in ("needs_judgement", "partly_met", "not_applicable")]


def provable(files: Files) -> None:
    """The small edition without what a proof would rightly complain of."""
    duties = files[f"{DUTIES}.yaml"]["obligations"]
    simple = {"applies_if": True, "needs_judgement_if": False, "never": NEVER}
    branches = {"not_met_if": {"is": {"q_kind": ["b", "c"]}}, "met_if": {"is": {"q_kind": "a"}}}
    duties[:] = [
        obligation("O1-duty", **simple, **branches),
        {**duties[1], "never": NEVER[2:]},
    ]
