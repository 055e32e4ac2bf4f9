"""Which checks there are, and running several of them."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from trust import checks
from trust.checking import Check
from trust.product import TEMPLATE, TEMPLATE_FOLDER, database_of, drop_database, make_product

LONGEST = ("seal_mutants", "crash", "chaos", "seal_crash", "poison", "text", "matrix", "keys", "uploads", "restore")
"""These are begun first, so that none of them is left alone at the end."""


def names() -> list[str]:
    """In the order of the alphabet."""
    return sorted(each.name for each in pkgutil.iter_modules(checks.__path__))


def longest_first(chosen: Sequence[str]) -> list[str]:
    """These names in the order in which they are begun."""
    return sorted(chosen, key=lambda name: LONGEST.index(name) if name in LONGEST else len(LONGEST))


def find_check(name: str) -> Check:
    """The check of a module in trust/checks."""
    found = import_module(f"trust.checks.{name}").CHECK
    assert isinstance(found, Check)
    return found


def run_all(chosen: Sequence[str], folder: Path, seed: int, *, is_deep: bool) -> int:
    """Each in a process of its own, the longest first; prints what each printed when it ends. 0 where all pass."""
    began = time.monotonic()
    product = make_product(folder, demo=False)
    os.environ[TEMPLATE], os.environ[TEMPLATE_FOLDER] = database_of(product), str(folder)
    # Many checks wait as long as they work, for a server to come back: two more than there are processors.
    with ThreadPoolExecutor((os.cpu_count() or 1) + 2) as processors:
        outcomes = processors.map(lambda name: run_one(name, seed, is_deep), longest_first(chosen))
        failed = sorted(name for name in outcomes if name)
    drop_database(product)
    verdict = f"FAIL: {', '.join(failed)}" if failed else "PASS"
    print(f"all checks={len(chosen)} failed={len(failed)} seconds={time.monotonic() - began:.0f} {verdict}", flush=True)
    return 1 if failed else 0


def run_one(name: str, seed: int, is_deep: bool) -> str:
    """Runs one; its name where it fails."""
    began = time.monotonic()
    done = subprocess.run(
        command(name, seed, is_deep),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    print(f"{done.stdout.rstrip()} ({time.monotonic() - began:.0f} s)", flush=True)
    return name if done.returncode else ""


def command(name: str, seed: int, is_deep: bool) -> Sequence[str]:
    """The command line of one check."""
    return [sys.executable, "-m", "trust", name, "--deep" if is_deep else "--quick", "--seed", str(seed)]
