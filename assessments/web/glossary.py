"""The glossary: a page of its own, and the words that a question uses, explained where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.catalogues import current_edition
from assessments.catalogues.guidance import guide
from assessments.domain.catalogue import Catalogue
from assessments.domain.guide import GlossaryTerm
from assessments.web.citing import Citation, cite_all, cite_in_one


@dataclass(frozen=True, slots=True)
class WordShown:
    """One word of the glossary as a page shows it."""

    key: str
    name: str
    other_name: str
    """The name in the other language; the law's own word is Chinese."""
    meaning: str
    law: str
    citations: tuple[Citation, ...]


def words_in(texts: Iterable[str], catalogue: Catalogue, language: str) -> tuple[WordShown, ...]:
    """The words of the glossary that these texts use."""
    return tuple(_shown(term, catalogue, language) for term in guide().terms_in(texts, language))


def glossary_page(request: HttpRequest) -> HttpResponse:
    """All words with meaning and articles."""
    language = get_language() or "en"
    words = [_shown(term, current_edition(), language) for term in guide().terms]
    return TemplateResponse(request, "public/glossary.html", {"words": words, "is_chinese": language == "zh-hans"})


def _shown(term: GlossaryTerm, catalogue: Catalogue, language: str) -> WordShown:
    known = tuple(each for each in term.provisions if each.source in catalogue.sources)
    name, other = term.name.en, term.name.zh
    if language.startswith("zh"):
        name, other = other, name
    return WordShown(
        key=term.key,
        name=name,
        other_name=other,
        meaning=term.meaning.in_language(language),
        law=cite_in_one(known, catalogue, language),
        citations=cite_all(known, catalogue, language),
    )
