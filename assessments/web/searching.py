"""Search across the questions, answers and findings of one assessment. Reads what is computed anyway; no index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.domain.catalogue import Question
from assessments.domain.explanations import answer_words
from assessments.domain.texts import LANGUAGES
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.web.fields import search_field
from assessments.web.findings import Shown, show_all
from assessments.web.rail import question_address

LONGEST = 200
_OTHER: dict[str, str] = dict(zip(LANGUAGES, reversed(LANGUAGES), strict=True))
Pieces = Sequence[tuple[str, bool]]
"""A text in pieces, each with whether it is what was looked for."""


@dataclass(frozen=True, slots=True)
class QuestionHit:
    """A question that is asked, and holds what was looked for in its text, help or answer."""

    number: str
    text: Pieces
    answer: Pieces
    href: str
    """Address of the question; empty where the person cannot change answers."""
    elsewhere: Pieces
    """Text and answer in the other language, where only there the words are; else empty."""


@dataclass(frozen=True, slots=True)
class FindingHit:
    """A finding that holds what was looked for."""

    shown: Shown
    title: Pieces
    duty: Pieces
    elsewhere: Pieces
    """Its title in the other language, where only there the words are; else empty."""


class SearchForm(forms.Form):
    """The words to look for."""

    use_required_attribute = False
    q = search_field(_("Words to look for"), LONGEST)


class Wanted:
    """What is looked for: words that all have to be there, in any order, whatever their case."""

    def __init__(self, typed: str) -> None:
        self.words = unicodedata.normalize("NFKC", typed[:LONGEST]).split()
        self.pattern = re.compile("|".join(re.escape(word) for word in self._longest_first()), re.IGNORECASE)

    def _longest_first(self) -> list[str]:
        return sorted(self.words, key=len, reverse=True)

    def is_in(self, texts: Iterable[str]) -> bool:
        """Whether every word is in one of the texts."""
        everything = "\n".join(texts).casefold()
        return bool(self.words) and all(word.casefold() in everything for word in self.words)

    def pieces(self, text: str) -> Pieces:
        """A text that holds the words, with the places where they are."""
        found, here = [], 0
        for match in self.pattern.finditer(text):
            found += [(text[here : match.start()], False), (match.group(), True)]
            here = match.end()
        return [piece for piece in (*found, (text[here:], False)) if piece[0]]


def search_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The questions and findings that hold the words of `q`."""
    language = get_language() or "en"
    workspace = load_workspace(actor_of(request), assessment_id)
    typed = request.GET.get("q", "")[:LONGEST]
    wanted = Wanted(typed)
    context = {
        "workspace": workspace,
        "q": typed,
        "form": SearchForm(initial={"q": typed}),
        "asked": bool(wanted.words),
        "questions": _questions(workspace, wanted, language),
        "findings": _findings(workspace, wanted, language),
    }
    return TemplateResponse(request, "assessments/search.html", context)


def _questions(workspace: Workspace, wanted: Wanted, language: str) -> list[QuestionHit]:
    hits = (
        _question(workspace, question, wanted, language)
        for question in workspace.catalogue.questions.values()
        if question.key in workspace.route.asked
    )
    return [hit for hit in hits if hit is not None]


def _question(workspace: Workspace, question: Question, wanted: Wanted, language: str) -> QuestionHit | None:
    text, answer, help_text = _texts(workspace, question, language)
    there = _texts(workspace, question, _OTHER[language])
    is_here = wanted.is_in((question.number, text, answer, help_text))
    if not is_here and not wanted.is_in(there):
        return None
    href = question_address(workspace.assessment.id, question) if workspace.may_edit else ""
    elsewhere = () if is_here else wanted.pieces(f"{there[0]} {there[1]}".rstrip())
    return QuestionHit(question.number, wanted.pieces(text), wanted.pieces(answer), href, elsewhere)


def _texts(workspace: Workspace, question: Question, language: str) -> tuple[str, str, str]:
    """Question, answer and help in one language."""
    given = workspace.answers.get(question.key)
    answer = answer_words(question, given, language) if given is not None else ""
    return question.text.in_language(language), answer, question.help.in_language(language)


def _findings(workspace: Workspace, wanted: Wanted, language: str) -> list[FindingHit]:
    hits = (_finding(one, wanted, language) for one in show_all(workspace, language))
    return [hit for hit in hits if hit is not None]


def _finding(one: Shown, wanted: Wanted, language: str) -> FindingHit | None:
    other = _OTHER[language]
    duty, title_there = one.obligation.duty, one.obligation.title.in_language(other)
    is_here = wanted.is_in((one.title, duty.in_language(language), one.law))
    if not is_here and not wanted.is_in((title_there, duty.in_language(other))):
        return None
    elsewhere = () if is_here else wanted.pieces(title_there)
    return FindingHit(one, wanted.pieces(one.title), wanted.pieces(duty.in_language(language)), elsewhere)
