"""Articles as an edition writes them ("13", "13(1)", "33-37", "253-1", "annex", ""), taken apart and compared."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"(\d+)(?:-(\d+))?((?:\(\d+\))*)")
_UNNUMBERED = 10_000
"""Places an annex, or an instrument cited as a whole, after its numbered articles."""


def articles_of(article: str) -> tuple[str, ...]:
    """The single articles behind a citation: "13(1)" is in "13", "33-35" is "33", "34" and "35"; "" is the whole."""
    found = _ARTICLE.fullmatch(article)
    if found is None:
        return (article,)
    first, second, _ = found.groups()
    if second is None:
        return (first,)
    if int(second) <= int(first):
        return (f"{first}-{second}",)
    return tuple(str(number) for number in range(int(first), int(second) + 1))


def single_places(article: str) -> tuple[str, ...]:
    """The same with the paragraph kept: "13(1)" is itself, "33-35" is "33", "34" and "35"."""
    return tuple(each + _paragraph(article) for each in articles_of(article))


def touches(cited: str, article: str) -> bool:
    """Whether a citation speaks of an article, of a part of it, or of something that it is part of.

    An instrument as a whole is touched by every citation of it; a citation of the whole touches no single article.
    """
    if not article:
        return True
    if not set(articles_of(cited)) & set(articles_of(article)):
        return False
    ours, theirs = _paragraph(cited), _paragraph(article)
    return ours.startswith(theirs) or theirs.startswith(ours)


def place_of(article: str) -> tuple[tuple[int, ...], str]:
    """Sorting key: articles by number, then paragraphs by number; what has no number comes last."""
    found = _ARTICLE.fullmatch(article)
    if found is None:
        return (_UNNUMBERED,), article
    first, second, rest = found.groups()
    suffix = int(second) if second is not None and int(second) <= int(first) else 0
    return (int(first), suffix, *(int(each) for each in re.findall(r"\d+", rest))), article


def _paragraph(article: str) -> str:
    found = _ARTICLE.fullmatch(article)
    return found.group(3) if found else ""
