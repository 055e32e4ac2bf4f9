"""Every text of the interface has its Chinese counterpart, and the compiled file is the one that the source gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "assessments" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

Message = tuple[str, str]
"""Context (empty where there is none) and English text."""

_STRING = r"""(?:"([^"]*)"|'([^']*)')"""
_SINGLE = re.compile(rf"{{%\s*translate\s+{_STRING}(?:\s+context\s+{_STRING})?[^%]*%}}")
_BLOCK = re.compile(r"{%\s*blocktranslate\b[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
_PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
_CALLS = ("_", "gettext", "gettext_lazy", "ngettext")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _in_template(text: str) -> Iterator[Message]:
    for found in _SINGLE.finditer(text):
        words, other, context, other_context = found.groups()
        yield context or other_context or "", (words or other or "").replace("%", "%%")
    for found in _BLOCK.finditer(text):
        first = re.split(r"{%\s*plural\s*%}", found.group(1))[0]
        yield "", _VARIABLE.sub(r"%(\1)s", first.replace("%", "%%"))


def _in_module(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            words = node.args[0] if node.args else None
            if isinstance(words, ast.Constant) and isinstance(words.value, str):
                yield "", words.value


def _used() -> dict[Message, str]:
    """Every message of templates and modules, with the file that uses it."""
    used: dict[Message, str] = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        used |= dict.fromkeys(_in_template(path.read_text(encoding="utf-8")), path.name)
    for folder in ("assessments", "frcompliance"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            used |= dict.fromkeys(_in_module(path.read_text(encoding="utf-8")), path.name)
    return used


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(SOURCE))


def _bare(message: Message) -> Message:
    """A message without the doubling of percent signs, which depends on where it stands."""
    return message[0], message[1].replace("%%", "%")


def test_every_text_in_use_is_in_the_catalogue_of_messages(catalogue: polib.POFile) -> None:
    known = {_bare((entry.msgctxt or "", entry.msgid)) for entry in catalogue}
    used = {_bare(message): name for message, name in _used().items()}
    assert len(used) > 300
    assert {message: name for message, name in used.items() if message not in known} == {}


def test_the_catalogue_of_messages_holds_nothing_that_is_not_in_use(catalogue: polib.POFile) -> None:
    used = {_bare(message) for message in _used()}
    assert [entry.msgid for entry in catalogue if _bare((entry.msgctxt or "", entry.msgid)) not in used] == []


def _texts(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_no_translation_is_empty_or_fuzzy(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if entry.fuzzy or not all(_texts(entry))] == []


def test_translations_are_chinese(catalogue: polib.POFile) -> None:
    wordless = {", ", ": ", ". ", "%(law)s: %(text)s", "%(law)s: %(title)s", "“%(answer)s”"}
    left_in_english = [
        entry.msgid for entry in catalogue if entry.msgid not in wordless and not _CHINESE.search(_texts(entry)[0])
    ]
    assert left_in_english == []


def test_translations_keep_all_placeholders(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        wanted = set(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in _texts(entry):
            assert set(_PLACEHOLDER.findall(text)) == wanted, entry.msgid


def test_no_space_stands_between_chinese_and_latin(catalogue: polib.POFile) -> None:
    spaced = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9%]|[A-Za-z0-9)] [\u4e00-\u9fff]")
    assert [text for entry in catalogue for text in _texts(entry) if spaced.search(text)] == []


def test_the_compiled_file_is_up_to_date(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(SOURCE.with_suffix(".mo")))
    texts = {(entry.msgctxt, entry.msgid): _texts(entry) for entry in compiled}
    assert texts == {(entry.msgctxt, entry.msgid): _texts(entry) for entry in catalogue}
