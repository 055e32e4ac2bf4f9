"""Reading a faultless edition, its digest, and what a process does with a faulty one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import checks

import assessments.catalogues as catalogues
from assessments.catalogues.checks import check_editions
from assessments.catalogues.faults import FileFaults
from assessments.catalogues.loader import edition_digest, load_edition
from assessments.domain.catalogue import Catalogue, FactKey, QuestionKey
from assessments.domain.conditions import Amount, Answered, Any_, Constant, FactHolds, Is, Moment, Not
from tests.small import (
    COUNT,
    DEADLINE,
    DUTY,
    EDITION,
    FACT,
    KEY,
    Files,
    drop,
    faults,
    load,
    put,
    small_edition,
    write,
)


@pytest.fixture
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of editions of its own, with nothing remembered before or after."""
    monkeypatch.setattr(catalogues, "EDITIONS", tmp_path)
    catalogues.edition.cache_clear()
    yield tmp_path
    catalogues.edition.cache_clear()


def test_a_faultless_edition_becomes_a_catalogue(small: Catalogue) -> None:
    assert small.key == KEY
    assert [(step.key, step.number) for step in small.steps] == [("first", 1), ("second", 2)]
    assert {key: question.number for key, question in small.questions.items()} == {
        "q_kind": "1.1", "q_use": "1.2", "q_sure": "1.3", "q_count": "2.1", "q_cite": "2.2", "q_day": "2.3",
    }  # fmt: skip
    assert small.questions[QuestionKey("q_kind")].shown_if == Constant(True)
    assert [each.question for each in small.steps[1].placements] == ["q_count", "q_cite", "q_day", "q_cite"]
    assert [each.is_home for each in small.steps[1].placements] == [True, True, True, False]
    assert [len(small.holidays[2026].days_off), len(small.holidays[2026].make_up_days)] == [10, 2]


def test_conditions_become_the_forms_they_are_written_as(small: Catalogue) -> None:
    assert [fact.condition for fact in small.facts.values()][:2] == [
        Amount("q_count", 100, None),
        Any_((Not(Answered("q_kind")), Not(Is("q_kind", ("c",))))),
    ]
    filing = list(small.obligations.values())[3]
    assert filing.applies_if == FactHolds("LARGE_IN_SCOPE")
    assert filing.not_met_if == Moment("as_of", "after", None, "D1")
    assert filing.needs_judgement_if == Constant(False)


def test_parts_that_an_edition_can_do_without(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        drop(EDITION, "parameters"),
        drop(EDITION, "watch_list"),
        put({"amount": {"q_count": {"at_least": 5, "at_most": 9}}}, *FACT, "condition"),
        put({"fact": "IN_SCOPE"}, *DUTY, "applies_if"),
    )
    assert (found.parameters, found.watch_list) == ({}, ())


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileFaults) as caught:
        load_edition(tmp_path / "2031-01")
    assert (
        str(caught.value) == "2031-01:0: edition: has no folder of this name; write the name of an edition that exists"
    )


def test_the_digest_covers_the_names_and_every_byte(tmp_path: Path) -> None:
    place = write(tmp_path / "one", small_edition())
    again = write(tmp_path / "two", small_edition())
    first = edition_digest(place)
    assert edition_digest(again) == first
    (again / "facts.yaml").write_bytes((again / "facts.yaml").read_bytes() + b"\n")
    assert edition_digest(again) != first
    (place / "facts.yaml").rename(place / "fact.yaml")
    assert edition_digest(place) != first


def test_a_process_starts_with_faultless_editions(editions: Path) -> None:
    write(editions, small_edition())
    assert catalogues.edition_keys() == (KEY,)
    assert check_editions(None) == []
    assert catalogues.edition(KEY) is catalogues.edition(KEY)


def test_a_process_with_a_faulty_edition_does_not_start_and_says_every_fault(editions: Path) -> None:
    files = small_edition()
    put("must", *DUTY, "kind")(files)
    put("soon", EDITION, "law_as_of")(files)
    write(editions, files)
    assert [(each.level, each.id, each.msg) for each in check_editions(None)] == [
        (
            checks.ERROR,
            "assessments.E001",
            f"Edition {KEY}: edition.yaml:{_line(editions, 'law_as_of')}: "
            "edition.yaml.law_as_of: is no date; write a date such as 2026-11-02",
        ),
        (
            checks.ERROR,
            "assessments.E001",
            f"Edition {KEY}: obligations/01-all.yaml:"
            f"{_line(editions, 'kind: must', 'obligations/01-all.yaml')}: "
            "O1-duty.kind: is none of the words that can stand here; write one of: prohibition, duty, recommendation",
        ),
    ]


def test_a_process_does_not_start_with_a_published_edition_that_was_changed(editions: Path) -> None:
    files = small_edition()
    put(True, EDITION, "published")(files)
    files["../published.yaml"] = {KEY: "0" * 64, "2025-01": "1" * 64}
    digest = edition_digest(write(editions, files))
    mend = "undo the change; a change of law is a new edition"
    changed = f"is published, but its files are not those that were published (they give {digest}); {mend}"
    orphan = "has a digest on record, but there is no such edition; bring the edition back"
    assert [each.msg for each in check_editions(None)] == [
        f"Edition {KEY}: published.yaml:1: {KEY}: {changed}",
        f"published.yaml:1: 2025-01: {orphan}",
    ]


def test_a_process_starts_with_a_published_edition_as_it_is_on_record(editions: Path) -> None:
    files = small_edition()
    put(True, EDITION, "published")(files)
    digest = edition_digest(write(editions, files))
    (editions / "published.yaml").write_text(f'"{KEY}": "{digest}"\n', encoding="utf-8")
    assert check_editions(None) == []


def test_every_fault_is_reported_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    def change(files: Files) -> None:
        put("must", *DUTY, "kind")(files)
        put("soon", *DEADLINE, "not_before")(files)
        drop(*COUNT, "text")(files)

    assert faults(tmp_path, change) == [
        "edition.yaml: D1.not_before: is no date; write a date such as 2026-11-02",
        "obligations/01-all.yaml: O1-duty.kind: is none of the words that can stand here; "
        "write one of: prohibition, duty, recommendation",
        "steps/02-second.yaml: q_count.text: is missing; write {en: …, zh: …}",
    ]


def test_bounds_can_leave_their_number_out(tmp_path: Path) -> None:
    bounds = {"above": "many", "below": 200}
    found = load(tmp_path, put({"amount": {"q_count": bounds}}, *FACT, "condition"))
    assert found.facts[FactKey("LARGE")].condition == Amount("q_count", 101, 199)


def _line(editions: Path, text: str, name: str = "edition.yaml") -> int:
    lines = (editions / KEY / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_check_is_among_those_that_django_runs(editions: Path) -> None:
    files = small_edition()
    put("must", *DUTY, "kind")(files)
    write(editions, files)
    assert [each.id for each in checks.run_checks()].count("assessments.E001") == 1
