"""The plan as the report prints it: what has to be done, by when, who sees to it, and how far it was when fixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.domain.catalogue import Catalogue
from assessments.domain.dates import short_day
from assessments.domain.findings import Finding
from assessments.domain.place_actions import plan_everywhere
from assessments.domain.progress import ActionState
from assessments.domain.remediation import Action, Doing
from assessments.domain.revision import ActionMark, RevisionContent
from assessments.domain.stated import stated_results
from assessments.domain.texts import Text
from assessments.domain.words import words_for
from assessments.report.moments import short_moment
from assessments.report.outcome import Outcome
from assessments.report.places import Places, name_places
from assessments.report.printed import Printed, print_finding

LONGEST_UNSPLIT = 400
"""Code points of a note that is kept on one page with its action."""

_FIND_OUT = Text("Find out: {question}", "查明：{question}")
_WAIT = Text("Look again once the holiday notice that is lacking is published.", "待所缺的节假日安排公布后，重新查看。")
_DECIDE = Text("Have a lawyer decide: {title}", "由法律人员判断：{title}")
_PASSED = Text("passed on the day of the assessment", "评估日已届满")
_BY_LAW = Text("counted from the law", "依法计算")
_CHOSEN = Text("chosen", "自行确定")
_ONLY_AT = Text("Only at {names}.", "仅涉及{names}。")
_ALSO_AT = Text("In common, and for reasons of its own at {names}.", "各场所共有，另因自身情况涉及{names}。")
_NOT_AT = Text("Not at {names}.", "不涉及{names}。")
_RECORDED = Text("{who}, {when}", "{who}，{when}")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One action."""

    when: str
    """A day, or the words of the edition; empty where neither says anything."""
    is_dated: bool
    kind_of_day: str
    """Whether the law gives the day or a person chose it; empty without a day."""
    is_late: bool
    """Whether the day had passed on the day of the assessment and nobody had said that it is settled."""
    task: str
    where: str
    """At which places, where it is not so everywhere for the same reasons; names are people's own words."""
    refs: str
    """Findings that it settles, by number."""
    mark: str
    """Key of the mark of its gravest finding."""
    mark_words: str
    owner: str
    """Empty where nobody is named."""
    state: str
    state_words: str
    note: str
    evidence: str
    recorded: str
    """Who recorded this, and when; empty where nothing is on record."""

    @property
    def is_long(self) -> bool:
        """True where the row may have to be split between pages."""
        return len(self.note) > LONGEST_UNSPLIT


@dataclass(frozen=True, slots=True)
class Plan:
    """The section."""

    rows: tuple[PlanRow, ...]
    by_ref: Mapping[str, PlanRow]
    """What is on record about the action of one finding, by its number."""
    late_words: str


@dataclass(frozen=True, slots=True)
class _Source:
    catalogue: Catalogue
    language: str
    records: Mapping[str, ActionMark]
    printed: Mapping[str, Printed]
    places: Mapping[UUID, str]
    """Names by key."""
    at_places: Mapping[int, Printed]
    """The findings of places as their section prints them, by the identity of the finding."""
    content: RevisionContent


def plan_remediation(
    content: RevisionContent, outcome: Outcome, places: Places, catalogue: Catalogue, language: str
) -> Plan:
    """Everything that has to be done, in common or at a place, the most urgent first; advice is not part of it."""
    planned = plan_everywhere(*stated_results(content, catalogue))
    records = {each.key: each for each in content.actions}
    printed = {str(each.obligation.key): each for each in outcome.numbered}
    names = {UUID(each.id): each.name for each in content.places}
    own = {id(each.printed.finding): each.printed for group in places.groups for each in group.findings}
    source = _Source(catalogue, language, records, printed, names, own, content)
    rows = tuple(_row(each, source) for each in planned)
    kept = {ref: row for ref, row in zip(_refs(planned, source), rows, strict=True) if ref and row.recorded}
    return Plan(rows, kept, _PASSED.in_language(language))


def _refs(planned: Iterable[Action], source: _Source) -> Iterator[str]:
    """The number of the finding that each action closes; empty where it is none or several."""
    for each in planned:
        yield source.printed[each.key].ref if each.key in source.printed else ""


def _row(action: Action, source: _Source) -> PlanRow:
    record = source.records.get(action.key)
    found = [_printed(each, source) for each in action.findings]
    state = record.state if record else ActionState.OPEN
    due = action.due or (record.due if record else None)
    words = _kind_of_day(action) if due else None
    clarify = action.doing is Doing.FIND_OUT or not found
    refs = dict.fromkeys(each.ref for each in (*found, *_at_places(action, source)) if each.ref)
    return PlanRow(
        when=short_day(due, source.language) if due else _stated(found, action),
        is_dated=due is not None,
        kind_of_day=words.in_language(source.language) if words else "",
        is_late=due is not None and due < source.content.as_of and not state.is_settled,
        task=_task(action, found, source),
        where=_where(action, source),
        refs=("、" if source.language.startswith("zh") else ", ").join(refs),
        mark="to_clarify" if clarify else found[0].severity,
        mark_words="" if clarify else found[0].severity_words,
        owner=record.owner if record else "",
        state=state.value,
        state_words=words_for(state).in_language(source.language),
        note=record.note if record else "",
        evidence=record.evidence if record else "",
        recorded=_recorded(record, source.language) if record else "",
    )


def _printed(finding: Finding, source: _Source) -> Printed:
    """As the report prints it elsewhere, so that its number is the same."""
    common = source.printed.get(str(finding.obligation))
    if common is not None and common.finding == finding:
        return common
    at_place = source.at_places.get(id(finding))
    return at_place or print_finding(finding, "", source.catalogue, source.language, source.content.counsel)


def _at_places(action: Action, source: _Source) -> Iterator[Printed]:
    return (_printed(each, source) for at in action.at for each in at.findings)


def _where(action: Action, source: _Source) -> str:
    sentences = []
    if action.at:
        named = _ALSO_AT if action.in_common else _ONLY_AT
        sentences.append(_names(named, [key for at in action.at for key in at.places], source))
    if action.not_at:
        sentences.append(_names(_NOT_AT, action.not_at, source))
    return ("" if source.language.startswith("zh") else " ").join(sentences)


def _names(text: Text, keys: Sequence[UUID], source: _Source) -> str:
    named = name_places([source.places[key] for key in keys], source.language)
    return text.in_language(source.language).format(names=named)


def _kind_of_day(action: Action) -> Text:
    return _BY_LAW if action.due else _CHOSEN


def _stated(found: list[Printed], action: Action) -> str:
    return "" if action.doing is Doing.FIND_OUT or not found else found[0].remedy_by


def _task(action: Action, found: list[Printed], source: _Source) -> str:
    match action.doing:
        case Doing.FIND_OUT:
            question = source.catalogue.questions[action.questions[0]]
            text = f"{question.number} {question.text.in_language(source.language)}"
            return _FIND_OUT.in_language(source.language).format(question=text)
        case Doing.WAIT:
            return _WAIT.in_language(source.language)
        case Doing.DECIDE:
            return _DECIDE.in_language(source.language).format(title=found[0].title)
    return found[0].remedy


def _recorded(record: ActionMark, language: str) -> str:
    when = short_moment(record.made_at, language)
    return _RECORDED.in_language(language).format(who=record.made_by, when=when)
