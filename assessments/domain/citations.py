"""Citations in the words of each language: "Measures art. 13(1)", 《办法》第十三条第一款."""

from __future__ import annotations

import re

from assessments.domain.catalogue import Catalogue, Provision

_ARTICLE = re.compile(r"(\d+)(?:-(\d+))?((?:\(\d+\))*)")
_DIGITS = "零一二三四五六七八九"
_PARTS = ("款", "项", "目")


def cite(provision: Provision, catalogue: Catalogue, language: str) -> str:
    """The provision as a lawyer would write it. Articles are written as printed in the edition: "13(1)", "33-37"."""
    short = catalogue.sources[provision.source].short.in_language(language)
    if not provision.article:
        return short
    found = _ARTICLE.fullmatch(provision.article)
    if language.startswith("zh"):
        return short + (_in_chinese(found) if found else f" {provision.article}")
    return f"{short} {'art. ' if found else ''}{provision.article}"


def _in_chinese(found: re.Match[str]) -> str:
    first, second, rest = found.groups()
    words = f"第{chinese_number(int(first))}条"
    if second is not None and int(second) > int(first):
        return f"{words}至第{chinese_number(int(second))}条"
    if second is not None:
        words += f"之{chinese_number(int(second))}"
    numbers = re.findall(r"\d+", rest)
    for part, number in zip(_PARTS, numbers, strict=False):
        text = chinese_number(int(number))
        words += f"第({text}){part}" if part == "项" else f"第{text}{part}"
    return words


def chinese_number(number: int) -> str:
    """1 to 999 in Chinese numerals: 13 is 十三, 253 is 二百五十三, 101 is 一百零一."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    if ones or not words:
        words += _DIGITS[ones]
    return words
