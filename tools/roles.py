"""The three database roles. Row-level security holds for neither superusers nor BYPASSRLS, so the product runs as none.

postgres (superuser): set-up and backup. frc_owner: owns the database, migrates. frc_app: what web and worker run as.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tools.embedded import EmbeddedServer
from tools.private_files import keep_secret

DATABASE = "frcompliance"
OWNER = "frc_owner"
RUNTIME = "frc_app"
HARMLESS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"
OWNER_ATTRIBUTES = f"{HARMLESS} CREATEDB"
RUNTIME_ATTRIBUTES = f"{HARMLESS} NOCREATEDB"
BACKUP_ATTRIBUTES = "LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB"
PREPARING = 4_207_311
"""The number of the advisory lock."""

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Role:
    """A role as it must be."""

    name: str
    attributes: str
    password: str


def prepare_roles(server: EmbeddedServer) -> None:
    """Brings roles and database of the embedded server into being, and their passwords in line with the files."""
    owner = Role(OWNER, OWNER_ATTRIBUTES, keep_secret(server.place.secret(OWNER)))
    runtime = Role(RUNTIME, RUNTIME_ATTRIBUTES, keep_secret(server.place.secret(RUNTIME)))
    with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
        prepare_database(connection, owner, runtime)


def prepare_database(connection: Connection, owner: Role, runtime: Role, database: str = DATABASE) -> None:
    """Both roles and the owner's database, as a superuser; safe to repeat and to run twice at once."""
    with one_at_a_time(connection):
        for role in (owner, runtime):
            set_role(connection, role)
        execute(connection, "GRANT {} TO {}", runtime.name, owner.name)
        if not exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            execute(connection, "CREATE DATABASE {} OWNER {}", database, owner.name)
        execute(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
        execute(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, runtime.name)


def prepare_backup_role(connection: Connection, role: Role, database: str) -> None:
    """A role that reads every row and changes none, as a superuser; safe to repeat."""
    with one_at_a_time(connection):
        set_role(connection, role)
        execute(connection, "GRANT pg_read_all_data TO {}", role.name)
        execute(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, role.name)


def set_role(connection: Connection, role: Role) -> None:
    """Makes the role, or brings an existing one into line."""
    known = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role.name)
    statement = sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
        sql.SQL("ALTER" if known else "CREATE"),
        sql.Identifier(role.name),
        sql.SQL(role.attributes),
        sql.Literal(role.password),
    )
    connection.execute(statement)


def execute(connection: Connection, statement: str, *names: str) -> None:
    """Runs a statement with names of roles or databases filled in."""
    template = sql.SQL(statement)
    connection.execute(template.format(*map(sql.Identifier, names)))


def exists(connection: Connection, query: str, value: str) -> bool:
    """Whether the query finds a row."""
    return connection.execute(query, [value]).fetchone() is not None


@contextmanager
def one_at_a_time(connection: Connection) -> Iterator[None]:
    """Lets one session at a time prepare; the lock ends with the session at the latest."""
    connection.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    yield
    connection.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
