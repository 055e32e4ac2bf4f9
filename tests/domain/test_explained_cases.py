"""Explanations of whole cases: word for word where people have read them, by rule for every finding of every case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import Question, QuestionKind
from assessments.domain.engine import assess
from assessments.domain.explanations import explain
from assessments.domain.findings import Branch, Finding
from assessments.domain.outcomes import possible_verdicts
from assessments.domain.statements import Recalled
from assessments.domain.texts import LANGUAGES, Language
from tests.domain.answering import DAYS, NUMBERS
from tests.domain.explained_cases import CASES, READ, explained, golden_file

EVERY_CASE = sorted(CASES.glob("*.yaml"))
MARKS = re.compile(r"[.,;:?!。，；：？！、]{2,}|  |“”|\(\)|（）")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
KEY = re.compile(r"\bq_\w+|\b[A-Z]\d\d-|\b[A-Z]+_[A-Z]+\b|_")
PAIRS = (("“", "”"), ("(", ")"), ("（", "）"), ("《", "》"))


@cache
def findings_of(case: str) -> tuple[Finding, ...]:
    catalogue = current_edition()
    read = read_case(CASES / f"{case}.yaml", catalogue)
    return assess(catalogue, read.answers, read.as_of).findings


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", READ)
def test_the_explanations_are_those_that_people_have_read(case: str, language: Language) -> None:
    kept = golden_file(case, language).read_text(encoding="utf-8")
    assert explained(case, language) == kept, "read the difference; python -m tests.domain.explained_cases renews"


@cache
def said(language: Language) -> tuple[tuple[str, Finding, tuple[str, ...]], ...]:
    """Every finding of every case with its sentences."""
    return tuple(
        (f"{path.stem} {each.obligation}", each, explain(each, current_edition(), language).in_full)
        for path in EVERY_CASE
        for each in findings_of(path.stem)
    )


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_that_decided_is_named_by_its_number(language: Language) -> None:
    questions = current_edition().questions
    for place, finding, sentences in said(language):
        named = set(re.findall(r"\d+\.\d+", " ".join(sentences)))
        wanted = {questions[each.question].number for each in finding.reasons if each.question in questions}
        assert wanted <= named, (place, wanted - named, sentences)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_well_formed(language: Language) -> None:
    end = "。" if language == "zh-hans" else "."
    for place, _, sentences in said(language):
        assert sentences, place
        for each in sentences:
            faults = MARKS.findall(each.replace("？”，", "”，")) + KEY.findall(each)
            faults += [word for word in ("None", "{", "}") if word in each and "“None" not in each]
            faults += [pair for pair in PAIRS if each.count(pair[0]) != each.count(pair[1])]
            assert not faults, (place, faults, each)
            assert each.endswith(end), (place, each)
            assert each[:1] == each[:1].upper(), (place, each)


def _own_words() -> Iterator[str]:
    """What the edition's own Chinese texts write in Latin letters."""
    catalogue = current_edition()
    texts = [each.text.zh for each in catalogue.questions.values()]
    texts += [choice.label.zh for each in catalogue.questions.values() for choice in each.choices]
    texts += [each for fact in catalogue.facts.values() for each in (fact.holds.zh, fact.holds_not.zh)]
    for each in texts:
        yield from ENGLISH.findall(each)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_chinese_sentences_are_chinese() -> None:
    own = set(_own_words())
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
    for place, finding, sentences in said("zh-hans"):
        typed = {each.answer for each in finding.reasons if isinstance(each.answer, str)}
        for each in sentences:
            words = set(ENGLISH.findall(each)) - own
            assert not {word for word in words if not any(word in answer for answer in typed)}, (place, each)
            assert not half_width.search(each), (place, each)
            assert "您" not in each, (place, each)
            assert " " not in re.sub(r"“[^”]*”", "", each), (place, each)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_no_sentence_is_too_long_to_be_read_aloud() -> None:
    longest = {"en": 620, "zh-hans": 260}
    for language in LANGUAGES:
        for place, _, sentences in said(language):
            for each in sentences:
                assert len(each) <= longest[language], (place, len(each), each)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_the_statements_read_the_very_answers_that_the_engine_gave_as_reasons() -> None:
    for path in EVERY_CASE:
        for finding in findings_of(path.stem):
            recalled = Recalled(finding, current_edition())
            for branch in Branch:
                wanted = {(each.question, each.holds, each.facts) for each in finding.reasons if each.branch is branch}
                if wanted and finding.not_in_force_before is None:
                    walked = recalled.walk(branch)
                    same = walked.leaves == wanted if walked.truth is not None else walked.leaves >= wanted
                    assert same, (path.stem, finding.obligation, branch)


def every_answer(question: Question) -> list[Answer]:
    """Every answer that can be chosen; numbers and texts that differ where they can."""
    keys = [str(each.key) for each in question.choices]
    free = [str(each.key) for each in question.choices if not each.exclusive]
    match question.kind:
        case QuestionKind.MULTI:
            some = [Several(each) for size in range(1, len(free) + 1) for each in combinations(free, size)]
            return [*some, *(Several((each,)) for each in keys if each not in free)]
        case QuestionKind.NUMBER:
            return [*NUMBERS]
        case QuestionKind.TEXT:
            return ["", "Law 5, art. 7"]
        case QuestionKind.DATE:
            return [*DAYS]
    return [*keys]


UNSURE = [each for each in EVERY_CASE if "know" in each.stem or "sure" in each.stem]


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("path", UNSURE, ids=[each.stem for each in UNSURE])
def test_the_outcomes_that_are_named_are_those_that_the_engine_gives(path: Path) -> None:
    catalogue = current_edition()
    read = read_case(path, catalogue)
    for finding in findings_of(path.stem):
        promised = possible_verdicts(finding, Recalled(finding, catalogue), catalogue)
        if not promised:
            continue
        came_out = set()
        for answers in product(*(every_answer(catalogue.questions[key]) for key in finding.missing)):
            supposed = {str(key): each for key, each in zip(finding.missing, answers, strict=True)}
            outcome = assess(catalogue, {**read.answers, **supposed}, read.as_of)
            came_out |= {each.verdict for each in outcome.findings if each.obligation == finding.obligation}
        assert set(promised) == came_out, finding.obligation
