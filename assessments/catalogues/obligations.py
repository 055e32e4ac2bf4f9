"""Edition files read into obligations, with their notes and the verdicts that they never have."""

from __future__ import annotations

from assessments.catalogues.conditions import ALWAYS
from assessments.catalogues.documents import Located
from assessments.catalogues.fields import Fields
from assessments.catalogues.parts import Reading
from assessments.domain.catalogue import (
    DeadlineKey,
    Note,
    Obligation,
    ObligationKey,
    ObligationKind,
    Severity,
    SourceKey,
    UncertainPointKey,
)
from assessments.domain.texts import Text


def read_obligation(node: Located, reading: Reading) -> Obligation:
    """One duty, prohibition or recommendation."""
    one = reading.fields(node, "obligation")
    obligation = Obligation(
        key=ObligationKey(one.name()),
        group=one.string("group"),
        kind=one.word("kind", ObligationKind),
        title=one.text("title"),
        duty=one.text("duty"),
        binds=one.text("binds"),
        provisions=one.provisions(),
        rests_on=tuple(SourceKey(each) for each in one.strings("rests_on")),
        applies_if=one.condition("applies_if", missing=ALWAYS),
        needs_judgement_if=one.condition("needs_judgement_if"),
        not_met_if=one.condition("not_met_if"),
        partly_met_if=one.condition("partly_met_if"),
        met_if=one.condition("met_if"),
        severity=one.word("severity", Severity),
        penalties=one.strings("penalties"),
        risk=one.text("risk"),
        remedy=one.text("remedy"),
        evidence=one.text("evidence"),
        deadline=DeadlineKey(one.string("deadline")) if one.has("deadline") else None,
        remedy_by=one.text("remedy_by"),
        uncertain_points=tuple(UncertainPointKey(each) for each in one.strings("uncertain_points")),
        notes=tuple(_read_note(each, one) for each in one.nodes("notes")),
        order_decides=one.optional_text("order_decides"),
        never=tuple(_read_never(each, one) for each in one.nodes("never")),
    )
    one.finish()
    return obligation


def _read_note(node: Located, obligation: Fields) -> Note:
    one = Fields(node, obligation.faults, obligation.parameters, owner=f"{obligation.key}.notes")
    note = Note(one.condition("when"), one.text("text"))
    one.finish()
    return note


def _read_never(node: Located, obligation: Fields) -> tuple[str, Text]:
    one = Fields(node, obligation.faults, obligation.parameters, owner=f"{obligation.key}.never")
    never = (one.string("verdict"), one.text("why"))
    one.finish()
    return never
