"""The list of documents: every one behind an answer or an action once, with its digest and where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.evidence import EvidenceMark
from assessments.domain.revision import RevisionContent
from assessments.domain.texts import Text
from assessments.report.evidence import describe

_OF_ACTION = Text("Plan", "整改计划")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document. The same file named twice is one document."""

    ref: str
    """ "E3"."""
    name: str
    facts: str
    """Empty in revisions of the first two schemas, and where only an action names it."""
    digest: str
    used: str
    """Numbers of the questions that it supports, and the plan."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The section."""

    rows: tuple[DocumentRow, ...]
    by_question: Mapping[QuestionKey, tuple[DocumentRow, ...]]


@dataclass(slots=True)
class _Gathered:
    name: str
    facts: str
    digest: str
    questions: list[QuestionKey]
    of_action: bool = False


def plan_documents(content: RevisionContent, catalogue: Catalogue, language: str) -> Documents:
    """Documents in the order in which they were put on record, those that only an action names last."""
    gathered: dict[tuple[str, str, str], _Gathered] = {}
    for each in content.evidence:
        _gather(gathered, each, language).questions.append(each.question)
    for action in content.actions:
        if action.evidence_digest:
            _find(gathered, action.evidence, action.evidence_digest).of_action = True
    rows = [_row(place, each, catalogue, language) for place, each in enumerate(gathered.values(), start=1)]
    found: dict[QuestionKey, tuple[DocumentRow, ...]] = {}
    for row, one in zip(rows, gathered.values(), strict=True):
        for key in dict.fromkeys(one.questions):
            found[key] = (*found.get(key, ()), row)
    return Documents(tuple(rows), found)


def _gather(gathered: dict[tuple[str, str, str], _Gathered], mark: EvidenceMark, language: str) -> _Gathered:
    facts = describe(mark, language)
    return gathered.setdefault((mark.name, mark.digest, facts), _Gathered(mark.name, facts, mark.digest, []))


def _find(gathered: dict[tuple[str, str, str], _Gathered], name: str, digest: str) -> _Gathered:
    for each in gathered.values():
        if (each.name, each.digest) == (name, digest):
            return each
    return gathered.setdefault((name, digest, ""), _Gathered(name, "", digest, []))


def _row(place: int, one: _Gathered, catalogue: Catalogue, language: str) -> DocumentRow:
    comma = "、" if language.startswith("zh") else ", "
    used = [catalogue.questions[key].number for key in dict.fromkeys(one.questions)]
    if one.of_action:
        used.append(_OF_ACTION.in_language(language))
    return DocumentRow(f"E{place}", one.name, one.facts, one.digest, comma.join(used))
