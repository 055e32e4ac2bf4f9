"""Texts that renderers choke on, and what else makes a report hard to print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch
from uuid import UUID

from assessments.catalogues import edition
from assessments.domain.catalogue import Catalogue
from assessments.domain.places import MOST_PLACES
from assessments.domain.revision import RevisionContent, to_canonical
from assessments.domain.revision_schemas import schema_for
from trust.cast import Cast
from trust.everywhere import with_words
from trust.short import short_revision

Change = Callable[[RevisionContent, Catalogue], RevisionContent]
ZALGO = "Z" + "\u0301\u0323\u0334\u0489" * 50
WORDS: dict[str, str] = {
    "40,000 letters without a break": "x" * 40_000,
    "4,000 Chinese characters": "不符合个人信息保护" * 445,
    "letters under heaps of marks": ZALGO * 20,
    "controls of direction": "\u202e\u2066合规\u2069\u202c" * 300,
    "rare ideographs": "𠮷䶮㛃龘𤧟𣏌𡋾𬱖骨㑇𫖯𬭚" * 100,
    "what cannot be seen": "\u200b\u200d\ufeff\u2060" * 1_000,
    "40,000 Chinese characters": "人脸识别" * 10_000,
    "10,000 words": "face " * 10_000,
    "10,000 lines": "x\n" * 10_000,
    "blanks alone": " \u3000\u00a0\t" * 2_500,
    "soft hyphens": "x\u00ad" * 10_000,
    "joined without a break": "人\u2060" * 4_000,
    "slashes": "/" * 20_000,
    "markup": "<table><tr><td>" * 1_000,
    "entities": "&lol;&#x202e;&amp;" * 1_000,
    "quotes and braces": "\"'`}{%{{}}" * 1_000,
    "digits": "0123456789" * 2_000,
    "selectors of variants": "骨\ufe00\U000e0100" * 1_000,
    "private use": "\ue000\uf8ff" * 1_000,
    "an emoji": "😀",
}
"""A lone surrogate cannot even be frozen; the check tries it at the door."""


def in_long_fields(words: str) -> Change:
    """The words where people write at length."""

    def change(content: RevisionContent, catalogue: Catalogue) -> RevisionContent:
        deployment = replace(content.deployment, description=words)
        return replace(
            content, deployment=deployment, review=tuple(replace(each, comment=words) for each in content.review)
        )

    return change


def in_every_field(words: str) -> Change:
    """The words wherever people write anything, a thousand characters at most in each."""
    return lambda content, catalogue: with_words(content, catalogue, words[:1_000])


def at_many_places(content: RevisionContent, catalogue: Catalogue) -> RevisionContent:
    """As many places as there may be, all with long names."""
    one = with_words(content, catalogue, "门店 Shop " * 20).places[0]
    places = tuple(
        replace(one, id=str(UUID(int=number + 1)), name=f"{one.name}{number}") for number in range(MOST_PLACES)
    )
    return replace(content, schema=schema_for(says_more=True), places=places)


def hostile_revision(cast: Cast, change: Change, language: str = "en") -> UUID:
    """A revision that nothing on the way to its freezing has looked at."""

    def changed(content: RevisionContent) -> bytes:
        return to_canonical(change(content, edition(content.edition.key)))

    with patch("assessments.services.freezing.to_canonical", changed):
        return short_revision(cast, language=language)
