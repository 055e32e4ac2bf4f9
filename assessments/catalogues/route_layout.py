"""Where everything stands in the drawing of a route: rows from top to bottom, arrows in lanes beside them.

The drawing is an arc diagram: one row for each question in the order of asking, so it needs no search for a layout
and the same edition always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from assessments.catalogues.line_breaking import wrapped
from assessments.domain.catalogue import Catalogue, Fact, Placement, QuestionKey, Step
from assessments.domain.conditions import AS_OF, FactHolds
from assessments.domain.reading import conditions_in, questions_read

BOX = 620
"""Width of the box of a question."""
FACT_KEY_INDENT, FACT_SIZE, FACT_LINE = 44, 13, 16
"""Where the key of a fact begins in the box, the size of its letters, and the height of its lines."""
CAPITAL = 0.72
"""Width of a bold capital letter in a size of 1, which is what keys of facts are written in."""
ROW_HEIGHT = 30
STEP_HEIGHT = 42
HEAD_HEIGHT = 132


class RowKind(Enum):
    """What a row stands for."""

    STEP = "step"
    QUESTION = "question"
    AGAIN = "again"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the drawing."""

    kind: RowKind
    key: str
    """Key of the step, question or fact."""
    top: int
    height: int
    facts: tuple[str, ...] = ()
    """Facts that it depends on, by key."""
    reads: tuple[QuestionKey, ...] = ()
    """Questions that it reads itself: for a question, those that open it."""
    lines: tuple[str, ...] = ()
    """Words of a fact, broken into lines."""

    @property
    def middle(self) -> int:
        """Where arrows meet it."""
        return self.top + self.height // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a question to a row that its answer opens."""

    opener: Row
    opened: Row
    lane: int
    """0 is nearest to the rows. All arrows of one question share a lane."""


@dataclass(frozen=True, slots=True)
class RouteLayout:
    """Rows and arrows with their places."""

    rows: tuple[Row, ...]
    arrows: tuple[Arrow, ...]
    lanes: int
    height: int
    fact_indent: int
    """Where the words of a fact begin in the box: after the longest key."""


def lay_out_route(catalogue: Catalogue, language: str) -> RouteLayout:
    """The route of an edition: steps as bands, questions and facts in the order in which they are known."""
    indent = FACT_KEY_INDENT + round(CAPITAL * FACT_SIZE * max(map(len, catalogue.facts), default=0)) + 12
    rows: list[Row] = []
    top = HEAD_HEIGHT
    for row in _rows(catalogue, language, indent):
        rows.append(replace(row, top=top))
        top += row.height
    arrows, lanes = _arrows(rows)
    return RouteLayout(tuple(rows), arrows, lanes, top, indent)


def _rows(catalogue: Catalogue, language: str, indent: int) -> Iterator[Row]:
    settled = _settled(catalogue)
    for step in catalogue.steps:
        yield Row(RowKind.STEP, step.key, 0, STEP_HEIGHT)
        for placement in step.placements:
            yield _question(placement)
            if placement.is_home:
                for fact in settled.get(placement.question, ()):
                    yield _fact(fact, language, indent)


def _question(placement: Placement) -> Row:
    kind = RowKind.QUESTION if placement.is_home else RowKind.AGAIN
    parts = tuple(conditions_in(placement.shown_if))
    facts = dict.fromkeys(part.fact for part in parts if isinstance(part, FactHolds))
    reads = dict.fromkeys(QuestionKey(part.question) for part in parts if not isinstance(part, FactHolds))
    return Row(kind, placement.question, 0, ROW_HEIGHT, tuple(facts), tuple(reads))


def _fact(fact: Fact, language: str, indent: int) -> Row:
    parts = tuple(conditions_in(fact.condition))
    facts = dict.fromkeys(part.fact for part in parts if isinstance(part, FactHolds))
    named = (part.question for part in parts if not isinstance(part, FactHolds))
    reads = dict.fromkeys(QuestionKey(each) for each in named if each != AS_OF)
    lines = wrapped(fact.holds.in_language(language), BOX - indent - 16, FACT_SIZE)
    height = max(ROW_HEIGHT, FACT_LINE * len(lines) + 14)
    return Row(RowKind.FACT, fact.key, 0, height, tuple(facts), tuple(reads), tuple(lines))


def _settled(catalogue: Catalogue) -> dict[QuestionKey, list[Fact]]:
    """For each question, the facts that are settled once it is answered: the last question that they read."""
    order = _asked(catalogue.steps)
    found: dict[QuestionKey, list[Fact]] = {}
    for fact in catalogue.facts.values():
        read = questions_read(fact.condition, catalogue.facts)
        found.setdefault(max(read, key=order.index, default=order[0]), []).append(fact)
    return found


def _asked(steps: Sequence[Step]) -> tuple[QuestionKey, ...]:
    return tuple(each.question for step in steps for each in step.placements if each.is_home)


def _arrows(rows: Sequence[Row]) -> tuple[tuple[Arrow, ...], int]:
    home = {row.key: row for row in rows if row.kind is RowKind.QUESTION}
    opened: dict[str, list[Row]] = {}
    for row in rows:
        if row.kind in (RowKind.QUESTION, RowKind.AGAIN):
            for question in row.reads:
                opened.setdefault(question, []).append(row)
    spans = {key: (home[key].top, max(row.top for row in opened[key])) for key in home if key in opened}
    lanes = _lanes(spans)
    arrows = tuple(Arrow(home[key], row, lanes[key]) for key in spans for row in opened[key])
    return arrows, max(lanes.values(), default=-1) + 1


def _lanes(spans: dict[str, tuple[int, int]]) -> dict[str, int]:
    """Short spans nearest to the rows; no two spans that overlap share a lane."""
    lanes: dict[str, int] = {}
    for key, (start, end) in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item[1][0])):
        taken = {lanes[other] for other in lanes if spans[other][0] <= end and start <= spans[other][1]}
        lanes[key] = next(lane for lane in range(len(spans)) if lane not in taken)
    return lanes
