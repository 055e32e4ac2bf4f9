"""An edition's rules as plain data, for programs that are not this one: what verdicts depend on, and nothing else.

The form is described in docs/report-format.md. Lists keep the order of the edition.
"""

from __future__ import annotations

from assessments.domain.canonical import Json, to_bytes, to_json
from assessments.domain.catalogue import Catalogue, DeadlineRule, Obligation, Question, Step
from assessments.domain.conditions import (
    All,
    Amount,
    Answered,
    Any_,
    Condition,
    Constant,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Not,
    Only,
)
from assessments.domain.places import STEPS_AT_A_PLACE

SCHEMA = "frcompliance/edition/1"
_RULE = (
    "key",
    "kind",
    "limit",
    "starts_with",
    "not_before",
    "stock_before",
    "stock_due",
    "month",
    "day",
    "first_due",
)


def edition_data(catalogue: Catalogue) -> bytes:
    """The rules in canonical form. `digest` in them is the one that reports name the edition by."""
    found: dict[str, Json] = {
        "schema": SCHEMA,
        "key": catalogue.key,
        "digest": catalogue.digest,
        "law_as_of": catalogue.law_as_of.isoformat(),
        "gates": to_json(catalogue.gates),
        "uncertain_points": to_json(tuple(catalogue.uncertain_points)),
        "steps": [_step(each) for each in catalogue.steps],
        "questions": [_question(each) for each in catalogue.questions.values()],
        "facts": [{"key": each.key, "condition": _condition(each.condition)} for each in catalogue.facts.values()],
        "obligations": [_obligation(each) for each in catalogue.obligations.values()],
        "sources": [{"key": each.key, "in_force": to_json(each.in_force)} for each in catalogue.sources.values()],
        "deadlines": [_deadline(each) for each in catalogue.deadlines.values()],
        "holidays": [
            {"year": year, "days_off": to_json(sorted(each.days_off)), "make_up": to_json(sorted(each.make_up_days))}
            for year, each in catalogue.holidays.items()
        ],
    }
    return to_bytes(found)


def _step(one: Step) -> Json:
    placements: list[Json] = [
        {"question": each.question, "is_home": each.is_home, "shown_if": _condition(each.shown_if)}
        for each in one.placements
    ]
    return {"key": one.key, "at_a_place": one.key in STEPS_AT_A_PLACE, "placements": placements}


def _question(one: Question) -> Json:
    return {
        "key": one.key,
        "step": one.step,
        "kind": one.kind.value,
        "circumstance": one.circumstance,
        "choices": [{"key": each.key, "exclusive": each.exclusive} for each in one.choices],
        "uncertain_points": to_json(one.uncertain_points),
    }


def _obligation(one: Obligation) -> Json:
    return {
        "key": one.key,
        "title": to_json(one.title),
        "kind": one.kind.value,
        "severity": one.severity.value,
        "sources": to_json(tuple(each.source for each in one.provisions)),
        "rests_on": to_json(one.rests_on),
        "applies_if": _condition(one.applies_if),
        "needs_judgement_if": _condition(one.needs_judgement_if),
        "not_met_if": _condition(one.not_met_if),
        "partly_met_if": _condition(one.partly_met_if),
        "met_if": _condition(one.met_if),
        "notes": [_condition(each.when) for each in one.notes],
        "deadline": one.deadline,
        "uncertain_points": to_json(one.uncertain_points),
    }


def _deadline(one: DeadlineRule) -> Json:
    return {name: to_json(getattr(one, name)) for name in _RULE}


def _condition(one: Condition) -> Json:
    match one:
        case Constant(value):
            return value
        case All(parts):
            return {"all": [_condition(each) for each in parts]}
        case Any_(parts):
            return {"any": [_condition(each) for each in parts]}
        case Not(part):
            return {"not": _condition(part)}
        case FactHolds(fact):
            return {"fact": fact}
        case Answered(question):
            return {"answered": question}
        case _:
            return _reading(one)


def _reading(one: Is | Has | Only | Counts | Amount | Moment) -> Json:
    match one:
        case Is(question, values):
            return {"is": [question, list(values)]}
        case Has(question, choices):
            return {"has": [question, list(choices)]}
        case Counts(question, of, at_least, at_most):
            return {"counts": [question, list(of), at_least, at_most]}
        case Amount(question, at_least, at_most):
            return {"amount": [question, at_least, at_most]}
        case Moment(question, relation, day, deadline):
            return {"moment": [question, relation, to_json(day), deadline]}
        case _:
            return {"only": [one.question, list(one.choices)]}
