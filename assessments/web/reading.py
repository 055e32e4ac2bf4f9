"""From what a browser sent to an answer, and back to what a form shows. Legal values are decided in the domain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessments.domain.answers import Answer, IllegalAnswer, NotSure, Several, parse_answer
from assessments.domain.catalogue import Question, QuestionKind
from assessments.domain.characters import UnfitText, check_text

LONGEST_TEXT = 10_000
_WRITTEN_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SPACING = {",": "", "，": "", " ": "", "\u00a0": "", "\u2009": ""}
_GROUPING = str.maketrans(_SPACING | {chr(0xFF10 + n): str(n) for n in range(10)})

GIVEN, NOTHING, UNKNOWN = "given", "nothing", "unknown"
"""What the radios beside a text can say: written here, there is nothing to name, not sure."""


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What stands in the fields of one question, before it is understood."""

    values: tuple[str, ...] = ()
    """Choice keys, or what was typed."""
    stance: str = ""
    """Text questions only: GIVEN, NOTHING, UNKNOWN, or empty where no radio was chosen."""


class Unreadable(Exception):
    """What was entered is not an answer; `message` says what to do, in the page's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def to_raw(question: Question, answer: Answer | None) -> RawAnswer:
    """What the fields show for a stored answer."""
    if answer is None:
        return RawAnswer()
    if question.kind is QuestionKind.TEXT:
        return _text_to_raw(answer)
    if isinstance(answer, NotSure):
        return RawAnswer((UNKNOWN,))
    if isinstance(answer, Several):
        return RawAnswer(answer.choices)
    if isinstance(answer, date):
        return RawAnswer((answer.isoformat(),))
    return RawAnswer((str(answer),))


def _text_to_raw(answer: Answer) -> RawAnswer:
    if isinstance(answer, NotSure):
        return RawAnswer(("",), UNKNOWN)
    return RawAnswer((str(answer),), GIVEN if answer else NOTHING)


def read_answer(question: Question, raw: RawAnswer) -> Answer | None:
    """The answer, or None where nothing was entered.

    Raises Unreadable with a message for the person.
    """
    if question.kind is QuestionKind.TEXT:
        return _read_text(question, raw)
    values = [value for value in raw.values if value.strip()]
    if not values:
        return None
    if values == [UNKNOWN]:
        return NotSure.NOT_SURE
    if question.kind is QuestionKind.NUMBER:
        return _read_number(question, values)
    if question.kind is QuestionKind.DATE:
        return _read_date(question, values)
    return _read_choices(question, values)


def _read_choices(question: Question, values: list[str]) -> Answer:
    legal = {str(choice.key) for choice in question.choices} | {UNKNOWN, "yes", "no"}
    if not set(values) <= legal or (question.kind is not QuestionKind.MULTI and len(values) > 1):
        raise Unreadable(_("Choose from the options shown"))
    try:
        return parse_answer(question, values if question.kind is QuestionKind.MULTI else values[0])
    except IllegalAnswer as illegal:
        raise Unreadable(
            _("“None” or “Not sure” cannot stand beside other choices. Keep one or the others")
        ) from illegal


def _read_number(question: Question, values: list[str]) -> Answer:
    if len(values) > 1:
        raise Unreadable(_("Enter a number, or choose “Not sure”, not both"))
    digits = values[0].strip().translate(_GROUPING)
    if not digits.isascii() or not digits.isdecimal():
        raise Unreadable(_("Enter the number in digits, for example 128400"))
    if len(digits) > 12:
        raise Unreadable(_("Enter a number of at most 10,000,000,000"))
    try:
        return parse_answer(question, int(digits))
    except IllegalAnswer as illegal:
        raise Unreadable(_("Enter a number of at most 10,000,000,000")) from illegal


def _read_date(question: Question, values: list[str]) -> Answer:
    if len(values) > 1:
        raise Unreadable(_("Enter a date, or choose “Not sure”, not both"))
    written = _WRITTEN_DATE.fullmatch(values[0].strip().translate(_GROUPING))
    if written is None:
        raise Unreadable(_("Enter the date as year, month and day, for example 2026-03-15"))
    try:
        return parse_answer(question, date(*(int(part) for part in written.groups())))
    except (ValueError, IllegalAnswer) as illegal:
        raise Unreadable(_("Enter a date that exists, between 1990-01-01 and 2100-12-31")) from illegal


def _read_text(question: Question, raw: RawAnswer) -> Answer | None:
    text = raw.values[0] if raw.values else ""
    if raw.stance in (NOTHING, UNKNOWN):
        if text.strip():
            raise Unreadable(_("Take the text out, or choose the first option to keep it"))
        return NotSure.NOT_SURE if raw.stance == UNKNOWN else ""
    if not text.strip():
        return None
    return read_text(text)


def read_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text as it was typed, byte for byte.

    Raises Unreadable where it is too long or holds a character that cannot be kept.
    """
    if len(text) > longest:
        raise Unreadable(
            _("Shorten the text to %(longest)s characters. It has %(length)s")
            % {"longest": f"{longest:,}", "length": f"{len(text):,}"}
        )
    try:
        check_text(text)
    except UnfitText as unfit:
        shown = f"U+{ord(text[unfit.position]):04X}"
        raise Unreadable(
            _("Take out the control character %(name)s at position %(position)s")
            % {"name": shown, "position": unfit.position + 1}
        ) from unfit
    return text
