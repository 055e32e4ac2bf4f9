"""Makes the data of an embedded PostgreSQL: all of it, or nothing."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tools.accounts import give, own_name
from tools.binaries import Binaries
from tools.places import Place
from tools.private_files import keep_secret, write_private
from tools.problem import Problem
from tools.processes import run_quietly

SUPERUSER = "postgres"
BUILTIN_LOCALES_SINCE = 17
CONFIGURATION = """\
# No TCP port: only this machine's accounts that can reach the socket, and only with a password.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = '128MB'
timezone = 'UTC'
log_timezone = 'UTC'
idle_in_transaction_session_timeout = '60s'
log_line_prefix = '%m [%p] %q%u@%d '
# Answers are confidential: no statement and no row ever enters the log.
log_min_duration_statement = -1
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
"""


def make_cluster(place: Place, binaries: Binaries) -> None:
    """Makes the data if there is none; a killed attempt leaves no half of it."""
    data = place.data(binaries.major)
    if (data / "PG_VERSION").exists():
        return
    draft = data.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give(draft, place.account)
    run_initdb(place, binaries, draft)
    with (draft / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    write_identity(place, binaries)
    draft.rename(data)


def run_initdb(place: Place, binaries: Binaries, draft: Path) -> None:
    """PostgreSQL's own initdb with a random password, UTF-8 and the same order of texts on every system."""
    password = keep_secret(place.secret(SUPERUSER))
    password_file = place.home / "pg.password"
    write_private(password_file, password, place.account)
    options = ["--username", SUPERUSER, "--encoding=UTF8", "--data-checksums", "--auth=scram-sha-256"]
    try:
        outcome = run_quietly(
            [
                binaries.folder / "initdb",
                "--pgdata",
                draft,
                f"--pwfile={password_file}",
                *options,
                *locale_options(binaries),
            ],
            place.account,
        )
    finally:
        password_file.unlink()
    if outcome.code:
        shutil.rmtree(draft, ignore_errors=True)
        raise initdb_problem(outcome.output)


def initdb_problem(output: str) -> Problem:
    """The sentence for a failed initdb."""
    if "No space left" in output:
        return Problem("The disk is full; the database needs about 100 MB.", "free some space, then run the same again")
    return Problem(f"The database could not be made:\n{output.strip()}", "or set DATABASE_URL to a server of your own")


def locale_options(binaries: Binaries) -> list[str]:
    """The order of code points: from PostgreSQL itself where it can, else from the system."""
    if binaries.major >= BUILTIN_LOCALES_SINCE:
        return ["--locale-provider=builtin", "--locale=C.UTF-8"]
    return ["--locale=C" if sys.platform == "darwin" else "--locale=C.UTF-8"]


def write_identity(place: Place, binaries: Binaries) -> None:
    """Notes who made the data, for the next start."""
    content = {
        "major": binaries.major,
        "version": binaries.version,
        "account": place.account.name if place.account else own_name(),
    }
    place.identity_file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
