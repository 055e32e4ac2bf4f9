"""`python -m trust NAME …|all [--quick|--deep] [--seed N]`: the exit code says whether the promises hold.

Without a name, the names. Of several, or all, each runs in a process of its own, a few at a time.
A database server of its own is started for the run, unless DATABASE_URL names one as a role that may make databases;
then DATABASE_BACKUP_URL names a role that reads every row. Databases are made there and dropped again.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.problem import Problem
from trust.all_checks import find_check, names, run_all
from trust.checking import Run, judge
from trust.in_process import product_here
from trust.server import server

SEED = 20261125
OF_AN_INSTALLATION = (
    "EVIDENCE_",
    "EMAIL_",
    "OIDC_",
    "SEAL_",
    "TRAIL_",
    "METRICS_",
    "DISTRUSTED_",
    "TRIALS_",
    "UPLOAD_",
)
"""Settings that checks do not take over: made-up files would get into its bucket, made-up mail to its mail server."""


def read_arguments(given: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m trust", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all, or some of {', '.join(names())}")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="minutes for all of them (the default)")
    size.add_argument("--deep", action="store_true", help="as much as the promise was measured with")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(given)
    if unknown := sorted({*chosen.names} - {*names(), "all"}):
        parser.error(f"there is no check {', '.join(unknown)}; there are {', '.join(names())}, and all")
    return chosen


def forget_installation(environment: MutableMapping[str, str]) -> None:
    """Take its settings out of an environment."""
    for name in [each for each in environment if each.startswith(OF_AN_INSTALLATION)]:
        del environment[name]


def main(given: list[str]) -> int:
    """0 where every promise holds."""
    chosen = read_arguments(given)
    forget_installation(os.environ)
    if not chosen.names:
        print("\n".join(names()))
        return 0
    with server(), TemporaryDirectory(prefix="frc-trust-") as folder:
        if len(chosen.names) > 1 or chosen.names == ["all"]:
            every = names() if "all" in chosen.names else chosen.names
            return run_all(every, Path(folder), chosen.seed, is_deep=chosen.deep)
        return 0 if judged(chosen, Path(folder)) else 1


def judged(chosen: argparse.Namespace, folder: Path) -> bool:
    """Whether one promise holds. The check is read when there is a product to read it with."""
    (folder / "product").mkdir()
    with product_here(folder / "product") as product:
        (name,) = chosen.names
        return judge(name, find_check(name), Run(chosen.seed, chosen.deep, folder, product))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        sys.exit(str(problem))
