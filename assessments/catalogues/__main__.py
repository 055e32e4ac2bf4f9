"""`python -m assessments.catalogues`: lists the faults of every edition; stops with 1 when there are any."""

from __future__ import annotations

import sys

from assessments.catalogues import edition, edition_keys
from assessments.catalogues.faults import FileFaults

failed = False
for key in edition_keys():
    try:
        found = edition(key)
    except FileFaults as problem:
        failed = True
        print(problem)
        print(f"{key}: {len(problem.faults)} faults")
    else:
        counts = f"{len(found.questions)} questions, {len(found.obligations)} obligations, no fault"
        print(f"{key}: {counts}\ndigest {found.digest}")
sys.exit(failed)
