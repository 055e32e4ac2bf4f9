"""What commands about reports share: judging the content of one again, and telling where it does not follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessments.catalogues import edition, edition_keys
from assessments.domain.answers import IllegalAnswer
from assessments.domain.canonical import Json, NotCanonical, to_json
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.findings import Overall, Verdict
from assessments.domain.recomputing import Difference, Matter, Recomputed, recompute
from assessments.domain.revision import RevisionContent, digest, edition_of, from_canonical
from assessments.domain.texts import Text
from assessments.domain.words import words_for


@dataclass(eq=False)
class CannotRecompute(Exception):
    """Nothing can be said of the verdicts; `why` is a sentence in both languages."""

    why: Text


@dataclass(frozen=True, slots=True)
class Again:
    """A content, read and judged again."""

    content: RevisionContent
    content_digest: str
    catalogue: Catalogue
    found: Recomputed


_NOT_READ = Text("The data cannot be read: {problem}.", "无法读取数据：{problem}。")
_NO_EDITION = Text(
    "The data was judged under edition {key}, which this program does not have.",
    "该数据依据题库版本 {key} 判定，本程序没有这一版本。",
)
_ILLEGAL = Text(
    "An answer is none that edition {key} allows: {question}.", "有一项回答不是题库版本 {key} 允许的：{question}。"
)
_SENTENCES = {
    Matter.EDITION: Text(
        "The edition here is not the one that was applied (there {stated}, here {computed}); the one here was used",
        "此处的题库与当时所用的不同（当时 {stated}，此处 {computed}）；结论按此处的题库重新计算",
    ),
    Matter.ROUTE: Text(
        "Other questions are asked: only in the report {stated}; only as computed {computed}",
        "应答问题不同：仅见于报告 {stated}；仅见于计算 {computed}",
    ),
    Matter.ATTESTATION: Text(
        "An attestation is bound to other answers: {stated}; these answers have {computed}",
        "有一项声明对应的是另一组回答：{stated}；现有回答为 {computed}",
    ),
    Matter.OVERALL: Text(
        "Overall result: the report says “{stated}”, computed “{computed}”",
        "总体结果：报告为“{stated}”，计算为“{computed}”",
    ),
    Matter.SCOPE: Text(
        "Questions that leave the scope unsettled: in the report {stated}; computed {computed}",
        "未能确定适用范围的问题：报告为 {stated}；计算为 {computed}",
    ),
    Matter.LIST: Text(
        "The findings are not listed as the edition lists them: {stated}", "结论未按题库的顺序列出：{stated}"
    ),
    Matter.VERDICT: Text(
        "{obligation}: the report says “{stated}”, computed “{computed}”",
        "{obligation}：报告为“{stated}”，计算为“{computed}”",
    ),
    Matter.FINDING: Text(
        "{obligation}: the verdict is the same, but not {stated}", "{obligation}：结论相同，但以下内容不同：{stated}"
    ),
    Matter.OPEN: Text(
        "Questions left open: in the report {stated}; computed {computed}",
        "未回答的问题：报告为 {stated}；计算为 {computed}",
    ),
}
_AT = Text("{place}: {sentence}.", "{place}：{sentence}。")
_NOWHERE = Text("{sentence}.", "{sentence}。")
_NOTHING = Text("nothing", "无")
_SAME = Text(
    "All {number} verdicts follow from the answers, with their reasons, by the rules of edition {key}.",
    "全部 {number} 项结论及理由均可由回答依题库版本 {key} 的规则得出。",
)
_DIFFERS = Text(
    "{number} verdicts were computed again by the rules of edition {key}. Differences: {differences}.",
    "已依题库版本 {key} 的规则重新计算 {number} 项结论。不同之处：{differences} 处。",
)
_WORDS: dict[Matter, type[StrEnum]] = {Matter.OVERALL: Overall, Matter.VERDICT: Verdict}


def judge_again(raw: bytes) -> Again:
    """The content in `raw`, judged again under its edition from this program. Raises CannotRecompute."""
    try:
        key = edition_of(raw).key
        if key not in edition_keys():
            raise CannotRecompute(_filled(_NO_EDITION, key=key[:60]))
        catalogue = edition(key)
        content = from_canonical(raw, catalogue)
        return Again(content, digest(raw), catalogue, recompute(content, catalogue))
    except NotCanonical as problem:
        raise CannotRecompute(_filled(_NOT_READ, problem=str(problem))) from None
    except IllegalAnswer as problem:
        raise CannotRecompute(_filled(_ILLEGAL, key=key, question=problem.question)) from None


def again_in_words(again: Again, language: str) -> Iterator[str]:
    """What came out, line by line."""
    differences = again.found.differences
    head = _DIFFERS if differences else _SAME
    yield head.in_language(language).format(
        number=again.found.verdicts, key=again.content.edition.key, differences=len(differences)
    )
    for each in differences:
        yield _difference(each, again.catalogue, language)


def again_as_json(again: Again) -> dict[str, Json]:
    """The same as data."""
    return {
        "revision_id": again.content.revision_id,
        "number": again.content.number,
        "schema": again.content.schema,
        "edition": again.content.edition.key,
        "content_digest": again.content_digest,
        "verdicts": again.found.verdicts,
        "differences": to_json(again.found.differences),
    }


def _difference(one: Difference, catalogue: Catalogue, language: str) -> str:
    words = _WORDS.get(one.matter)
    stated, computed = (_shown(each, words, language) for each in (one.stated, one.computed))
    known = catalogue.obligations.get(ObligationKey(one.obligation))
    title = f"{one.obligation} {known.title.in_language(language)}" if known else one.obligation
    sentence = _SENTENCES[one.matter].in_language(language).format(obligation=title, stated=stated, computed=computed)
    return (
        (_AT if one.place else _NOWHERE).in_language(language).format(place=plain(one.place), sentence=plain(sentence))
    )


def _shown(value: str, words: type[StrEnum] | None, language: str) -> str:
    """A word of the product in the reader's language; in brackets where only the common answers say so."""
    plain = value.strip("()")
    if words is not None and plain in {each.value for each in words}:
        return value.replace(plain, words_for(words(plain)).in_language(language))
    return value or _NOTHING.in_language(language)


def plain(words: str) -> str:
    """Words from a file that anybody may have written, without what would steer a terminal or turn the line around."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in words)


def _filled(text: Text, **values: str) -> Text:
    shown = {name: plain(value) for name, value in values.items()}
    return Text(text.en.format(**shown), text.zh.format(**shown))
