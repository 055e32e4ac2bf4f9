"""Brings database, sealing key, static files and demonstration data to where web and worker can start."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from tools.addresses import Bind, role_of
from tools.bootstrap import lock_file
from tools.databases import Database
from tools.environment import LOCAL_SEAL_KEY, LOCAL_TRAIL_KEY, as_owner
from tools.paths import MANAGE, PYTHON, ROOT, VAR
from tools.problem import Problem
from tools.settings import setting

STATIC = ROOT / "static"
COLLECTED = ROOT / "staticfiles"
COLLECTED_STAMP = VAR / "collected"


def prepare(database: Database, environment: dict[str, str], bind: Bind) -> str:
    """Everything before the first request; returns what the demonstration data says about its accounts."""
    migrate(database, environment)
    if environment.get("SEAL_KEY_FILE") == str(LOCAL_SEAL_KEY) and not LOCAL_SEAL_KEY.exists():
        print(manage(environment, "make_seal_key"), end="", flush=True)
    if environment.get("TRAIL_KEY_FILE") == str(LOCAL_TRAIL_KEY) and not LOCAL_TRAIL_KEY.exists():
        print(manage(environment, "make_trail_key"), end="", flush=True)
    collect_static_files(environment)
    if wants_demonstration(database, bind):
        return manage(environment, "load_demo")
    return ""


def migrate(database: Database, environment: dict[str, str]) -> None:
    """As the owner: tables, and the rights of the runtime role."""
    manage(as_owner(environment, database), "prepare_database", "--runtime-role", role_of(database.runtime))


def wants_demonstration(database: Database, bind: Bind) -> bool:
    """Accounts with known passwords are only for trying out on one machine, unless they are asked for."""
    return setting("DEMO", "1" if database.is_embedded and bind.is_loopback else "0") not in ("", "0", "no", "false")


def collect_static_files(environment: dict[str, str]) -> None:
    """Collects only when something has changed since the last time."""
    found = static_fingerprint()
    if COLLECTED.is_dir() and COLLECTED_STAMP.exists() and COLLECTED_STAMP.read_text() == found:
        return
    manage(environment, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    COLLECTED_STAMP.write_text(found)


def static_fingerprint() -> str:
    """Changes with any static file and with the installed packages."""
    found = hashlib.sha256(lock_file("base").read_bytes())
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(STATIC)}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def manage_command(*arguments: str) -> list[str | Path]:
    """The command line of a manage.py command."""
    return [PYTHON, MANAGE, *arguments]


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Runs a manage.py command and returns what it printed; its errors go to the terminal."""
    result = subprocess.run(
        manage_command(*arguments), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if result.returncode:
        print(result.stdout, end="", flush=True)
        raise Problem(f"manage.py {arguments[0]} failed (see above).", "./run doctor")
    return result.stdout
