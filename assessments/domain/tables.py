"""Tables as text: Markdown for people, CSV for spreadsheets. What stands in them is decided elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet takes Chinese in a CSV file for something else."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARKS = str.maketrans({each: "\\" + each for each in "\\|<>`*_[]"})


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A pipe table; whatever Markdown would read as a mark is escaped, line breaks become <br>."""
    lines = [[markdown_cell(each) for each in row] for row in (head, *rows)]
    lines.insert(1, ["---"] * len(head))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def markdown_cell(text: str) -> str:
    """A text that stands in a Markdown cell or line as it is."""
    return "<br>".join(part.translate(_MARKS) for part in text.splitlines())


def csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """RFC 4180 with a byte order mark. A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_unarmed(each) for each in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def _unarmed(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
