"""What the step page shows of each question: text, options, input, error, why we ask, follow-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from assessments.domain.catalogue import NOT_SURE, Catalogue, Question, QuestionKey, QuestionKind
from assessments.domain.explanations import answer_words
from assessments.domain.marking import Marked
from assessments.domain.route import RouteStep
from assessments.services.assessments import CommentView, Workspace
from assessments.services.documents import EvidenceView
from assessments.services.mark_views import marked
from assessments.web.citing import Citation, anchor_of, cite_all, cite_in_one
from assessments.web.earlier import Earlier
from assessments.web.glossary import WordShown, words_in
from assessments.web.points import PointShown, show_points
from assessments.web.reading import GIVEN, NOTHING, UNKNOWN, RawAnswer
from assessments.web.step_form import STANCE, StepForm


@dataclass(frozen=True, slots=True)
class Option:
    """One radio or checkbox."""

    name: str
    value: str
    id: str
    label: str
    checked: bool


@dataclass(slots=True)
class QuestionRow:
    """One question on the page."""

    key: str
    number: str
    anchor: str
    kind: str
    text: str
    help: str
    why: str
    unit: str
    evidence: str
    law: str
    citations: tuple[Citation, ...]
    options: tuple[Option, ...]
    unsure: Option
    typed: str
    error: str
    because: str
    is_new: bool
    drawn_for: tuple[str, ...] = ()
    """Edition and key of the question, which decide all texts around its controls."""
    uncertain: Sequence[PointShown] = ()
    comments: Sequence[CommentView] = ()
    words: Sequence[WordShown] = ()
    """Words of the glossary that the question uses."""
    earlier: Sequence[Earlier] = ()
    """Answers of an older edition that an upgrade left to be confirmed or given again."""
    documents: Sequence[EvidenceView] = ()
    """Evidence on record."""
    returned: Marked | None = None
    """The reviewer's wish to have the answer corrected."""
    follow_ups: list[QuestionRow] = field(default_factory=list)

    @property
    def first_control(self) -> str:
        """Id of the control that an error summary links to."""
        return self.options[0].id if self.options and not self.is_text else f"f-{self.key}"

    @property
    def tools_depend_on(self) -> tuple[str, ...]:
        """What everything about the question besides its controls depends on; empty where there is more to it."""
        return () if self.documents else self.drawn_for

    @property
    def controls_depend_on(self) -> tuple[str, ...]:
        """What the controls depend on; empty where a person's own words stand there, or more than choices."""
        if self.typed or self.error or self.earlier or self.unsure.checked:
            return ()
        return (*self.drawn_for, *(each.value for each in self.options if each.checked))

    @property
    def is_typed(self) -> bool:
        """Whether the answer is typed, not chosen."""
        return self.kind in (QuestionKind.NUMBER, QuestionKind.DATE, QuestionKind.TEXT)

    @property
    def is_text(self) -> bool:
        """Whether the answer is free text."""
        return self.kind == QuestionKind.TEXT

    @property
    def control(self) -> str:
        """Kind of the inputs: checkbox or radio."""
        return "checkbox" if self.kind == QuestionKind.MULTI else "radio"

    @property
    def in_one_line(self) -> bool:
        """Yes, no and not sure fit in one line."""
        return self.kind == QuestionKind.YES_NO

    @property
    def is_held(self) -> bool:
        """Whether counsel takes another view on a point that the question touches."""
        return any(one.held is not None for one in self.uncertain)

    @property
    def is_unsure(self) -> bool:
        """Whether "not sure" is chosen."""
        return self.unsure.checked


@dataclass(frozen=True, slots=True)
class Law:
    """What stands around a question whoever answers it: the law, and the words that it uses."""

    words: str
    citations: tuple[Citation, ...]
    glossary: tuple[WordShown, ...]


@lru_cache(maxsize=1024)
def _law_of(catalogue: Catalogue, key: QuestionKey, language: str) -> Law:
    question = catalogue.questions[key]
    spoken = [each.in_language(language) for each in (question.text, question.help, question.why)]
    return Law(
        cite_in_one(question.provisions, catalogue, language),
        cite_all(question.provisions, catalogue, language),
        words_in(spoken, catalogue, language),
    )


class QuestionRows:
    """Builds the rows of one step."""

    def __init__(self, form: StepForm, workspace: Workspace, language: str, new: frozenset[str]) -> None:
        self.form = form
        self.catalogue = workspace.catalogue
        self.route = workspace.route
        self.views = workspace.counsel
        self.evidence = workspace.evidence
        self.marks = marked(workspace) if workspace.marks else {}
        self.language = language
        self.new = new

    def build(self, step: RouteStep, comments: Mapping[QuestionKey, Sequence[CommentView]]) -> list[QuestionRow]:
        """Rows in order; a question opened by another one of this step stands under the row before it."""
        rows: list[QuestionRow] = []
        for key in step.shown:
            row = self._row(self.catalogue.questions[key], step.shown)
            row.comments = comments.get(key, ())
            row.documents = self.evidence.get(key, ())
            mark = self.marks.get(key)
            row.returned = mark if mark and mark.is_returned else None
            if rows and self._stands_under(row, rows[-1]):
                rows[-1].follow_ups.append(row)
            else:
                rows.append(row)
        return rows

    def _stands_under(self, row: QuestionRow, above: QuestionRow) -> bool:
        openers = {str(key) for key in self.route.opened_by(QuestionKey(row.key))}
        return bool(row.because) and not openers.isdisjoint({above.key, *(one.key for one in above.follow_ups)})

    def _row(self, question: Question, shown: Sequence[QuestionKey]) -> QuestionRow:
        raw = self.form.raw_of(question)
        law = _law_of(self.catalogue, question.key, self.language)
        return QuestionRow(
            key=str(question.key),
            number=question.number,
            anchor=anchor_of(question),
            kind=question.kind.value,
            text=question.text.in_language(self.language),
            help=question.help.in_language(self.language),
            why=question.why.in_language(self.language),
            unit=question.unit.in_language(self.language) if question.unit else "",
            evidence=question.evidence.in_language(self.language),
            law=law.words,
            citations=law.citations,
            drawn_for=(self.catalogue.digest, str(question.key)),
            options=self._options(question, raw),
            unsure=self._unsure(question, raw),
            typed=self._typed(raw),
            error=self.form.error_of(question),
            because=self._because(question, shown),
            is_new=question.key in self.new,
            uncertain=show_points(question.uncertain_points, self.catalogue, self.views),
            words=law.glossary,
        )

    def _options(self, question: Question, raw: RawAnswer) -> tuple[Option, ...]:
        if question.kind is QuestionKind.TEXT:
            name = f"{question.key}{STANCE}"
            stances = ((GIVEN, _("I name it here:")), (NOTHING, _("No rule to name")))
            return tuple(
                Option(name, value, f"{question.key}-{value}", label, raw.stance == value) for value, label in stances
            )
        return tuple(
            Option(
                str(question.key),
                str(choice.key),
                f"{question.key}-{choice.key}",
                choice.label.in_language(self.language),
                choice.key in raw.values,
            )
            for choice in question.choices
        )

    def _unsure(self, question: Question, raw: RawAnswer) -> Option:
        text = question.kind is QuestionKind.TEXT
        name = f"{question.key}{STANCE}" if text else str(question.key)
        value = UNKNOWN if text else str(NOT_SURE)
        checked = raw.stance == UNKNOWN if text else str(NOT_SURE) in raw.values
        return Option(name, value, f"{question.key}-unknown", _("Not sure"), checked)

    def _typed(self, raw: RawAnswer) -> str:
        return next((value for value in raw.values if value != str(NOT_SURE)), "")

    def _because(self, question: Question, shown: Sequence[QuestionKey]) -> str:
        openers = set(self.route.opened_by(question.key))
        here = [key for key in shown if key in openers]
        if not here:
            return ""
        parts = [self._answered(self.catalogue.questions[key]) for key in here]
        mark = "、" if self.language.startswith("zh") else "; "
        return _("Follow-up, because you answered %(answers)s") % {"answers": mark.join(parts)}

    def _answered(self, question: Question) -> str:
        answer = self.form.answers.get(str(question.key))
        words = answer_words(question, answer, self.language) if answer is not None else _("nothing yet")
        return _("%(number)s “%(answer)s”") % {"number": question.number, "answer": words}


def flat(rows: Sequence[QuestionRow]) -> list[QuestionRow]:
    """Rows and their follow-ups, in the order of the page."""
    return [one for row in rows for one in (row, *row.follow_ups)]
