"""The command that examines editions: text and data, exit codes, and what is examined beyond the linter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments import catalogues
from assessments.catalogues.checking import Examined, Table
from assessments.catalogues.faults import Fault
from assessments.catalogues.loader import ReadEdition, read_edition
from assessments.catalogues.rules.use import UseRule
from assessments.management.commands import check_catalogue
from tests.small import DUTY, EDITION, KEY, Change, provable, put, small_edition, text, write

COUNTS = {
    "steps": 2,
    "questions": 6,
    "facts": 3,
    "obligations": 4,
    "sources": 2,
    "deadlines": 1,
    "uncertain points": 1,
}
UNUSED = put({"P1": text(), "P2": text()}, EDITION, "penalties")


@pytest.fixture
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of editions of its own, with nothing remembered before or after."""
    monkeypatch.setattr(catalogues, "EDITIONS", tmp_path)
    monkeypatch.setattr(check_catalogue, "EXAMINATIONS", (check_catalogue.fonts_have_every_character,))
    catalogues.edition.cache_clear()
    yield tmp_path
    catalogues.edition.cache_clear()


def broken(editions: Path, *changes: Change) -> str:
    """Writes the small edition, changed; gives the line number of its second penalty, as text."""
    files = small_edition()
    for change in changes:
        change(files)
    place = write(editions, files)
    lines = (place / "edition.yaml").read_text(encoding="utf-8").splitlines()
    return str(next((n for n, line in enumerate(lines, start=1) if line.strip().startswith("P2:")), 0))


def run(*arguments: str) -> tuple[str, int]:
    """Output and exit code of the command."""
    out = StringIO()
    try:
        call_command("check_catalogue", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_an_edition_without_fault_says_so_with_its_digest(editions: Path) -> None:
    broken(editions)
    counts = ", ".join(f"{number} {name}" for name, number in COUNTS.items())
    digest = catalogues.edition(KEY).digest
    assert run(KEY) == (f"{KEY}: {counts}\ndigest {digest}\n{KEY}: 0 faults\n", 0)


def test_a_fault_is_a_line_with_place_and_mend_and_the_command_leaves_with_one(editions: Path) -> None:
    line = broken(editions, UNUSED)
    out, code = run()
    assert code == 1
    assert out.splitlines()[2:] == [
        f"edition.yaml:{line}: penalty P2: is a penalty that no obligation names; "
        "name it where it threatens, or remove it",
        f"{KEY}: 1 fault",
    ]


def test_data_hold_every_fault_and_a_summary_and_nothing_else(editions: Path) -> None:
    line = broken(editions, UNUSED)
    out, code = run(KEY, "--json")
    assert code == 1
    assert json.loads(out) == {
        "faults": [
            {
                "edition": KEY,
                "file": "edition.yaml",
                "line": int(line),
                "key": "penalty P2",
                "rule": "penalty-unused",
                "message": "is a penalty that no obligation names",
                "mend": "name it where it threatens, or remove it",
            }
        ],
        "editions": [
            {"edition": KEY, "digest": catalogues.edition(KEY).digest, "counts": COUNTS, "faults": 1, "tables": []}
        ],
    }


def test_an_edition_that_does_not_load_is_reported_too(editions: Path) -> None:
    broken(editions, put("must", *DUTY, "kind"))
    out, code = run()
    assert code == 1
    first, fault, last = out.splitlines()
    assert (first, last) == (f"{KEY}: cannot be loaded", f"{KEY}: 1 fault")
    assert fault.endswith("O1-duty.kind: is none of the words that can stand here; "
                          "write one of: prohibition, duty, recommendation")  # fmt: skip


@pytest.mark.parametrize("arguments", [(), (KEY,)])
def test_the_record_of_published_editions_is_examined_with_them(arguments: tuple[str, ...], editions: Path) -> None:
    broken(editions, lambda files: files.update({"../published.yaml": {"2025-01": "0" * 64}}))
    out, code = run(*arguments)
    assert code == 1
    assert out.splitlines()[3:] == [
        "published.yaml:1: 2025-01: has a digest on record, but there is no such edition; bring the edition back",
        "published.yaml: 1 fault",
    ]
    assert json.loads(run(*arguments, "--json")[0])["faults"][0]["edition"] == "2025-01"


@pytest.mark.parametrize("output", [(), ("--json",)])
def test_an_edition_that_is_not_there_is_answered_with_those_that_are(output: tuple[str, ...], editions: Path) -> None:
    broken(editions)
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("check_catalogue", "2031-01", *output, stdout=out)
    assert str(caught.value) == f"2031-01 is no edition; write one of: {KEY}"
    assert (caught.value.returncode, out.getvalue()) == (2, "")


def test_the_proofs_add_what_they_examined_and_what_does_not_hold(editions: Path) -> None:
    broken(editions, provable)
    found = check_catalogue.proofs_hold(read_edition(editions / KEY))
    assert found.faults == ()
    (table,) = found.tables
    assert table.columns == ("obligation", "combinations", "ways apart")
    assert table.rows[:2] == (("O1-duty", 5, 3), ("O2-ban", 6, 5))
    assert [row[0] for row in table.rows[2:]] == ["route and facts", "together"]
    assert table.rows[3][1:] == tuple(sum(row[place] for row in table.rows[:3]) for place in (1, 2))  # type: ignore[misc]

    broken(editions, provable, put({"is": {"q_kind": "b"}}, *DUTY, "not_met_if"))
    (fault,) = check_catalogue.proofs_hold(read_edition(editions / KEY)).faults
    assert (fault.file, fault.key, fault.rule) == ("obligations/01-all.yaml", "O1-duty", "complete-decides")
    assert fault.message == "is undetermined though nothing is open: q_kind: c"
    assert fault.line > 0


def test_a_further_examination_adds_its_faults_and_its_table(editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(edition: ReadEdition) -> Examined:
        fault: Fault = edition.lines.fault("O1-duty", UseRule.OBLIGATION_UNREACHABLE)
        rows = (("O1-duty", 12), ("O2-ban", 4096))
        return Examined((fault,), (Table("Combinations examined", ("obligation", "combinations"), rows),))

    broken(editions)
    monkeypatch.setattr(check_catalogue, "EXAMINATIONS", (*check_catalogue.EXAMINATIONS, examine))
    out, code = run(KEY)
    assert code == 1
    assert out.splitlines()[2:6] == [
        "Combinations examined",
        "  obligation  combinations",
        "  O1-duty     12",
        "  O2-ban      4096",
    ]
    assert out.splitlines()[6].endswith("O1-duty: can never apply; correct applies_if, or remove the obligation")
    data = json.loads(run(KEY, "--json")[0])
    assert data["editions"][0]["tables"] == [
        {
            "title": "Combinations examined",
            "columns": ["obligation", "combinations"],
            "rows": [["O1-duty", 12], ["O2-ban", 4096]],
        }
    ]
