"""The command line behind ./run, inside .venv."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

from tools.addresses import DEFAULT_BIND, read_bind
from tools.backup import backup
from tools.checking import test
from tools.databases import database
from tools.doctor import doctor
from tools.environment import as_owner, product_environment
from tools.paths import ROOT, called_from
from tools.preparing import manage_command
from tools.problem import Problem
from tools.restore import restore
from tools.screens import screens
from tools.serve import serve
from tools.settings import setting
from tools.trust import trust
from tools.usage import USAGE
from tools.verify_backup import verify_backup

NEEDS_OWNER = ("prepare_database", "migrate", "makemigrations", "showmigrations", "sqlmigrate")
INTERRUPTED = 130
TERMINATED = 143


def manage(arguments: list[str]) -> int:
    """manage.py as the runtime role; commands about the tables themselves as their owner."""
    with database() as found:
        environment = product_environment(found, read_bind(setting("BIND", DEFAULT_BIND)))
        if arguments and arguments[0] in NEEDS_OWNER:
            environment = as_owner(environment, found)
        return subprocess.run(manage_command(*arguments), cwd=called_from(), env=environment, check=False).returncode


def venv(_: list[str]) -> int:
    """The bootstrap has done it all before."""
    print(f"Ready: {sys.prefix}")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": serve,
    "test": test,
    "screens": screens,
    "manage": manage,
    "backup": backup,
    "verify-backup": verify_backup,
    "restore": restore,
    "doctor": doctor,
    "trust": trust,
    "venv": venv,
}


def main(arguments: list[str]) -> int:
    """Runs one command; a Problem becomes its sentence."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(USAGE, end="", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_in_order)
    try:
        return command(arguments[1:])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except PermissionError as problem:
        print(
            Problem(f"{problem.filename} belongs to another account.", "run as its owner or as root"), file=sys.stderr
        )
        return 1


def end_in_order(*_: object) -> None:
    """Leaves through every `finally`, so that the database stops too."""
    sys.exit(TERMINATED)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
