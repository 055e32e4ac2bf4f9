"""A broken sample for every rule: found at its line, with its own message and mend, and nothing else said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessments import catalogues
from assessments.catalogues.cases import read_case
from assessments.catalogues.checking import check_edition
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.pins import FILE as PINS
from assessments.catalogues.pins import record_faults
from assessments.catalogues.rules import RULES
from assessments.catalogues.rules.rule import Rule
from assessments.domain.catalogue import Catalogue
from assessments.management.commands.check_catalogue import fonts_have_every_character
from tests.catalogues.samples import FOLDER, Sample, as_expected, read_samples, write_broken
from tests.small import KEY, small_edition, write

SAMPLES = read_samples()
EDITIONS = [each for each in SAMPLES if each.case is None]
CASES = [each for each in SAMPLES if each.case is not None]


@pytest.fixture
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of editions of its own, with nothing remembered before or after."""
    monkeypatch.setattr(catalogues, "EDITIONS", tmp_path)
    catalogues.edition.cache_clear()
    yield tmp_path
    catalogues.edition.cache_clear()


def faults_of(editions: Path, key: str = KEY) -> tuple[Fault, ...]:
    """Everything said about an edition and about the record of published ones."""
    report = check_edition(key, (fonts_have_every_character,))
    return (*report.faults, *record_faults(editions, catalogues.edition_keys()))


def test_the_small_edition_is_faultless_before_it_is_broken(editions: Path) -> None:
    write(editions, small_edition())
    assert faults_of(editions) == ()


@pytest.mark.parametrize("sample", EDITIONS, ids=str)
def test_a_broken_edition_is_reported_with_line_and_mend(sample: Sample, editions: Path) -> None:
    digest = write_broken(editions, sample)
    found = faults_of(editions, sample.edition)
    places = [editions if each.file == PINS else editions / sample.edition for each in found]
    assert tuple(as_expected(*each, digest) for each in zip(found, places, strict=True)) == sample.faults


@pytest.mark.parametrize("sample", CASES, ids=str)
def test_a_broken_case_is_reported_with_line_and_mend(sample: Sample, small: Catalogue, tmp_path: Path) -> None:
    for name, text in {"case.yaml": sample.case or "", **sample.files}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FileFaults) as caught:
        read_case(tmp_path / "case.yaml", small)
    found = [as_expected(each, tmp_path) for each in caught.value.faults]
    assert tuple({**each, "file": Path(each["file"]).name} for each in found) == sample.faults


def test_every_rule_has_a_sample_in_which_it_is_broken() -> None:
    shown = {sample.rule for sample in SAMPLES if sample.rule in {each["rule"] for each in sample.faults}}
    assert shown == {rule.key for rule in RULES}


def test_every_file_of_samples_is_named_after_a_rule() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {rule.key for rule in RULES}


def test_every_rule_is_on_the_list_and_its_name_is_its_own() -> None:
    assert set(RULES) == {rule for kind in Rule.__subclasses__() for rule in kind}
    assert [name for name, number in Counter(rule.key for rule in RULES).items() if number > 1] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_message_says_what_is_and_a_mend_what_to_do(rule: Rule) -> None:
    for text in (rule.message, rule.mend):
        assert text
        assert not text.endswith((".", ";", " "))
    assert ";" not in rule.message
