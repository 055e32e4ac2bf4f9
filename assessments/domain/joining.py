"""How words are put side by side in each language: quotation marks, lists, numbers of questions, clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assessments.domain.catalogue import Catalogue, QuestionKey

MOST_CLAUSES = 3
"""Clauses in one sentence; what is more begins a new one."""


def is_chinese(language: str) -> bool:
    """Whether texts are joined by the rules of Chinese."""
    return language.startswith("zh")


def quoted(words: Iterable[str], language: str, last: str = "and") -> str:
    """Words, each in quotation marks: “a”, “b” and “c”; in Chinese side by side, without a mark between them."""
    marked = [f"“{each}”" for each in words]
    return "".join(marked) if is_chinese(language) else listed(marked, last)


def listed(words: Sequence[str], last: str = "and") -> str:
    """An English list: "a", "a and b", "a, b and c"."""
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def numbers_of(questions: Iterable[QuestionKey], catalogue: Catalogue, language: str) -> str:
    """ "question 5.2", "questions 5.1 and 5.2"; 第5.1、5.2题. In the order of the catalogue."""
    read = set(questions)
    numbers = [each.number for key, each in catalogue.questions.items() if key in read]
    if is_chinese(language):
        return f"第{'、'.join(numbers)}题"
    return f"question{'s' if len(numbers) > 1 else ''} {listed(numbers)}"


def capitalised(words: str) -> str:
    """With a capital at the beginning."""
    return words[:1].upper() + words[1:]


def ended(words: str, language: str) -> str:
    """With a full stop at the end, once."""
    return words if words.endswith((".", "。")) else words + ("。" if is_chinese(language) else ".")


def sentence(words: str, language: str) -> str:
    """With a capital at the beginning and a full stop at the end."""
    return ended(capitalised(words), language)


def joined(clauses: Sequence[str], language: str) -> str:
    """Clauses of one sentence."""
    if len(clauses) == 1:
        return clauses[0]
    before, final = clauses[:-1], clauses[-1]
    if is_chinese(language):
        return f"{'；'.join(before)}{'，' if len(before) == 1 else '；'}且{final}"
    return f"{before[0]}, and {final}" if len(before) == 1 else f"{'; '.join(before)}; and {final}"


def in_portions(clauses: Sequence[str]) -> list[Sequence[str]]:
    """Clauses portioned into sentences of a bearable length, as evenly as can be."""
    sentences = -(-len(clauses) // MOST_CLAUSES)
    bounds = [len(clauses) * place // sentences for place in range(sentences + 1)] if sentences else []
    return [clauses[start:end] for start, end in pairwise(bounds)]
