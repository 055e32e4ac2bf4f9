"""Edition files read into the parts of a catalogue: steps, questions, facts, sources, deadlines.

Obligations are read in `obligations`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from assessments.catalogues.conditions import ALWAYS
from assessments.catalogues.documents import Located
from assessments.catalogues.faults import Fault
from assessments.catalogues.fields import NO_TEXT, Fields
from assessments.catalogues.rules.fields import FieldRule
from assessments.catalogues.rules.rule import Rule
from assessments.domain.catalogue import (
    Choice,
    ChoiceKey,
    DeadlineKey,
    DeadlineKind,
    DeadlineRule,
    Fact,
    FactKey,
    HolidayYear,
    NotAsked,
    ObligationGroup,
    Placement,
    Provision,
    ProvisionNote,
    Question,
    QuestionKey,
    QuestionKind,
    Source,
    SourceKey,
    Step,
    StepKey,
    UncertainPoint,
    UncertainPointKey,
)
from assessments.domain.texts import Text

EDITION_FILE = "edition.yaml"


@dataclass(slots=True)
class Lines:
    """Where each key of the edition was defined, for faults found later."""

    places: dict[str, Located] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """What each key is the key of: "question", "fact" …"""

    def fault(self, key: str, rule: Rule, /, **values: object) -> Fault:
        """A fault at the definition of `key`."""
        return self.place(key).fault(key, rule, **values)

    def place(self, key: str) -> Located:
        """Where `key` is defined; the edition's file where that is not known."""
        return self.places.get(key, Located(None, EDITION_FILE, 0))


@dataclass(slots=True)
class Reading:
    """What is shared while one edition is read."""

    faults: list[Fault]
    parameters: dict[str, int]
    lines: Lines

    def fields(self, node: Located, kind: str, prefix: str = "") -> Fields:
        """Typed reading of `node`; its key is remembered with its line, after `prefix` where keys may be alike."""
        found = Fields(node, self.faults, self.parameters)
        if found.has("key"):
            self.remember(prefix + found.key, node, kind)
        return found

    def remember(self, key: str, node: Located, kind: str) -> None:
        """Note where `key` is defined and as what, and a fault where it was defined before."""
        first = self.lines.kinds.setdefault(key, kind)
        if first != kind:
            self.faults.append(node.fault(key, FieldRule.KEY_REUSED, first=first, kind=kind))
        elif key in self.lines.places:
            self.faults.append(node.fault(key, FieldRule.KEY_TWICE, kind=kind))
        self.lines.places.setdefault(key, node)


def read_groups(fields: Fields, reading: Reading) -> Iterator[ObligationGroup]:
    """Headings of the groups of obligations."""
    for node in fields.nodes("groups"):
        one = Fields(node, reading.faults, reading.parameters, "letter")
        letter = one.string("letter")
        reading.remember(f"group {letter}", node, "group")
        yield ObligationGroup(letter, one.text("title"))
        one.finish()


def read_deadline(node: Located, reading: Reading) -> DeadlineRule:
    """One rule for a limit in time."""
    one = reading.fields(node, "deadline")
    starts_with = one.string("starts_with", missing="")
    rule = DeadlineRule(
        key=DeadlineKey(one.name()),
        kind=one.word("kind", DeadlineKind),
        title=one.text("title"),
        limit=one.integer("limit"),
        starts_with=QuestionKey(starts_with) if starts_with else None,
        not_before=one.optional_day("not_before"),
        stock_before=one.optional_day("stock_before"),
        stock_due=one.optional_day("stock_due"),
        month=one.integer("month"),
        day=one.integer("day"),
        first_due=one.optional_day("first_due"),
        stated=one.text("stated"),
        recipient=one.text("recipient"),
        provisions=one.provisions(),
    )
    one.finish()
    return rule


def read_holidays(node: Located, reading: Reading) -> HolidayYear:
    """Days off and make-up days of one year; days as "01-28" or "01-28..02-04"."""
    one = Fields(node, reading.faults, reading.parameters, owner="holidays")
    year = one.integer("year") or 0
    if not 2000 <= year <= 2100:
        one.note("year", FieldRule.YEAR_ILLEGIBLE)
    reading.remember(f"holidays {year}", node, "year of holidays")
    found = HolidayYear(
        year=year,
        notice=one.text("notice"),
        published=one.day("published", missing=date.min),
        days_off=frozenset(_days(one, "days_off", year)),
        make_up_days=frozenset(_days(one, "make_up_days", year)),
    )
    one.finish()
    return found


def _days(one: Fields, name: str, year: int) -> Iterator[date]:
    for span in one.strings(name):
        first, _, last = span.partition("..")
        try:
            day, end = (date.fromisoformat(f"{year}-{each}") for each in (first, last or first))
        except ValueError:
            one.note(name, FieldRule.DAY_SPAN_ILLEGIBLE, span=span)
            continue
        if end < day:
            one.note(name, FieldRule.DAY_SPAN_BACKWARDS, span=span)
        while day <= end:
            yield day
            day += timedelta(days=1)


def read_fact(node: Located, reading: Reading) -> Fact:
    """One named condition."""
    one = reading.fields(node, "fact")
    fact = Fact(FactKey(one.name()), one.condition("condition"), one.text("holds"), one.text("holds_not"))
    one.finish()
    return fact


def read_uncertain_point(node: Located, reading: Reading) -> UncertainPoint:
    """One point on which the law leaves room."""
    one = reading.fields(node, "uncertain point")
    key = UncertainPointKey(one.name())
    point = UncertainPoint(key, one.text("point"), one.texts("views"), one.text("default"))
    one.finish()
    return point


def read_source(node: Located, reading: Reading) -> Source:
    """One instrument of law."""
    one = reading.fields(node, "source", "source ")  # a fact may have the same name
    source = Source(
        key=SourceKey(one.name()),
        title=one.text("title"),
        short=one.text("short"),
        issuer=one.text("issuer"),
        number=one.optional_text("number") or NO_TEXT,
        in_force=one.optional_day("in_force"),
        address=one.string("address", missing=""),
        confirmed=one.string("confirmed", missing=""),
        without_obligation=one.optional_text("without_obligation"),
        item_articles=one.strings("item_articles"),
        articles=one.integer("articles"),
    )
    one.finish()
    return source


def read_provision_note(node: Located, reading: Reading) -> ProvisionNote:
    """Our paraphrase of one article."""
    one = Fields(node, reading.faults, reading.parameters, "source")
    article = one.get("article")
    provision = Provision(SourceKey(one.string("source")), one.article_of(article or node, "article"))
    reading.remember(note_place(provision), node, "note")
    note = ProvisionNote(provision, one.text("text"))
    one.finish()
    return note


def note_place(provision: Provision) -> str:
    """The name under which the place of a note is remembered."""
    return f"note on {provision.source} {provision.article}".rstrip()


def read_not_asked(node: Located, reading: Reading) -> NotAsked:
    """Why nothing asks about one article."""
    one = Fields(node, reading.faults, reading.parameters, "source")
    article = one.get("article")
    provision = Provision(SourceKey(one.string("source")), one.article_of(article or node, "article"))
    reading.remember(reason_place(provision), node, "reason")
    reason = NotAsked(provision, one.text("why"))
    one.finish()
    return reason


def reason_place(provision: Provision) -> str:
    """The name under which the place of a reason for not asking is remembered."""
    return f"not_asked {provision.source} {provision.article}".rstrip()


def read_step(node: Located, number: int, reading: Reading) -> tuple[Step, tuple[Question, ...]]:
    """One step with its questions, and the questions that are shown in it again."""
    one = reading.fields(node, "step")
    key = StepKey(one.name())
    title, lead = one.text("title"), one.text("lead")
    questions = tuple(
        _read_question(each, key, f"{number}.{place}", reading)
        for place, each in enumerate(one.nodes("questions"), start=1)
    )
    placements = [Placement(each.key, each.shown_if, True) for each in questions]
    for each in one.nodes("again"):
        _place_again(each, placements, reading)
    one.finish()
    return Step(key, number, title, lead, tuple(placements)), questions


def _place_again(node: Located, placements: list[Placement], reading: Reading) -> None:
    one = Fields(node, reading.faults, reading.parameters, "question")
    question, after = QuestionKey(one.string("question")), one.string("after")
    before = [each.question for each in placements]
    place = before.index(QuestionKey(after)) + 1 if after in before else len(placements)
    if after not in before:
        one.note("after", FieldRule.PLACE_UNKNOWN, question=after)
    placements.insert(place, Placement(question, one.condition("shown_if"), False))
    one.finish()


def _read_question(node: Located, step: StepKey, number: str, reading: Reading) -> Question:
    one = reading.fields(node, "question")
    question = Question(
        key=QuestionKey(one.name()),
        number=number,
        step=step,
        kind=one.word("kind", QuestionKind),
        circumstance=one.flag("circumstance"),
        text=one.text("text"),
        help=one.text("help"),
        why=one.text("why"),
        choices=tuple(_read_choice(each, one) for each in one.nodes("choices")),
        unit=one.optional_text("unit"),
        shown_if=one.condition("shown_if", missing=ALWAYS),
        provisions=one.provisions(),
        evidence=one.text("evidence"),
        uncertain_points=tuple(UncertainPointKey(each) for each in one.strings("uncertain_points")),
    )
    one.finish()
    return question


def _read_choice(node: Located, question: Fields) -> Choice:
    one = Fields(node, question.faults, question.parameters, owner=question.key)
    choice = Choice(
        key=ChoiceKey(one.name()),
        label=one.checked(Text(one.string("en").strip(), one.string("zh").strip()), node, "label"),
        exclusive=one.flag("exclusive"),
        informational=one.flag("informational"),
    )
    one.finish()
    return choice
