"""The shape of an edition: steps, questions, facts, obligations, sources. Values only; loading is elsewhere.

An edition is immutable. Keys are words, unique for ever; they carry neither position, weight nor text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NewType

from assessments.domain.conditions import Condition
from assessments.domain.declarations import EditionChanges
from assessments.domain.kinds import DeadlineKind as DeadlineKind
from assessments.domain.kinds import ObligationKind as ObligationKind
from assessments.domain.kinds import QuestionKind as QuestionKind
from assessments.domain.kinds import Severity as Severity
from assessments.domain.texts import Text

EditionKey = NewType("EditionKey", str)
StepKey = NewType("StepKey", str)
QuestionKey = NewType("QuestionKey", str)
ChoiceKey = NewType("ChoiceKey", str)
FactKey = NewType("FactKey", str)
ObligationKey = NewType("ObligationKey", str)
SourceKey = NewType("SourceKey", str)
DeadlineKey = NewType("DeadlineKey", str)
UncertainPointKey = NewType("UncertainPointKey", str)

NOT_SURE = ChoiceKey("unknown")
"""The choice key of "not sure". It can be chosen for every kind of question."""


@dataclass(frozen=True, slots=True)
class Source:
    """An instrument of law: statute, regulation, notice, judicial interpretation or standard."""

    key: SourceKey
    title: Text
    """Official title in Chinese, usual title in English."""
    short: Text
    """Short title for citations: "Measures", 《办法》."""
    issuer: Text
    number: Text
    """Official number of the instrument; empty where it has none."""
    in_force: date | None
    address: str
    """Address of the official text; empty where none was confirmed."""
    confirmed: str
    """How the research confirmed the text: T, C, S, D or K (see the edition's notes)."""
    without_obligation: Text | None
    """Why no obligation rests on this source; None where one does."""
    item_articles: tuple[str, ...] = ()
    """Articles whose numbers in brackets are items of one list, not paragraphs; Chinese has a word for each."""
    articles: int | None = None
    """How many articles it has, where the edition accounts for every one of them; None where it does not."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A place in a source: article, paragraph and item as printed, for example "13(1)"."""

    source: SourceKey
    article: str


@dataclass(frozen=True, slots=True)
class ProvisionNote:
    """What one article asks, in our own words; shown under "why we ask"."""

    provision: Provision
    text: Text


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A provision that nothing asks about, on purpose."""

    provision: Provision
    why: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen."""

    key: ChoiceKey
    label: Text
    exclusive: bool
    """True where it cannot stand beside other choices ("none of these")."""
    informational: bool
    """True where no condition reads it, on purpose."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, once, however often it is shown."""

    key: QuestionKey
    number: str
    """Step and place in it, for people: "5.10". The same in both languages."""
    step: StepKey
    kind: QuestionKind
    circumstance: bool
    """True where another answer would mean another deployment: who, where and what, not how it is done."""
    text: Text
    help: Text
    why: Text
    """How this edition reads the law on this point, and what the answer decides."""
    choices: tuple[Choice, ...]
    """Without "not sure", which every question has."""
    unit: Text | None
    """Unit of a number ("people"); None for other kinds."""
    shown_if: Condition
    provisions: tuple[Provision, ...]
    evidence: Text
    """Documents that would support the answer."""
    uncertain_points: tuple[UncertainPointKey, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """One place where a question is shown. A question has one home and may be shown again later."""

    question: QuestionKey
    shown_if: Condition
    is_home: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the wizard."""

    key: StepKey
    number: int
    title: Text
    lead: Text
    """One sentence under the title."""
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A named condition used in several places."""

    key: FactKey
    condition: Condition
    holds: Text
    """Sentence that is true when the fact holds; used in explanations."""
    holds_not: Text
    """Sentence that is true when it does not."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How a limit in time is computed."""

    key: DeadlineKey
    kind: DeadlineKind
    title: Text
    limit: int | None
    """Working days or calendar days, by kind; None otherwise."""
    starts_with: QuestionKey | None
    """The question whose date is day D; None where no question gives it."""
    not_before: date | None
    """Day D is never earlier than this date (stock on the day the rule came into force)."""
    stock_before: date | None
    """Where day D is earlier than this date, `stock_due` applies instead."""
    stock_due: date | None
    month: int | None
    day: int | None
    """For a yearly deadline: month and day, in the year of the assessment date."""
    first_due: date | None
    """For a yearly deadline: the first date it ever fell due."""
    stated: Text
    """The limit in words."""
    recipient: Text
    """Where to deliver."""
    provisions: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """Days off and make-up working days of one year, from the State Council's notice."""

    year: int
    notice: Text
    published: date
    days_off: frozenset[date]
    make_up_days: frozenset[date]


@dataclass(frozen=True, slots=True)
class UncertainPoint:
    """A point on which the law leaves room: the views, and the default that we chose."""

    key: UncertainPointKey
    point: Text
    views: tuple[Text, ...]
    default: Text


@dataclass(frozen=True, slots=True)
class Note:
    """A remark shown with a finding while its condition is true; it decides nothing."""

    when: Condition
    text: Text


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty, prohibition or recommendation."""

    key: ObligationKey
    group: str
    """Letter of the group, A to L."""
    kind: ObligationKind
    title: Text
    duty: Text
    """What the provisions ask, in our own words."""
    binds: Text
    provisions: tuple[Provision, ...]
    rests_on: tuple[SourceKey, ...]
    """Sources without which it would not exist; empty where any source of its provisions is enough."""
    applies_if: Condition
    needs_judgement_if: Condition
    not_met_if: Condition
    partly_met_if: Condition
    met_if: Condition
    severity: Severity
    penalties: tuple[str, ...]
    """Penalty codes, explained in `Catalogue.penalties`."""
    risk: Text
    """Why it matters: the consequence in one sentence."""
    remedy: Text
    evidence: Text
    deadline: DeadlineKey | None
    remedy_by: Text
    """When the remedy is due, in words: "before use", "now"."""
    uncertain_points: tuple[UncertainPointKey, ...]
    notes: tuple[Note, ...]
    order_decides: Text | None
    """Why the order of branches decides, where `met_if` and `not_met_if` can both be true; None where they cannot."""
    never: tuple[tuple[str, Text], ...]
    """Verdicts that cannot come out, each with the reason."""


@dataclass(frozen=True, slots=True)
class ObligationGroup:
    """Heading of a group of obligations."""

    letter: str
    title: Text


@dataclass(frozen=True, slots=True)
class Watched:
    """A draft or coming rule that decides nothing yet."""

    title: Text
    note: Text
    uncertain_points: tuple[UncertainPointKey, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """One edition of questions and obligations, complete and consistent (the loader has checked it).

    Compared by identity: an edition is loaded once, and what is derived from it is kept for it.
    """

    key: EditionKey
    title: Text
    law_as_of: date
    published: bool
    digest: str
    """SHA-256, lower-case hex, over the edition's files in the order of their names."""
    gates: tuple[QuestionKey, ...]
    """Questions that keep scope open while unknown; the report then says "scope not settled"."""
    parameters: Mapping[str, int]
    """Thresholds by name."""
    penalties: Mapping[str, Text]
    sources: Mapping[SourceKey, Source]
    notes_on_provisions: tuple[ProvisionNote, ...]
    facts: Mapping[FactKey, Fact]
    steps: tuple[Step, ...]
    questions: Mapping[QuestionKey, Question]
    groups: tuple[ObligationGroup, ...]
    obligations: Mapping[ObligationKey, Obligation]
    deadlines: Mapping[DeadlineKey, DeadlineRule]
    holidays: Mapping[int, HolidayYear]
    uncertain_points: Mapping[UncertainPointKey, UncertainPoint]
    watch_list: tuple[Watched, ...]
    changes: EditionChanges | None = None
    """What changed against the edition before; None for the oldest."""
    not_asked: tuple[NotAsked, ...] = ()
    """Provisions that are left out of the questions on purpose, each with the reason."""
