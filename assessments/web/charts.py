"""Geometry of the charts on the findings page; drawn as SVG by the templates, with the same figures as text beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.catalogue import Question
from assessments.services.assessments import Workspace
from assessments.web.findings import Shown

UNITS_PER_BAR = 7
"""Findings that fit in a bar as single blocks; above that the blocks get narrower."""
COLUMN = 40
ROW = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the chart by severity."""

    key: str
    count: int
    blocks: Sequence[tuple[float, float]]
    """Place and width of each block, in hundredths of the width."""


@dataclass(frozen=True, slots=True)
class StepMark:
    """One mark in the chart by step."""

    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class StepMarks:
    """The chart by step."""

    width: int
    height: int
    base: float
    columns: Sequence[tuple[int, int]]
    """Number of the step and place of its base line."""
    marks: Sequence[StepMark]
    summary: Sequence[tuple[int, int, int]]
    """Step, findings, to clarify: the chart in words."""


def severity_bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """One bar per severity, all in the same scale."""
    most = max([UNITS_PER_BAR, *(count for _, count in counts)])
    slot = 100 / most
    width = round(slot * 0.88, 2)
    return [Bar(key, count, [(round(n * slot, 2), width) for n in range(count)]) for key, count in counts]


def step_marks(workspace: Workspace, found: Sequence[Shown], unsure: Sequence[Question]) -> StepMarks:
    """A column of marks for each step: findings, then answers to clarify."""
    columns: list[list[str]] = []
    summary = []
    for step in workspace.catalogue.steps:
        here = [one.severity for one in found if one.main_question is not None and one.main_question.step == step.key]
        asks = sum(question.step == step.key for question in unsure)
        columns.append(here + ["to_clarify"] * asks)
        if here or asks:
            summary.append((step.number, len(here), asks))
    height = max(2, *(len(column) for column in columns)) * ROW + 14
    marks = [
        StepMark(key, COLUMN * place + 11, height - 24 - ROW * level)
        for place, column in enumerate(columns)
        for level, key in enumerate(column)
    ]
    base = [(step.number, COLUMN * place + 2) for place, step in enumerate(workspace.catalogue.steps)]
    return StepMarks(COLUMN * len(columns), height, height - 3, base, marks, summary)
