"""The glyph gate: which of people's own words hold a character that the report's fonts cannot draw, and where.

What cannot be seen (controls of direction, joiners, combining marks) is not refused: the report prints its code point.
A character that can be seen and has no glyph would have to be left out or replaced, and then the report would say
something else than the person did. Drafts print the code point of these as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.characters import mark_invisible
from assessments.domain.revision import RevisionContent
from assessments.domain.texts import Text
from assessments.report.glyphs import MissingGlyph, can_draw, name_of

_ORGANISATION = Text("the name of the organisation", "单位名称")
_DEPLOYMENT = Text("the description of the deployment", "应用场景的名称或者说明")
_ANSWER = Text("the answer to question {number}", "第{number}题的回答")
_PERSON = Text("the name of a person", "人员姓名")
_COUNSEL = Text("counsel’s view on uncertain point {point}", "律师就不确定问题{point}的意见")
_REVIEW = Text("a message of the review", "复核意见")
_VIEW = Text("the reviewer’s view on “{title}”", "复核人对“{title}”的意见")
_SOLE = Text("the reason why one person does both", "由一人兼任的理由")
_DOCUMENT = Text("the description of a document for question {number}", "第{number}题的证明材料说明")
_PLACE = Text("the description of a place", "场所的名称或者地址")
_PLAN = Text("what is on record about an action", "整改事项的登记")
_INKLESS = ("M", "Z", "C")
"""Categories of what takes no place of its own: marks, blanks, controls."""


@dataclass(frozen=True, slots=True)
class Unprintable:
    """One character in one place."""

    character: str
    where: Text
    """As the middle of a sentence."""

    @property
    def code(self) -> str:
        """ "U+1F600"."""
        return name_of(self.character)


def is_unprintable(character: str) -> bool:
    """Whether a character can be seen and no font of the report has it."""
    if can_draw(character) or unicodedata.category(character)[0] in _INKLESS:
        return False
    return not mark_invisible(character)[0].marked


def find_unprintable(content: RevisionContent, catalogue: Catalogue) -> tuple[Unprintable, ...]:
    """Every such character of people's own words, once for each place, in the order of the report."""
    found = (Unprintable(each, where) for where, text in _own_words(content, catalogue) for each in dict.fromkeys(text))
    return tuple(dict.fromkeys(each for each in found if is_unprintable(each.character)))


def check_printable(content: RevisionContent, catalogue: Catalogue) -> None:
    """Raises MissingGlyph, with the place, for the first such character."""
    for each in find_unprintable(content, catalogue):
        raise MissingGlyph(each.character, each.where)


def _own_words(content: RevisionContent, catalogue: Catalogue) -> Iterator[tuple[Text, str]]:
    yield _ORGANISATION, f"{content.organisation.name}{content.organisation.credit_code}"
    yield _DEPLOYMENT, f"{content.deployment.name}{content.deployment.place}{content.deployment.description}"
    yield from _answered(content, catalogue)
    yield from _of_places(content, catalogue)
    yield from _reviewed(content, catalogue)
    for mark in content.evidence:
        words = (mark.name, mark.holder, mark.place, mark.added_by)
        yield _at_question(_DOCUMENT, mark.question, catalogue), "".join(each or "" for each in words)
    for action in content.actions:
        yield _PLAN, f"{action.owner}{action.note}{action.evidence}{action.made_by}"


def _answered(content: RevisionContent, catalogue: Catalogue) -> Iterator[tuple[Text, str]]:
    for each in content.answers:
        yield _at_question(_ANSWER, each.question, catalogue), str(each.value)
        yield _PERSON, each.made_by
    for view in content.counsel:
        words = f"{view.counsel}{view.view}{view.reason}{view.recorded_by}"
        yield _fill(_COUNSEL, point=str(view.point)), words


def _of_places(content: RevisionContent, catalogue: Catalogue) -> Iterator[tuple[Text, str]]:
    for place in content.places:
        yield _PLACE, f"{place.name}{place.address}{place.described_by}"
        for each in place.exceptions:
            yield _at_question(_ANSWER, each.question, catalogue), f"{each.value}{each.made_by}"


def _reviewed(content: RevisionContent, catalogue: Catalogue) -> Iterator[tuple[Text, str]]:
    for attested in content.attestations:
        yield _PERSON, f"{attested.person_name}{attested.role}"
    for move in content.review:
        yield _REVIEW, f"{move.by}{move.comment}"
    for view in content.reviewer_views:
        title = catalogue.obligations[view.obligation].title
        yield Text(_VIEW.en.format(title=title.en), _VIEW.zh.format(title=title.zh)), f"{view.made_by}{view.reason}"
    yield _SOLE, content.sole_person_reason


def _at_question(text: Text, key: QuestionKey, catalogue: Catalogue) -> Text:
    return _fill(text, number=catalogue.questions[key].number)


def _fill(text: Text, **values: str) -> Text:
    return Text(text.en.format(**values), text.zh.format(**values))
