"""The guide that ships: every word has its article in the edition, every step somebody who knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.faults import FileFaults
from assessments.catalogues.guidance import guide, load_guide

OWN_WORDS = {"deployment"}
"""Words of the product, which no law has."""
GLOSSARY = """
terms:
  - key: handler
    name: {en: handler, zh: 处理者}
    meaning: {en: Who decides., zh: 决定的人。}
    provisions: [{PIPL: "73"}]
    forms: [handler]
    forms_zh: [处理者]
"""
KNOWN = "people: {hr: {en: HR, zh: 人力}}\nsteps: [{step: people, people: [hr]}]\n"


def folder(tmp_path: Path, glossary: str = GLOSSARY, known: str = KNOWN) -> Path:
    (tmp_path / "glossary.yaml").write_text(glossary, encoding="utf-8")
    (tmp_path / "who_knows.yaml").write_text(known, encoding="utf-8")
    return tmp_path


def test_every_word_is_there_once_and_cites_sources_of_the_edition() -> None:
    terms = guide().terms
    assert len({term.key for term in terms}) == len(terms) >= 20
    for term in terms:
        assert bool(term.provisions) == (term.key not in OWN_WORDS), term.key
        assert {each.source for each in term.provisions} <= set(current_edition().sources), term.key
        assert term.forms, term.key


def test_meanings_are_sentences_of_both_languages() -> None:
    for term in guide().terms:
        assert term.meaning.en.endswith("."), term.key
        assert term.meaning.zh.endswith("。"), term.key
        assert not re.search(r"[\u4e00-\u9fff] |[,;:?!]", term.meaning.zh), term.key


def test_most_words_are_used_by_questions_of_the_edition() -> None:
    texts = [text for one in current_edition().questions.values() for text in (one.text, one.help, one.why)]
    for language in ("en", "zh-hans"):
        used = guide().terms_in((text.in_language(language) for text in texts), language)
        assert len(used) >= 20, language


def test_somebody_knows_each_step_and_everybody_knows_something() -> None:
    found = guide()
    assert set(found.knowers) == {step.key for step in current_edition().steps}
    named = [each for keys in found.knowers.values() for each in keys]
    assert set(named) == set(found.people)
    assert all(1 <= len(found.who_knows(step)) <= 3 for step in found.knowers)


def test_a_guide_is_read_from_its_folder(tmp_path: Path) -> None:
    found = load_guide(folder(tmp_path))
    assert [term.key for term in found.terms] == ["handler"]
    assert dict(found.knowers) == {"people": ("hr",)}


@pytest.mark.parametrize(
    ("glossary", "known"),
    [
        (GLOSSARY.replace("forms_zh", "forms_cn"), KNOWN),
        (GLOSSARY.replace(", zh: 处理者", ""), KNOWN),
        (GLOSSARY + "more: 1\n", KNOWN),
        (GLOSSARY, KNOWN.replace("{en: HR, zh: 人力}", "{en: people, zh: people}")),
        (GLOSSARY, KNOWN.replace("people: [hr]", "persons: [hr]")),
    ],
)
def test_what_is_misspelt_or_untranslated_is_a_fault(tmp_path: Path, glossary: str, known: str) -> None:
    with pytest.raises(FileFaults):
        load_guide(folder(tmp_path, glossary, known))
