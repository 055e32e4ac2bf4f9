"""YAML 1.2 as this product reads it: plain words stay words, and every file that is not readable says where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.catalogues.documents import DEEPEST, LARGEST, Located, read_document, read_text
from assessments.catalogues.faults import FileFaults

SPELLING = "correct the spelling of this line or of the one before it"


def value_of(text: str) -> object:
    """The value under "a"."""
    found = read_text(f"a: {text}", "file.yaml").value
    assert isinstance(found, dict)
    return found["a"].value


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "n", "Yes", "NO"])
def test_words_that_older_yaml_took_for_truth_values_stay_words(word: str) -> None:
    assert value_of(word) == word


def test_the_version_in_a_directive_changes_no_word() -> None:
    found = read_text("%YAML 1.1\n---\na: yes", "file.yaml").value
    assert isinstance(found, dict)
    assert found["a"].value == "yes"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("5", 5),
        ("-5", -5),
        ("017", 17),
        ("1_000", 1000),
        ("1.5", "1.5"),
        ('"5"', "5"),
        ("2026-11-02", date(2026, 11, 2)),
        ('"2026-11-02"', "2026-11-02"),
        ("null", None),
        ("~", None),
        ("", None),
        ("!thing word", "word"),
        ("9" * 40, "9" * 40),
        ("一些文字", "一些文字"),
    ],
)
def test_a_plain_value_has_its_type(written: str, value: object) -> None:
    found = value_of(written)
    assert found == value
    assert type(found) is type(value)


def test_every_value_knows_its_line() -> None:
    found = read_text("a: 1\nb:\n  - x\n  - y\n", "file.yaml").value
    assert isinstance(found, dict)
    assert found["a"] == Located(1, "file.yaml", 1)
    assert found["b"].value == (Located("x", "file.yaml", 3), Located("y", "file.yaml", 4))


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert read_text("# nothing\n", "file.yaml") == Located({}, "file.yaml", 1)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: [", "f:2: file: is not YAML: did not find expected node content; " + SPELLING),
        ("a: 1\n---\nb: 2", "f:2: file: is not YAML: but found another document; " + SPELLING),
        ("a: *nothing", "f:1: file: is not YAML: found undefined alias; " + SPELLING),
        ('a: "\x01"', "f:0: file: is not YAML: ReaderError; " + SPELLING),
        ("[" * 5000, "f:1: file: is not YAML: exceeded maximum nesting depth; " + SPELLING),
        ("- " * 5000, "f:1: file: is not YAML: exceeded maximum nesting depth; " + SPELLING),
        ("a: \ud800", "f:0: file: is not YAML: UnicodeEncodeError; " + SPELLING),
        ("a: 1\na: 2", "f:2: a: stands twice; remove one"),
        ("? [a]\n: 1", "f:1: file: has a key that is not a plain word; write the key as one word"),
        ("a: 2026-13-02", "f:1: 2026-13-02: is not a date or a number; write dates as 2026-11-02"),
        ("a: 0x1f", "f:1: 0x1f: is not a date or a number; write dates as 2026-11-02"),
        ("a: &a [*a]", f"f:1: file: is nested deeper than {DEEPEST} levels; nest it less"),
    ],
)
def test_an_unreadable_text_is_refused_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(FileFaults) as caught:
        read_text(text, "f")
    assert str(caught.value) == fault


def test_aliases_cannot_make_a_short_file_endless() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(FileFaults) as caught:
        read_text("\n".join(lines), "f")
    assert caught.value.faults[0].message == f"holds more than {LARGEST} values"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes("ä".encode("latin-1")), "is not UTF-8 (byte 0); save it as UTF-8"),
        (lambda path: path.mkdir(), "cannot be read: Is a directory; check its name, and that you may read it"),
        (lambda path: None, "cannot be read: No such file or directory; check its name, and that you may read it"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(make, message: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "file.yaml"
    make(path)
    with pytest.raises(FileFaults) as caught:
        read_document(path)
    assert str(caught.value) == f"file.yaml:0: file: {message}"


def test_a_name_that_no_system_takes_is_a_fault_too(tmp_path: Path) -> None:
    with pytest.raises(FileFaults) as caught:
        read_document(tmp_path / "a\0b", "odd")
    assert str(caught.value) == "odd:0: file: cannot be read: ValueError; check its name, and that you may read it"
