"""Texts of an edition as people will see them: each language in its own script, undamaged, drawable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from assessments.catalogues.documents import Located
from assessments.catalogues.faults import Fault
from assessments.catalogues.rules.texts import TextRule
from assessments.domain.characters import mark_invisible

_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
_SPACES = re.compile(r"^\s|\s$|\s{2}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LOST = re.compile("\ufffd+|锟斤拷")
_WHITE = frozenset("\t\n\r ")
_AROUND = 8
"""Characters shown on each side of one that the fonts lack."""


@dataclass(frozen=True, slots=True)
class Words:
    """One string of an edition."""

    key: str
    """The entry and the field: "q_public.help"."""
    language: str
    """en or zh; empty where the string is no text in a language."""
    text: str
    place: Located


def faulty_texts(documents: Mapping[str, Located]) -> Iterator[Fault]:
    """Faults of script, encoding and spacing."""
    for words in words_in(documents):
        yield from _faults(words)


def undrawable_texts(documents: Mapping[str, Located], drawable: Set[int]) -> Iterator[Fault]:
    """Characters outside `drawable`, the code points that the fonts of the report have."""
    for words in words_in(documents):
        for character in sorted(set(words.text) - _WHITE):
            if ord(character) not in drawable:
                at = words.text.index(character)
                around = words.text[max(0, at - _AROUND) : at + _AROUND + 1]
                yield words.place.fault(words.key, TextRule.TEXT_NO_GLYPH, found=_name(character), around=around)


def _faults(words: Words) -> Iterator[Fault]:
    if words.language == "en" and (chinese := _CHINESE.search(words.text)):
        yield words.place.fault(words.key, TextRule.TEXT_CHINESE_IN_ENGLISH, found=chinese.group())
    if words.language and _SPACES.search(words.text):
        yield words.place.fault(words.key, TextRule.TEXT_SPACES, language=words.language)
    if damaged := damage_in(words.text):
        yield words.place.fault(words.key, TextRule.TEXT_DAMAGED, found=damaged)
    for found in sorted({each.text for each in mark_invisible(words.text) if each.marked}):
        yield words.place.fault(words.key, TextRule.TEXT_INVISIBLE, found=found)


def damage_in(text: str) -> str:
    """The first stretch that was UTF-8 and has been read as something else; empty where there is none."""
    if lost := _LOST.search(text):
        return lost.group()
    return next((run for run in _NOT_ASCII.findall(text) if _was_utf8(run)), "")


def _was_utf8(run: str) -> bool:
    if any(_read_back(run, encoding) for encoding in ("latin-1", "cp1252")):
        return True
    # Two Chinese characters in a row: one alone can come about by chance.
    return len(re.findall(r"[\u4e00-\u9fff]", _read_back(run, "gbk"))) > 1


def _read_back(run: str, encoding: str) -> str:
    try:
        return run.encode(encoding).decode("utf-8")
    except UnicodeError:
        return ""


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"


def words_in(documents: Mapping[str, Located]) -> Iterator[Words]:
    """Every string of the files, each with the entry that it belongs to."""
    for document in documents.values():
        yield from _words(document, "", "")


def _words(node: Located, owner: str, field: str) -> Iterator[Words]:
    match node.value:
        case str(text):
            language = field.rpartition(".")[2]
            in_language = language in ("en", "zh")
            name = field.rpartition(".")[0] if in_language else field
            yield Words(_joined(owner, name), language if in_language else "", text, node)
        case tuple(items):
            for item in items:
                yield from _words(item, owner, field)
        case dict(fields):
            key = fields["key"].value if "key" in fields else None
            if isinstance(key, str):
                owner, field = _joined(owner, key) if field == "choices" else key, ""
            for name, child in fields.items():
                yield from _words(child, owner, _joined(field, name))


def _joined(*parts: str) -> str:
    return ".".join(part for part in parts if part)
