"""How long a sealed report is kept, with the evidence that it names and the trail: by law, and longer where an edition
says so. The database refuses to let go before that."""

from __future__ import annotations

from assessments.domain.catalogue import Catalogue

LEAST_YEARS = 3
"""Measures art. 9 para. 3, PIPL art. 56 para. 2: at least three years. An edition can only lengthen it."""
PARAMETER = "report_kept_years"
"""Of an edition that keeps reports longer."""


def kept_years(catalogue: Catalogue) -> int:
    """For how many years after sealing a report on this edition is kept."""
    return max(LEAST_YEARS, catalogue.parameters.get(PARAMETER, LEAST_YEARS))
