"""`python -m assessments.catalogues`: lists the faults of every edition; stops with 1 when there are any."""

from __future__ import annotations

import sys

from assessments.catalogues import EDITIONS
from assessments.catalogues.faults import FileFaults
from assessments.catalogues.loader import load_edition

failed = False
for folder in sorted(each for each in EDITIONS.iterdir() if each.is_dir()):
    try:
        found = load_edition(folder)
    except FileFaults as problem:
        failed = True
        print(problem)
        print(f"{folder.name}: {len(problem.faults)} faults")
    else:
        print(
            f"{folder.name}: {len(found.questions)} questions, {len(found.obligations)} obligations, no fault"
        )
sys.exit(failed)
