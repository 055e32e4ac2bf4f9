"""./run backup: one file with everything in the database."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tools.databases import Database, database
from tools.paths import called_from
from tools.problem import Problem
from tools.processes import clean_environment


def backup(arguments: list[str]) -> int:
    """Writes a dump of the database, readable by its owner only."""
    if len(arguments) != 1:
        raise Problem("backup needs the name of a new file.", "./run backup frcompliance.dump")
    target = called_from() / arguments[0]
    if target.exists() or not target.parent.is_dir():
        raise Problem(f"{target} exists, or its folder does not.", "name a new file in a folder that exists")
    with database() as found:
        dump(found, target)
    print(f"Wrote {target} ({target.stat().st_size / 1e6:.1f} MB). Restore into an empty database with pg_restore.")
    print("The sealing key and the other secrets are not in it; keep copies of var/seal and var/secret_key apart,")
    print("and of var/trail and var/trail-key, which show whether the audit trail was changed.")
    print("Files of evidence are in var/evidence: copy that folder after the dump.")
    return 0


def dump(found: Database, target: Path) -> None:
    """With pg_dump into a draft, so that a broken dump never has the name of a whole one."""
    draft = target.with_name(f".{target.name}.draft")
    program = found.programs / "pg_dump" if found.programs else Path("pg_dump")
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            run_pg_dump(program, found.backup, file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def run_pg_dump(program: Path, address: str, output: int) -> None:
    """The address goes through the environment, as other accounts can read command lines."""
    environment = {**clean_environment(), **libpq_environment(address)}
    try:
        result = subprocess.run([program, "--format=custom"], env=environment, stdout=output, check=False)
    except FileNotFoundError:
        raise Problem("pg_dump is not installed.", "apt-get install postgresql-client (Debian, Ubuntu)") from None
    if result.returncode:
        raise Problem(
            "pg_dump failed (see above). It must be as new as the server, and its role must see every row.",
            "set DATABASE_OWNER_URL to a role with BYPASSRLS",
        )


def libpq_environment(address: str) -> dict[str, str]:
    """An address as libpq's own variables."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    extra = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    parts = conninfo_to_dict(address)
    return {variable: str(parts[key]) for key, variable in {**names, **extra}.items() if key in parts}
