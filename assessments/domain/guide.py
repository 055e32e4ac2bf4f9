"""What helps a person to answer, beside the edition: words of the law, and who usually knows. It decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assessments.domain.catalogue import Provision, StepKey
from assessments.domain.texts import Text


@dataclass(frozen=True)
class GlossaryTerm:
    """One word with its meaning in our words."""

    key: str
    name: Text
    meaning: Text
    provisions: tuple[Provision, ...]
    """Where the law has it; empty for a word of the product."""
    forms: tuple[str, ...]
    """How it stands in English texts."""
    forms_zh: tuple[str, ...]
    """How it stands in Chinese texts."""

    @cached_property
    def _english(self) -> re.Pattern[str]:
        words = "|".join(re.escape(form) for form in self.forms)
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def is_used_in(self, text: str, language: str) -> bool:
        """Whether a text of this language uses the word."""
        if language.startswith("zh"):
            return any(form in text for form in self.forms_zh)
        return self._english.search(text) is not None


@dataclass(frozen=True, slots=True)
class Guide:
    """Glossary and people."""

    terms: tuple[GlossaryTerm, ...]
    people: Mapping[str, Text]
    knowers: Mapping[StepKey, tuple[str, ...]]
    """Keys of the people who usually know the answers of a step, the likeliest first."""

    def terms_in(self, texts: Iterable[str], language: str) -> tuple[GlossaryTerm, ...]:
        """The words that these texts use, in the order of the glossary."""
        everything = "\n".join(texts)
        return tuple(term for term in self.terms if term.is_used_in(everything, language))

    def who_knows(self, step: StepKey) -> tuple[Text, ...]:
        """Who usually knows the answers of the step; empty where the guide names nobody."""
        return tuple(self.people[each] for each in self.knowers.get(step, ()))
