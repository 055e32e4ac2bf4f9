"""Typed reading of one mapping. Each getter notes a fault and gives a harmless value, so that all faults are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from assessments.catalogues.conditions import NEVER, parse_condition
from assessments.catalogues.documents import Located
from assessments.catalogues.faults import Fault
from assessments.catalogues.rules.fields import FieldRule
from assessments.catalogues.rules.rule import Rule
from assessments.domain.catalogue import Provision, SourceKey
from assessments.domain.citations import is_article
from assessments.domain.conditions import Condition
from assessments.domain.texts import Text

Word = TypeVar("Word", bound=StrEnum)
NO_TEXT = Text("", "")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*")
_LETTERS = re.compile(r"[a-z]{3}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Fields:
    """The fields of one mapping in an edition file. `owner` is the entry that it is a part of, for faults."""

    def __init__(
        self,
        node: Located,
        faults: list[Fault],
        parameters: dict[str, int],
        key_field: str = "key",
        *,
        owner: str = "",
    ) -> None:
        self.node = node
        self.faults = faults
        self.parameters = parameters
        self._entries: dict[str, Located] = node.value if isinstance(node.value, dict) else {}
        self._seen: set[str] = set()
        if not isinstance(node.value, dict):
            faults.append(node.fault(key_field, FieldRule.FIELDS_EXPECTED))
        named = self._entries.get(key_field)
        key = named.value if named is not None and isinstance(named.value, str) else ""
        self.key = ".".join(filter(None, (owner, key))) or key_field

    def note(self, name: str, rule: Rule, /, **values: object) -> None:
        """Note a fault at the field, or at the mapping where the field is missing."""
        self._note_at(self._entries.get(name, self.node), name, rule, **values)

    def _note_at(self, node: Located, name: str, rule: Rule, /, **values: object) -> None:
        self.faults.append(node.fault(f"{self.key}.{name}", rule, **values))

    def has(self, name: str) -> bool:
        """Whether the field stands in the file."""
        return name in self._entries

    def get(self, name: str) -> Located | None:
        """The field as it stands, or None."""
        self._seen.add(name)
        return self._entries.get(name)

    def string(self, name: str, *, missing: str | None = None) -> str:
        """A word or line; `missing` is the value where the field may be left out."""
        found = self.get(name)
        if found is None and missing is not None:
            return missing
        if found is None or not isinstance(found.value, str):
            self.note(name, FieldRule.WORDS_MISSING if found is None else FieldRule.WORDS_EXPECTED)
            return missing or ""
        return found.value

    def name(self, name: str = "key") -> str:
        """A key: one word that will stand for ever. The empty word where it is none."""
        value = self.string(name)
        if value and not _KEY.fullmatch(value):
            self.note(name, FieldRule.KEY_ILLEGIBLE, value=value[:40])
        return value

    def text(self, name: str) -> Text:
        """A text in both languages."""
        found = self.get(name)
        if found is None:
            self.note(name, FieldRule.TEXT_MISSING)
            return NO_TEXT
        return self.text_of(found, name)

    def optional_text(self, name: str) -> Text | None:
        """A text in both languages that may be left out."""
        return self.text(name) if self.has(name) else None

    def text_of(self, node: Located, name: str) -> Text:
        """The text in `node`, which belongs to the field `name`."""
        if not isinstance(node.value, dict) or set(node.value) != {"en", "zh"}:
            self._note_at(node, name, FieldRule.TEXT_IN_ONE_LANGUAGE)
            return NO_TEXT
        en, zh = node.value["en"].value, node.value["zh"].value
        if not isinstance(en, str) or not isinstance(zh, str):
            self._note_at(node, name, FieldRule.TEXT_NO_WORDS)
            return NO_TEXT
        return self.checked(Text(en.strip(), zh.strip()), node, name)

    def checked(self, text: Text, node: Located, name: str) -> Text:
        """The text; a fault is noted where it is empty or the Chinese is not Chinese."""
        if not text.en or not text.zh:
            self._note_at(node, name, FieldRule.TEXT_EMPTY)
        elif text.en == text.zh and (_LETTERS.search(text.en) or _CHINESE.search(text.en)):
            self._note_at(node, name, FieldRule.TEXT_UNTRANSLATED)
        elif _LETTERS.search(text.en) and not _CHINESE.search(text.zh):
            self._note_at(node, name, FieldRule.TEXT_NOT_CHINESE)
        return text

    def texts(self, name: str) -> tuple[Text, ...]:
        """A list of texts; not empty."""
        found = tuple(self.text_of(each, name) for each in self.nodes(name))
        if not found:
            self.note(name, FieldRule.TEXTS_MISSING)
        return found

    def integer(self, name: str) -> int | None:
        """A whole number, or None where it is left out."""
        found = self.get(name)
        if found is None or found.value is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int):
            self.note(name, FieldRule.NUMBER_EXPECTED)
            return None
        return found.value

    def optional_day(self, name: str) -> date | None:
        """A date, or None where it is left out."""
        found = self.get(name)
        if found is None or found.value is None:
            return None
        if not isinstance(found.value, date):
            self.note(name, FieldRule.DAY_EXPECTED)
            return None
        return found.value

    def day(self, name: str, *, missing: date) -> date:
        """A date; `missing` only stands in until the fault is reported."""
        if not self.has(name):
            self.note(name, FieldRule.DAY_MISSING)
        return self.optional_day(name) or missing

    def flag(self, name: str) -> bool:
        """true or false; false where it is left out."""
        found = self.get(name)
        if found is None:
            return False
        if not isinstance(found.value, bool):
            self.note(name, FieldRule.FLAG_EXPECTED)
            return False
        return found.value

    def word(self, name: str, words: type[Word]) -> Word:
        """One of the words of an enumeration."""
        value = self.string(name)
        allowed = [each.value for each in words]
        if value not in allowed:
            self.note(name, FieldRule.WORD_UNKNOWN, words=", ".join(allowed))
            return next(iter(words))
        return words(value)

    def nodes(self, name: str) -> tuple[Located, ...]:
        """The items of a list; empty where it is left out."""
        found = self.get(name)
        if found is None:
            return ()
        if not isinstance(found.value, tuple):
            self.note(name, FieldRule.LIST_EXPECTED)
            return ()
        return found.value

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        found = []
        for node in self.nodes(name):
            if isinstance(node.value, str):
                found.append(node.value)
            else:
                self._note_at(node, name, FieldRule.LIST_OF_WORDS_EXPECTED)
        return tuple(found)

    def entries(self, name: str) -> Iterator[tuple[str, Located]]:
        """Names and values of a mapping."""
        found = self.get(name)
        if found is not None and isinstance(found.value, dict):
            yield from found.value.items()
        elif found is not None:
            self.note(name, FieldRule.MAPPING_EXPECTED)

    def condition(self, name: str, *, missing: Condition = NEVER) -> Condition:
        """A condition; `missing` where it is left out."""
        found = self.get(name)
        if found is None:
            return missing
        return parse_condition(found, f"{self.key}.{name}", self.faults, self.parameters)

    def provisions(self, name: str = "provisions") -> tuple[Provision, ...]:
        """A list of {SOURCE: "article"}."""
        found = []
        for node in self.nodes(name):
            one = node.value if isinstance(node.value, dict) and len(node.value) == 1 else None
            if one is None:
                self._note_at(node, name, FieldRule.PROVISION_ILLEGIBLE)
                continue
            source, article = next(iter(one.items()))
            found.append(Provision(SourceKey(source), self.article_of(article, name)))
        return tuple(found)

    def article_of(self, node: Located, name: str) -> str:
        """An article as citations can write it: "13(1)", "33-37", "annex", or nothing for the whole source."""
        if not isinstance(node.value, str) or not is_article(node.value):
            self._note_at(node, name, FieldRule.ARTICLE_ILLEGIBLE)
            return ""
        return node.value

    def finish(self) -> None:
        """Note every field that nothing read: a misspelt name would otherwise be lost in silence."""
        for name in self._entries.keys() - self._seen:
            self.note(name, FieldRule.FIELD_UNKNOWN)
