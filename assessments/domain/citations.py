"""Citations in the words of each language: "Measures art. 13(1)", 《办法》第十三条第一款."""

from __future__ import annotations

import re

from assessments.domain.catalogue import Catalogue, Provision

_ARTICLE = re.compile(r"(\d+)(?:-(\d+))?((?:\(\d+\))*)")
_DIGITS = "零一二三四五六七八九"
_ANNEX = "annex"


def cite(provision: Provision, catalogue: Catalogue, language: str) -> str:
    """The provision as a lawyer would write it. Articles stand in the edition as "13", "13(1)", "33-37" or "annex"."""
    source = catalogue.sources[provision.source]
    short = source.short.in_language(language)
    if not provision.article:
        return short
    found = _ARTICLE.fullmatch(provision.article)
    if language.startswith("zh"):
        return short + (_in_chinese(found, source.item_articles) if found else "附件")
    return f"{short} {'art. ' if found else ''}{provision.article}"


def is_article(article: str) -> bool:
    """Whether `cite` can write this article in both languages."""
    return article in ("", _ANNEX) or _ARTICLE.fullmatch(article) is not None


def _in_chinese(found: re.Match[str], item_articles: tuple[str, ...]) -> str:
    first, second, rest = found.groups()
    words = f"第{chinese_number(int(first))}条"
    if second is not None and int(second) > int(first):
        mark = "、" if int(second) == int(first) + 1 else "至"
        return f"{words}{mark}第{chinese_number(int(second))}条"
    if second is not None:
        words += f"之{chinese_number(int(second))}"
    numbers = [chinese_number(int(each)) for each in re.findall(r"\d+", rest)]
    if numbers and first not in item_articles:
        words += f"第{numbers.pop(0)}款"
    return words + "".join(f"第（{each}）项" for each in numbers)


def chinese_number(number: int) -> str:
    """1 to 9999 in Chinese numerals: 13 is 十三, 253 is 二百五十三, 1033 is 一千零三十三."""
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if not digit:
            gap = bool(words)
            continue
        bare_ten = unit == 10 and digit == 1 and not words
        words += ("零" if gap else "") + ("" if bare_ten else _DIGITS[digit]) + name
        gap = False
    return words or _DIGITS[0]
