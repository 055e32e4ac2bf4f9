"""Which case files expect a verdict of an obligation, and what is said when one of them is faulty."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments.catalogues.expectations import Expectation, read_expectations
from assessments.catalogues.faults import FileFaults
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.findings import Verdict


def write(folder: Path, name: str, *lines: str) -> None:
    """One case file."""
    (folder / f"{name}.yaml").write_text("\n".join(("assess_date: 2026-11-02", *lines)) + "\n", encoding="utf-8")


def test_each_obligation_has_the_files_that_expect_a_verdict_of_it(tmp_path: Path, small: Catalogue) -> None:
    write(tmp_path, "b-second", "q_kind: a", "expect: {O1-duty: met}")
    write(tmp_path, "a-first", "q_kind: b", "expect: {O1-duty: not_met, O2-ban: undetermined}")
    found = read_expectations(tmp_path, small)
    assert set(found) == set(small.obligations)
    assert found[ObligationKey("O1-duty")] == (
        Expectation("a-first", Verdict.NOT_MET),
        Expectation("b-second", Verdict.MET),
    )
    assert found[ObligationKey("O2-ban")] == (Expectation("a-first", Verdict.UNDETERMINED),)
    assert found[ObligationKey("O3-advice")] == ()


def test_the_faults_of_all_files_are_told_together(tmp_path: Path, small: Catalogue) -> None:
    write(tmp_path, "one", "q_kind: z")
    write(tmp_path, "two", "q_gone: a")
    with pytest.raises(FileFaults) as caught:
        read_expectations(tmp_path, small)
    assert [each.key for each in caught.value.faults] == ["q_kind", "q_gone"]
