"""Tables as text: Markdown keeps its columns, CSV comes back as it went in, no cell runs as a formula."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.tables import BYTE_ORDER_MARK, csv_table, markdown_table

CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("|\\\n`<*"), max_size=30)
TABLES = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=5))
_UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\|")


@given(TABLES)
def test_every_markdown_row_has_as_many_columns_as_the_head(table: list[list[str]]) -> None:
    lines = markdown_table(table[0], table[1:]).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(table) + 1
    assert {len(_UNESCAPED.findall(line)) for line in lines} == {len(table[0]) + 1}


@given(TABLES)
def test_a_csv_table_comes_back_as_it_went_in(table: list[list[str]]) -> None:
    written = csv_table(table[0], table[1:])
    assert written.startswith(BYTE_ORDER_MARK)
    back = list(csv.reader(StringIO(written.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))
    assert back[0] == table[0]
    assert [[cell.removeprefix("'") for cell in row] for row in back[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in table[1:]
    ]


def test_csv_lines_end_as_the_standard_says() -> None:
    assert csv_table(["a", "b"], [["1", 'say "no"'], ["x, y", "二\n三"]]) == (
        '\ufeffa,b\r\n1,"say ""no"""\r\n"x, y","二\n三"\r\n'
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＠SUM"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    (row,) = list(csv.reader(StringIO(csv_table(["h"], [[cell]]), newline="")))[1:]
    assert row == [f"'{cell}"]


def test_marks_of_markdown_are_escaped() -> None:
    assert markdown_table(["a|b"], [["<i>*x*</i>\ny"]]) == "| a\\|b |\n| --- |\n| \\<i\\>\\*x\\*\\</i\\><br>y |\n"
