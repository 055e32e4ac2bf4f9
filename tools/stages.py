"""The stages of ./run test, in order. Each is one program; its exit code is its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.browser_fonts import browser_environment
from tools.paths import MANAGE, PYTHON, ROOT, VAR

BROWSER_TESTS = ROOT / "tests" / "e2e"
NO_DATABASE = "postgresql://nobody@127.0.0.1:9/none"
"""Where nothing listens: lawyers who edit an edition need no database to examine it."""
COVERAGE_FOLDER = VAR / "coverage"
COVERAGE_REPORT = COVERAGE_FOLDER / "report.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """One check."""

    name: str
    command: tuple[str | Path, ...]
    is_live: bool = False
    """Show its output as it comes; otherwise only when it fails."""
    environment: Mapping[str, str] = field(default_factory=dict)


def module(name: str, *arguments: str | Path) -> Stage:
    """A check that is a Python module."""
    return Stage(name, (PYTHON, "-m", *arguments))


def quick_stages() -> list[Stage]:
    """What needs no database and takes one processor for seconds; the longest first."""
    return [
        module("mypy", "mypy"),
        Stage("catalogues", (PYTHON, MANAGE, "check_catalogue"), environment={"DATABASE_URL": NO_DATABASE}),
        module("ruff check", "ruff", "check", "."),
        module("ruff format", "ruff", "format", "--check", "."),
        Stage("layers", (PYTHON, PYTHON.with_name("lint-imports"))),
        Stage("migrations", (PYTHON, MANAGE, "makemigrations", "--check", "--dry-run")),
    ]


def long_stages() -> list[Stage]:
    """The tests, each run of which takes all processors."""
    return [
        tests(
            *("tests", "-n", "2", "--dist", "loadgroup", "--hypothesis-profile=ci"),
            *("--ignore", BROWSER_TESTS, "--cov", "--cov-report="),
        ),
        module("coverage report", "coverage", "json", "--quiet", "-o", COVERAGE_REPORT),
        Stage("coverage limits", (PYTHON, "-m", "tools.coverage_limits", COVERAGE_REPORT), is_live=True),
        promises(),
        browser_tests(),
    ]


def tests(name: str, *arguments: str | Path) -> Stage:
    """A run of pytest."""
    return Stage(name, (PYTHON, "-m", "pytest", *arguments), is_live=True, environment=browser_environment())


def promises() -> Stage:
    """Every promise put to the test in its quick size, on a server of its own as `./run trust` does it."""
    own = {"DATABASE_URL": "", "PGOPTIONS": ""}
    return Stage("promises", (PYTHON, "-m", "trust", "all", "--quick"), is_live=True, environment=own)


def browser_tests() -> Stage:
    """Two at a time, each with a browser and servers of its own; tests that share an assessment stay together."""
    return tests("browser tests", "-n", "2", BROWSER_TESTS)
