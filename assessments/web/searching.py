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
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.web.fields import search_field
from assessments.web.findings import Shown, show_all
from assessments.web.rail import question_address

LONGEST = 200
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


@dataclass(frozen=True, slots=True)
class FindingHit:
    """A finding that holds what was looked for."""

    shown: Shown
    title: Pieces
    duty: Pieces


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
    given = workspace.answers.get(question.key)
    text = question.text.in_language(language)
    answer = answer_words(question, given, language) if given is not None else ""
    if not wanted.is_in((question.number, text, question.help.in_language(language), answer)):
        return None
    href = question_address(workspace.assessment.id, question) if workspace.may_edit else ""
    return QuestionHit(question.number, wanted.pieces(text), wanted.pieces(answer), href)


def _findings(workspace: Workspace, wanted: Wanted, language: str) -> list[FindingHit]:
    found = []
    for one in show_all(workspace, language):
        duty = one.obligation.duty.in_language(language)
        if wanted.is_in((one.title, duty, one.law)):
            found.append(FindingHit(one, wanted.pieces(one.title), wanted.pieces(duty)))
    return found
