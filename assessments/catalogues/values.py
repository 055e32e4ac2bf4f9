"""Answers as written in YAML, before they are understood; and, for people, what could have been written instead."""

from __future__ import annotations

from datetime import date

from assessments.catalogues.documents import Located
from assessments.domain.answers import EARLIEST_DAY, LARGEST_NUMBER, LATEST_DAY, LONGEST_TEXT, Raw
from assessments.domain.catalogue import NOT_SURE, Question, QuestionKind


def raw_value(node: Located) -> Raw | None:
    """The value as `parse_answer` takes it; None where it is empty, a truth value, a mapping or a mixed list."""
    value = node.value
    if isinstance(value, tuple):
        words = [each.value for each in value if isinstance(each.value, str)]
        return words if len(words) == len(value) else None
    if value is None or isinstance(value, (bool, dict)):
        return None
    return value


def legal_values(question: Question) -> str:
    """What may be written as the answer to this question."""
    choices = ", ".join(each.key for each in question.choices)
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.YES_NO:
            return f"one of: {choices}, {NOT_SURE}"
        case QuestionKind.MULTI:
            return f"a list of one or more of: {choices}; or {NOT_SURE}"
        case QuestionKind.NUMBER:
            return f"a whole number from 0 to {LARGEST_NUMBER}, or {NOT_SURE}"
        case QuestionKind.DATE:
            return f"a date from {EARLIEST_DAY} to {LATEST_DAY} such as {date(2026, 11, 2)}, or {NOT_SURE}"
        case _:
            return f'a text in "quotes" of up to {LONGEST_TEXT} characters, or {NOT_SURE}'
