"""Every rule that the files of an edition, or a case file, can break. The wording is here; the finding elsewhere."""

from __future__ import annotations

from itertools import chain

from assessments.catalogues.rules.cases import CaseRule
from assessments.catalogues.rules.changes import ChangeRule
from assessments.catalogues.rules.conditions import ConditionRule
from assessments.catalogues.rules.coverage import CoverageRule
from assessments.catalogues.rules.fields import FieldRule
from assessments.catalogues.rules.files import FileRule
from assessments.catalogues.rules.names import NameRule
from assessments.catalogues.rules.pins import PinRule
from assessments.catalogues.rules.route import RouteRule
from assessments.catalogues.rules.rule import Rule
from assessments.catalogues.rules.shapes import ShapeRule
from assessments.catalogues.rules.texts import TextRule
from assessments.catalogues.rules.use import UseRule

RULES: tuple[Rule, ...] = tuple(
    chain(
        FileRule,
        FieldRule,
        ConditionRule,
        NameRule,
        ShapeRule,
        RouteRule,
        UseRule,
        CoverageRule,
        TextRule,
        PinRule,
        ChangeRule,
        CaseRule,
    )
)
"""All of them. A test holds a broken sample for each."""
