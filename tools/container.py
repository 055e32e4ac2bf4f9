"""The one-shot preparation of an installation in containers: `python -m tools.container`.

Everything comes from the environment, secrets as NAME_FILE: DATABASE_SUPERUSER_URL, DATABASE_OWNER_URL, DATABASE_URL,
DATABASE_BACKUP_URL, SECRET_KEY, and SEAL_KEY_FILE, SEAL_PASSPHRASE_FILE and TRAIL_KEY_FILE for the places of those
files. Safe to repeat. `python -m tools.container roles` makes roles and an empty database and stops there, for a backup
that is to be restored.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.addresses import checked_database_address, database_of, password_of, role_of
from tools.given import connect
from tools.paths import MANAGE
from tools.problem import Problem
from tools.roles import (
    BACKUP_ATTRIBUTES,
    OWNER_ATTRIBUTES,
    RUNTIME_ATTRIBUTES,
    Role,
    prepare_backup_role,
    prepare_database,
)
from tools.settings import setting


def main() -> None:
    """Roles and database; then, unless only these are asked for, tables, rights, keys and demonstration data."""
    make_roles()
    if sys.argv[1:] != ["roles"]:
        fill()


def make_roles() -> None:
    """The roles with their passwords, and a database without tables."""
    owner, runtime = required_address("DATABASE_OWNER_URL"), required_address("DATABASE_URL")
    with connect(required_address("DATABASE_SUPERUSER_URL"), "DATABASE_SUPERUSER_URL") as connection:
        prepare_database(
            connection,
            Role(role_of(owner), OWNER_ATTRIBUTES, password_of(owner)),
            Role(role_of(runtime), RUNTIME_ATTRIBUTES, password_of(runtime)),
            database_of(owner),
        )
        if setting("DATABASE_BACKUP_URL"):
            backup = required_address("DATABASE_BACKUP_URL")
            role = Role(role_of(backup), BACKUP_ATTRIBUTES, password_of(backup))
            prepare_backup_role(connection, role, database_of(owner))


def fill() -> None:
    """Tables and rights, keys where there are none, and the demonstration data if asked for."""
    owner, runtime = required_address("DATABASE_OWNER_URL"), required_address("DATABASE_URL")
    manage({"DATABASE_URL": owner}, "prepare_database", "--runtime-role", role_of(runtime))
    if not Path(setting("SEAL_KEY_FILE")).exists():
        manage({}, "make_seal_key")
    if not Path(setting("TRAIL_KEY_FILE")).exists():
        manage({}, "make_trail_key")
    if setting("DEMO", "0") == "1":
        manage({}, "load_demo")


def required_address(name: str) -> str:
    """The address in NAME or in the file of NAME_FILE."""
    return checked_database_address(setting(name), name)


def manage(changes: dict[str, str], *arguments: str) -> None:
    """Runs a manage.py command."""
    result = subprocess.run([sys.executable, MANAGE, *arguments], env={**os.environ, **changes}, check=False)
    if result.returncode:
        raise Problem(f"manage.py {arguments[0]} failed (see above).", "docker compose up prepare")


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(str(problem))
