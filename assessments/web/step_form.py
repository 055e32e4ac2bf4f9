"""The form of one step: one field for each question placed on it, shown or not. How it looks is in `questions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Catalogue, Question, QuestionKind, Step
from assessments.web.reading import RawAnswer, Unreadable, read_answer, to_raw

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

STANCE = ".stance"
"""Ending of the field beside a text that says whether there is one to name."""
KEEP = ".keep"
"""Ending of the checkbox that keeps an earlier answer which is asked again."""
ASKED = "asked"
"""Hidden field: the questions that stood on the page, so that a follow-up not yet seen is not taken as cleared."""


class AnswerWidget(forms.Widget):
    """Reads all values sent for a question. It is never drawn by Django: the step template draws questions."""

    def value_from_datadict(self, data: Mapping[str, object], files: Mapping[str, object], name: str) -> RawAnswer:
        """Everything sent under the question's name."""
        if not isinstance(data, MultiValueDict):
            return RawAnswer()
        return RawAnswer(tuple(data.getlist(name)), str(data.get(name + STANCE, "")))


class AnswerField(forms.Field):
    """One question. Leaving it open is never an error."""

    widget = AnswerWidget

    def __init__(self, question: Question) -> None:
        super().__init__(required=False, label=question.text.en)
        self.question = question

    def clean(self, value: RawAnswer) -> Answer | None:
        """The answer, or None where the question was left open."""
        try:
            return read_answer(self.question, value)
        except Unreadable as unreadable:
            raise ValidationError(unreadable.message) from unreadable


class StepForm(forms.Form):
    """Questions of one step. Unbound it shows stored answers; bound it keeps the person's own input."""

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        catalogue: Catalogue,
        step: Step,
        answers: Mapping[str, Answer],
        offered: Mapping[str, Answer] | None = None,
        prefix: str | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data=data, files=files, prefix=None)
        self.step = step
        self.answers = answers
        self.offered = offered or {}
        self.questions = [catalogue.questions[placement.question] for placement in step.placements]
        for question in self.questions:
            self.fields[str(question.key)] = AnswerField(question)

    @property
    def asked(self) -> frozenset[str]:
        """Questions that stood on the page, or were sent all the same."""
        sent = self.data
        named = set(str(sent.get(ASKED, "")).split())
        return frozenset(
            str(question.key)
            for question in self.questions
            if question.key in named or any(f"{question.key}{end}" in sent for end in ("", STANCE, KEEP))
        )

    def answers_to_record(self) -> dict[str, Answer]:
        """Legal answers as sent; the stored answer where the input was not legal or the question not on the page."""
        self.is_valid()
        kept: dict[str, Answer] = {}
        for question in self.questions:
            key = str(question.key)
            sent = key in self.asked and key not in self.errors
            answer = self.cleaned_data.get(key) if sent else self.answers.get(key)
            if answer is None and sent and key + KEEP in self.data:
                answer = self.offered.get(key)
            if answer is not None:
                kept[key] = answer
        return kept

    def raw_of(self, question: Question) -> RawAnswer:
        """What the fields of a question show."""
        key = str(question.key)
        if self.is_bound and key in self.asked:
            raw = self.fields[key].widget.value_from_datadict(self.data, self.files, key)
            if isinstance(raw, RawAnswer):
                return raw
        return to_raw(question, self.answers.get(key))

    def error_of(self, question: Question) -> str:
        """What to mend in a question; empty where there is nothing."""
        if not self.is_bound:
            return ""
        return " ".join(str(error) for error in self.errors.get(str(question.key), ()))

    def offers_choices(self, question: Question) -> bool:
        """Whether a question is answered by choosing (its label is a legend then)."""
        return question.kind in (QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.YES_NO)
