"""How long sealed reports and what proves them are kept. The law sets a least time and does not say when it begins.

Sources: Measures art. 9 para. 3 and PIPL art. 56 para. 2, both "at least three years" for the report of the impact
assessment and the record of processing. Editions say so in words (deadline D10) and have no parameter for it; one that
had would come before this constant. Since the law may count from the end of the processing, which nobody here knows,
the product deletes nothing after this time either: it only knows before when it must not.
"""

from __future__ import annotations

from datetime import date

RETENTION_YEARS = 3
"""Least time, counted from the day of sealing. Longer is lawful, shorter is not."""


def kept_until(sealed_on: date) -> date:
    """The last day on which a report sealed that day may not be deleted."""
    try:
        return sealed_on.replace(year=sealed_on.year + RETENTION_YEARS)
    except ValueError:  # 29 February
        return sealed_on.replace(year=sealed_on.year + RETENTION_YEARS, month=3, day=1)
