"""One broken sample for every message about declared changes, and the edition that declares nothing wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from assessments import catalogues
from assessments.catalogues.changes import check_changes
from assessments.catalogues.faults import FileFaults
from assessments.catalogues.loader import load_edition
from assessments.domain.catalogue import Catalogue
from assessments.domain.declarations import ChangeClass
from tests.small import (
    DUTY,
    EDITION,
    FIRST,
    KEY,
    KIND,
    SECOND,
    SURE,
    Change,
    add,
    choice,
    drop,
    put,
    question,
    small_edition,
    text,
    write,
)
from tests.successors import AFTER, NEXT, declare, declared_faults, succeed, successor

REWORDED = put(text("Asked otherwise?", "换个问法？"), *KIND, "text")
MORE_CHOICES = add(choice("d", informational=True), *KIND, "choices")
EXTRA = add(question("q_extra", "text"), FIRST, "questions")
ANOTHER = add(question("q_another", "text"), FIRST, "questions")
STRICTER = put("critical", *DUTY, "severity")
NO_ADVICE = drop("obligations/01-all", "obligations", 2)


def renamed(files: dict[str, Any]) -> None:
    """Choice c of q_kind becomes e, wherever it is read."""
    put(choice("e"), *KIND, "choices", 2)(files)
    files["facts.yaml"]["facts"][1]["condition"] = {"any": [{"unknown": "q_kind"}, {"not": {"is": {"q_kind": "e"}}}]}


def without_q_use(files: dict[str, Any]) -> None:
    """The question on use goes, and the ban that reads it."""
    drop(FIRST, "questions", 1)(files)
    drop("obligations/01-all", "obligations", 1)(files)
    drop(SECOND, "again")(files)


CHOSEN_ANEW = [declare(key, "meaning") for key in ("IN_SCOPE", "LARGE_IN_SCOPE", "O1-duty", "O4-filing")]
WITHOUT_USE = [declare("O2-ban", "removed"), declare("q_cite", "meaning")]

SAMPLES: dict[str, tuple[Sequence[Change], Sequence[dict[str, Any]], list[str]]] = {
    "nothing declared for a text": (
        [REWORDED],
        [],
        [
            "True: q_kind: changed its texts, which is not declared and would count as a change of meaning; "
            "add {key: q_kind, class: wording, why: {en: …, zh: …}} if it still means the same, else class: meaning"
        ],
    ),
    "nothing declared for a severity": (
        [STRICTER],
        [],
        [
            "True: O1-duty: changed in what it decides, which is not declared; "
            "add {key: O1-duty, class: meaning, why: {en: …, zh: …}}"
        ],
    ),
    "nothing declared for choices": (
        [MORE_CHOICES],
        [],
        [
            "True: q_kind: changed its choices or its kind, which is not declared; "
            "add {key: q_kind, class: choices, why: {en: …, zh: …}}"
        ],
    ),
    "nothing declared for a new question": (
        [EXTRA],
        [],
        ["True: q_extra: is new, which is not declared; add {key: q_extra, class: new, why: {en: …, zh: …}}"],
    ),
    "nothing declared for a removed obligation": (
        [NO_ADVICE],
        [],
        [
            "True: O3-advice: is removed, which is not declared; "
            "add {key: O3-advice, class: removed, why: {en: …, zh: …}}"
        ],
    ),
    "choices called wording": (
        [MORE_CHOICES],
        [declare("q_kind", "wording")],
        ["True: q_kind: is declared as wording, but its choices are not the same; declare choices"],
    ),
    "kind called meaning": (
        [put("single", *SURE, "kind")],
        [declare("q_sure", "meaning")],
        ["True: q_sure: is declared as meaning, but its kind of answer changed; declare choices"],
    ),
    "severity called wording": (
        [STRICTER],
        [declare("O1-duty", "wording")],
        ["True: O1-duty: is declared as wording, but what it decides changed; declare meaning"],
    ),
    "text called choices": (
        [REWORDED],
        [declare("q_kind", "choices")],
        ["True: q_kind: is declared as choices, but only texts differ; declare wording or meaning"],
    ),
    "removed called wording": (
        [NO_ADVICE],
        [declare("O3-advice", "wording")],
        ["True: O3-advice: is declared as wording, but it is gone; declare removed or split"],
    ),
    "new called meaning": (
        [EXTRA],
        [declare("q_extra", "meaning")],
        ["True: q_extra: is declared as meaning, but the base does not have it; declare new"],
    ),
    "unchanged": ([], [declare("q_use", "wording")], ["True: q_use: did not change; remove the declaration"]),
    "unknown key": (
        [],
        [declare("q_nothing", "meaning")],
        [
            "True: q_nothing: is no question, obligation, fact or deadline of either edition; remove the declaration",
        ],
    ),
    "maps for a text": (
        [REWORDED],
        [declare("q_kind", "wording", choices={"a": "b"})],
        ["True: q_kind: maps choices, though none can be carried over; remove choices"],
    ),
    "maps a choice that stays": (
        [MORE_CHOICES],
        [declare("q_kind", "choices", choices={"a": "d"})],
        ["True: q_kind: maps the choice a, which was not removed; take it out of choices"],
    ),
    "maps to a choice that is not there": (
        [renamed],
        [declare("q_kind", "choices", choices={"c": "z"}), *CHOSEN_ANEW],
        ["True: q_kind: maps c to the choice z, which does not exist; name one that does"],
    ),
    "into without a split": (
        [EXTRA],
        [declare("q_extra", "new", into=["q_use"])],
        ["True: q_extra: names into, which only a split has; remove it, or declare split"],
    ),
    "split into one": (
        [without_q_use, EXTRA],
        [declare("q_use", "split", into=["q_extra"]), declare("q_extra", "new"), *WITHOUT_USE],
        ["True: q_use: is split into fewer than two keys; add keys under into"],
    ),
    "split into what is not there": (
        [without_q_use, EXTRA],
        [declare("q_use", "split", into=["q_extra", "q_gone"]), declare("q_extra", "new"), *WITHOUT_USE],
        ["True: q_use: is split into q_gone, which is no question of this edition; correct the key"],
    ),
    "a question split into an obligation": (
        [without_q_use, EXTRA],
        [declare("q_use", "split", into=["q_extra", "O1-duty"]), declare("q_extra", "new"), *WITHOUT_USE],
        ["True: q_use: is split into O1-duty, which is no question of this edition; correct the key"],
    ),
    "a fact split": (
        [
            lambda files: files["facts.yaml"]["facts"].append(
                files["facts.yaml"]["facts"][0] | {"key": "MANY"},
            ),
            drop("obligations/01-all", "obligations", 3),
            drop("facts", "facts", 2),
        ],
        [
            declare("LARGE_IN_SCOPE", "split", into=["MANY", "LARGE"]),
            declare("MANY", "new"),
            declare("O4-filing", "removed"),
        ],
        ["True: LARGE_IN_SCOPE: is a fact and cannot be split; declare removed"],
    ),
    "a question that becomes a fact": (
        [
            without_q_use,
            lambda files: files["facts.yaml"]["facts"].append(files["facts.yaml"]["facts"][0] | {"key": "q_use"}),
        ],
        [*WITHOUT_USE],
        [
            "True: q_use: was a question and must not become a fact; choose another key",
            "True: q_use: changed its choices or its kind, which is not declared; "
            "add {key: q_use, class: choices, why: {en: …, zh: …}}",
        ],
    ),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_wrong_declaration_is_named(sample: str, small: Catalogue, tmp_path: Path) -> None:
    changes, declared, expected = SAMPLES[sample]
    assert sorted(declared_faults(small, tmp_path, changes, declared)) == sorted(expected)


def test_true_declarations_are_no_fault(small: Catalogue, tmp_path: Path) -> None:
    found = successor(
        small,
        tmp_path,
        [REWORDED, EXTRA, ANOTHER, without_q_use],
        declare("q_kind", "meaning"),
        declare("q_use", "split", into=["q_extra", "q_another"]),
        declare("q_extra", "new"),
        declare("q_another", "new"),
        *WITHOUT_USE,
    )
    assert found.changes is not None
    assert found.changes.base == KEY
    assert found.changes.declared["q_use"].into == ("q_extra", "q_another")
    assert found.changes.declared["q_kind"].change is ChangeClass.MEANING


READING: dict[str, tuple[object, list[str]]] = {
    "no list": ("q_kind", ["changes.yaml.changes: is no list; write [one, two], or one item a line after a dash"]),
    "no mapping": (["q_kind"], ["key: is no mapping of fields; write its fields as name: value, one a line"]),
    "class unknown": (
        [declare("q_kind", "bigger")],
        [
            "q_kind.class: is none of the words that can stand here; "
            "write one of: wording, meaning, choices, removed, split, new"
        ],
    ),
    "why missing": ([{"key": "q_kind", "class": "wording"}], ["q_kind.why: is missing; write {en: …, zh: …}"]),
    "field unknown": (
        [declare("q_kind", "wording", whom="all")],
        ["q_kind.whom: is not a field of this entry; correct or remove it"],
    ),
    "choice mapped to a list": (
        [declare("q_kind", "choices", choices={"a": ["b"]})],
        ["q_kind.choices: maps a choice to something that is no key; map the old key of a choice to its new key"],
    ),
    "declared twice": (
        [declare("q_kind", "wording"), declare("q_kind", "meaning")],
        ["q_kind.key: is declared twice; keep one declaration"],
    ),
}


@pytest.mark.parametrize("sample", READING)
def test_a_file_that_cannot_be_read_is_named(sample: str, tmp_path: Path) -> None:
    declared, expected = READING[sample]
    with pytest.raises(FileFaults) as caught:
        succeed(tmp_path, [], declared)
    found = [f"{each.key}: {each.message}; {each.mend}" for each in caught.value.faults]
    assert all(each.file == "changes.yaml" and each.line for each in caught.value.faults)
    assert set(expected) <= set(found), found


def test_a_removed_key_and_a_removed_choice_do_not_come_back(small: Catalogue, tmp_path: Path) -> None:
    gone = [declare("O3-advice", "removed"), declare("q_kind", "choices"), *CHOSEN_ANEW]
    _, second = succeed(tmp_path, [NO_ADVICE, renamed], gone)
    back = [declare("O3-advice", "new"), declare("q_kind", "choices"), *CHOSEN_ANEW]
    place, third = succeed(tmp_path, [], back, key=AFTER, base=NEXT)
    found = check_changes(place, (small, second, third))
    assert [(each.key, f"{each.message}; {each.mend}") for each in found] == [
        ("O3-advice", f"was removed after edition {KEY} and must not come back; choose another key"),
        ("q_kind", "has the choice c again, which was removed before; choose another key"),
    ]


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A registry of editions of its own."""
    monkeypatch.setattr(catalogues, "EDITIONS", tmp_path)
    catalogues.edition.cache_clear()
    yield tmp_path
    catalogues.edition.cache_clear()


def faults_in_registry(key: str) -> list[str]:
    with pytest.raises(FileFaults) as caught:
        catalogues.edition(key)
    return [str(each) for each in caught.value.faults]


def test_only_the_oldest_edition_declares_nothing(registry: Path) -> None:
    write(registry, small_edition())
    files = small_edition()
    put(NEXT, EDITION, "key")(files)
    write(registry, files, NEXT)
    assert catalogues.edition(KEY).changes is None
    assert faults_in_registry(NEXT) == [
        "changes.yaml:0: file: is missing: only the oldest edition has none; "
        f"add it with base: {KEY} and every change against that edition"
    ]


def test_the_base_must_be_an_earlier_edition(registry: Path) -> None:
    succeed(registry, [], [], base=AFTER)
    assert faults_in_registry(NEXT) == [
        f"changes.yaml:1: base: names {AFTER}, though this is the oldest edition; remove the file"
    ]
    write(registry, small_edition())
    assert faults_in_registry(NEXT) == [
        f"changes.yaml:1: base: names {AFTER}, which is no earlier edition; name one of: {KEY}"
    ]


def test_editions_stand_in_one_line_of_bases(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(registry, small_edition())
    succeed(registry, [REWORDED], [declare("q_kind", "wording")])
    succeed(registry, [], [declare("q_kind", "wording")], key=AFTER, base=NEXT)
    monkeypatch.setattr(catalogues, "CURRENT", AFTER)
    keys = [each.key for each in catalogues.lineage(AFTER)]
    assert keys == [KEY, NEXT, AFTER]
    assert [each.key for each in catalogues.editions_since(NEXT)] == [NEXT, AFTER]
    assert [each.key for each in catalogues.editions_since(KEY, until=NEXT)] == [KEY, NEXT]
    assert catalogues.editions_since(AFTER, until=NEXT) == ()
    assert catalogues.current_edition().key == AFTER


def test_a_wrong_declaration_keeps_an_edition_from_loading(registry: Path) -> None:
    write(registry, small_edition())
    succeed(registry, [REWORDED], [])
    assert "q_kind: changed its texts" in faults_in_registry(NEXT)[0]


def test_an_edition_without_changes_loads_by_itself(tmp_path: Path) -> None:
    assert load_edition(write(tmp_path, small_edition())).changes is None
