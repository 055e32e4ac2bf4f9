"""A PDF's structure, outline and contents taken apart: what the tests of accessibility ask."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf

from tests.report.samples import run_tool


@dataclass(frozen=True, slots=True)
class Element:
    """One structure element."""

    kind: str
    """ "H1", "TH"."""
    language: str
    alternative: str
    scope: str
    inside: tuple[str, ...]
    """Kinds of what it stands in, the outermost first."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of the outline."""

    title: str
    depth: int
    page: int
    """Counted from 1."""


@cache
def elements(pdf: bytes) -> list[Element]:
    """All structure elements in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return list(_walk(file.Root.StructTreeRoot.K, ()))


def _walk(found: Any, inside: tuple[str, ...]) -> Iterator[Element]:
    if isinstance(found, pikepdf.Array):
        for each in found:
            yield from _walk(each, inside)
    elif isinstance(found, pikepdf.Dictionary) and "/S" in found:
        kind = str(found.S)[1:]
        told: Any = found.get("/A")
        scope = str(told.get("/Scope", "")) if isinstance(told, pikepdf.Dictionary) else ""
        yield Element(kind, str(found.get("/Lang", "")), str(found.get("/Alt", "")), scope, inside)
        if "/K" in found:
            yield from _walk(found.K, (*inside, kind))


@cache
def bookmarks(pdf: bytes) -> list[Bookmark]:
    """The outline, flattened."""
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        pages = {page.objgen: number for number, page in enumerate(file.pages, start=1)}
        return list(_flatten(outline.root, pages, 1))


def _flatten(items: Any, pages: dict[Any, int], depth: int) -> Iterator[Bookmark]:
    for each in items:
        yield Bookmark(each.title, depth, pages[each.destination[0].objgen])
        yield from _flatten(each.children, pages, depth + 1)


@cache
def pages_of(pdf: bytes) -> list[str]:
    """The text of every page, white space squeezed out."""
    return ["".join(each.split()) for each in run_tool("pdftotext", "-raw", "FILE", "-", pdf=pdf).split("\f")]


def contents_of(pdf: bytes) -> list[str]:
    """The lines of the page of contents, white space squeezed out."""
    found = run_tool("pdftotext", "-layout", "-f", "2", "-l", "2", "FILE", "-", pdf=pdf)
    return ["".join(each.split()) for each in found.splitlines()]
