"""The three charts of the summary: by severity, by step, by article. Each carries the same figures in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from assessments.domain.catalogue import Catalogue, Severity
from assessments.domain.words import words_for
from assessments.report.articles import ArticleRow, SourceRows
from assessments.report.drawing import box, figure, mark, text, width_of
from assessments.report.marks import HAIRLINE, INK, INK_2, MARKS
from assessments.report.outcome import Outcome
from assessments.report.printed import main_question

HALF, WHOLE = 212.0, 460.0
_ROW = 17.0
_SEVERITIES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_LEAST_SLOTS = 7
_CELL_HEIGHT = 20.0
_BAND = _CELL_HEIGHT + 14
_LABEL = 6.0
_WIDEST_CELL = 44.0


def draw_by_severity(outcome: Outcome, clarify: str, language: str) -> SafeString:
    """A row of blocks for each severity and for the answers to clarify."""
    found = [one.severity for one in outcome.gaps]
    rows = [(each.value, words_for(each).in_language(language), found.count(each.value)) for each in _SEVERITIES]
    rows.append(("to_clarify", clarify, len(outcome.unsure)))
    start = 20 + max(width_of(words, 9) for _, words, _ in rows)
    slot = (HALF - 26 - start) / max(_LEAST_SLOTS, *(count for _, _, count in rows))
    parts: list[SafeString] = []
    for place, (key, words, count) in enumerate(rows):
        y = place * _ROW
        colour = MARKS[key][1]
        parts += [mark(key, 0, y + 3, 9), text(14, y + 11, words, 9, fill=colour, bold=True)]
        parts += [box(start + n * slot, y + 3, slot * 0.86, 9, fill=colour) for n in range(count)]
        parts.append(text(HALF - 4, y + 11, str(count), 9, bold=True, anchor="end"))
    title = _said((words, str(count)) for _, words, count in rows)
    return figure(HALF, len(rows) * _ROW, title, language, parts)


def draw_by_step(outcome: Outcome, catalogue: Catalogue, language: str) -> SafeString:
    """A column of marks for each step."""
    columns: dict[str, list[str]] = {str(step.key): [] for step in catalogue.steps}
    for one in outcome.gaps:
        question = main_question(one.finding, catalogue)
        if question is not None and str(question.step) in columns:
            columns[str(question.step)].append(one.severity)
    for question in outcome.unsure:
        columns[str(question.step)].append("to_clarify")
    width = HALF / max(1, len(columns))
    rise = min(11.0, 150 / max(1, *map(len, columns.values())))
    base = max(58.0, max(map(len, columns.values()), default=0) * rise + 4)
    parts: list[SafeString] = []
    for place, (step, keys) in enumerate(zip(catalogue.steps, columns.values(), strict=True)):
        x = place * width
        parts += [box(x + 1, base, width - 2, 1.2, fill=INK)]
        parts += [text(x + width / 2, base + 11, str(step.number), 7.5, fill=INK_2, anchor="middle")]
        parts += [mark(key, x + width / 2 - 4, base - (n + 1) * rise, rise - 2) for n, key in enumerate(keys)]
    title = _said((str(step.number), str(len(columns[str(step.key)]))) for step in catalogue.steps)
    return figure(HALF, base + 15, title, language, parts)


def draw_by_article(sources: Sequence[SourceRows], language: str) -> SafeString:
    """A cell for each article with the worst verdict, source by source, packed into lines."""
    labels = [row.words for source in sources for row in source.rows]
    cell = min(_WIDEST_CELL, max(28.0, *(width_of(each, _LABEL) + 5 for each in labels))) if labels else 28.0
    per_line = int(WHOLE // cell)
    parts: list[SafeString] = []
    x = y = 0.0
    for source in sources:
        lines = [source.rows[n : n + per_line] for n in range(0, len(source.rows), per_line)]
        need = max(width_of(source.short, 7), len(lines[0]) * cell) + 8
        if x and x + need > WHOLE + 8:
            x, y = 0.0, y + _BAND
        parts.append(text(x, y + 7, source.short, 7, bold=True))
        for n, line in enumerate(lines):
            parts += _cells(line, x, y + 10 + n * _CELL_HEIGHT, cell)
        x += need
        if len(lines) > 1:
            x, y = 0.0, y + _BAND + (len(lines) - 1) * _CELL_HEIGHT
    title = _said((f"{one.short} {row.words}", row.verdict_words) for one in sources for row in one.rows)
    return figure(WHOLE, y + _BAND if x else y, title, language, parts)


def _cells(line: Sequence[ArticleRow], x: float, y: float, cell: float) -> list[SafeString]:
    parts: list[SafeString] = []
    for place, row in enumerate(line):
        left = x + place * cell
        size = min(_LABEL, _LABEL * (cell - 3) / width_of(row.words, _LABEL))
        parts += [
            box(left, y, cell - 1.5, _CELL_HEIGHT - 1.5, stroke=HAIRLINE),
            mark(row.verdict, left + (cell - 1.5) / 2 - 4, y + 2.2, 8),
            text(left + (cell - 1.5) / 2, y + 16, row.words, size, anchor="middle"),
        ]
    return parts


def _said(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in pairs)
