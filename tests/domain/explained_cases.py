"""The explanations of ten whole cases, as people read them in review. `python -m tests.domain.explained_cases` renews
the files in `tests/domain/golden/`; read the difference before it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.catalogue import Catalogue
from assessments.domain.engine import assess
from assessments.domain.explanations import explain
from assessments.domain.findings import Finding
from assessments.domain.texts import LANGUAGES, Language
from assessments.domain.words import words_for

CASES = Path(__file__).parent.parent / "cases" / "2026-11"
GOLDEN = Path(__file__).parent / "golden"
READ = (
    "a-02-office-tower-neglected",
    "a-04-office-tower-nobody-knows",
    "a-06-office-tower-matters-of-judgement",
    "a-09-registry-office-names-no-law",
    "a-28-compound-in-shanghai-called-private",
    "d-03-scenic-spot-halfway",
    "d-05-mall-outside-the-mainland",
    "d-25-mall-not-sure-whether-listed",
    "g-08-filing-one-day-late",
    "g-09-filing-year-not-published",
)
"""Names of the case files."""


def explained(case: str, language: Language) -> str:
    """Every finding of one case with its explanation."""
    catalogue = current_edition()
    read = read_case(CASES / f"{case}.yaml", catalogue)
    found = assess(catalogue, read.answers, read.as_of).findings
    return "\n".join(line for each in found for line in _paragraph(each, catalogue, language))


def golden_file(case: str, language: Language) -> Path:
    """Where the explanations of one case are kept."""
    return GOLDEN / f"{case}.{language}.txt"


def _paragraph(finding: Finding, catalogue: Catalogue, language: Language) -> Iterator[str]:
    obligation = catalogue.obligations[finding.obligation]
    verdict = words_for(finding.verdict).in_language(language)
    yield f"{obligation.key}  {obligation.title.in_language(language)}  [{verdict}]"
    yield from (f"  {each}" for each in explain(finding, catalogue, language).in_full)
    yield ""


def renew() -> None:
    """Write every file anew."""
    GOLDEN.mkdir(exist_ok=True)
    for case in READ:
        for language in LANGUAGES:
            golden_file(case, language).write_text(explained(case, language), encoding="utf-8")


if __name__ == "__main__":
    renew()
