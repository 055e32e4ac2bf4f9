"""Compares measured coverage with the project's limits."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OVERALL_PERCENT = 95.0
COMPLETE = ("assessments/domain/", "assessments/catalogues/", "assessments/services/")
"""Folders where every line and every branch is tested."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """What tests did not reach in one file."""

    path: str
    missing_lines: tuple[int, ...]
    missing_branches: tuple[tuple[int, int], ...]


def read_coverage(path: Path) -> tuple[float, list[FileCoverage]]:
    """The overall percentage and every file, from the JSON report of coverage.py."""
    content = json.loads(path.read_text(encoding="utf-8"))
    files = [
        FileCoverage(name, tuple(each["missing_lines"]), tuple((a, b) for a, b in each["missing_branches"]))
        for name, each in sorted(content["files"].items())
    ]
    return float(content["totals"]["percent_covered"]), files


def shortfalls(overall: float, files: list[FileCoverage]) -> list[str]:
    """One sentence for each limit that is not kept."""
    found = []
    if overall < OVERALL_PERCENT:
        found.append(f"overall {overall:.1f} %, the limit is {OVERALL_PERCENT:.0f} %")
    for folder in COMPLETE:
        inside = [each for each in files if each.path.startswith(folder)]
        if not inside:
            found.append(f"{folder} was not measured at all")
        found.extend(incomplete(each) for each in inside if each.missing_lines or each.missing_branches)
    return found


def incomplete(file: FileCoverage) -> str:
    """What is missing in one file, for a person who goes there."""
    lines = [str(line) for line in file.missing_lines]
    branches = [f"{start}→{'exit' if end < 0 else end}" for start, end in file.missing_branches]
    return f"{file.path} is not complete: {', '.join([*lines, *branches])}"


def weakest(files: list[FileCoverage], number: int = 5) -> Mapping[str, int]:
    """The files with the most that is missing, for the report of a low overall figure."""
    ranked = sorted(files, key=lambda file: len(file.missing_lines) + len(file.missing_branches), reverse=True)
    return {file.path: len(file.missing_lines) + len(file.missing_branches) for file in ranked[:number]}


def main(arguments: list[str]) -> int:
    """Prints the shortfalls of a report; 1 when there are any."""
    overall, files = read_coverage(Path(arguments[0]))
    found = shortfalls(overall, files)
    if overall < OVERALL_PERCENT:
        found.extend(f"most is missing in {path} ({count})" for path, count in weakest(files).items())
    print("\n".join(found) or f"{overall:.1f} % of {len(files)} files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
