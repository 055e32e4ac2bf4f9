"""A stored answer as the fields of a step would send it."""

from __future__ import annotations

from django.http import QueryDict

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Question
from assessments.web.reading import to_raw
from assessments.web.step_form import ASKED, STANCE


def as_entered(data: QueryDict, question: Question, answer: Answer) -> None:
    """Add the answer to `data`, as if somebody had entered it on the question's step."""
    raw = to_raw(question, answer)
    data[ASKED] = f"{data.get(ASKED, '')} {question.key}".strip()
    data.setlist(str(question.key), list(raw.values))
    if raw.stance:
        data[f"{question.key}{STANCE}"] = raw.stance
