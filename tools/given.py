"""A PostgreSQL server of the user's own: the runtime role there, and what it must not be allowed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg

from tools.addresses import with_role, without_role
from tools.paths import VAR
from tools.private_files import keep_secret
from tools.problem import Problem
from tools.roles import RUNTIME, RUNTIME_ATTRIBUTES, Connection, Role, execute, exists, set_role

BOTH_ADDRESSES = f"set DATABASE_OWNER_URL to the owner's address and DATABASE_URL to that of a role like {RUNTIME}"
MAKE_ROLE = (
    f"let a superuser run: CREATE ROLE {RUNTIME} {RUNTIME_ATTRIBUTES} PASSWORD '…'; GRANT {RUNTIME} TO the owner; then "
    f"{BOTH_ADDRESSES}"
)


def given_runtime_address(owner_address: str) -> str:
    """The address for the runtime role, which is made on the first call; its password stays in var/."""
    secret = secret_file(owner_address)
    with connect(owner_address, "DATABASE_URL") as connection:
        known = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", RUNTIME)
        if known and not secret.exists():
            raise Problem(
                f"The role {RUNTIME} exists on that server, and its password is not known here.", BOTH_ADDRESSES
            )
        if not known:
            make_runtime_role(connection, keep_secret(secret))
    return with_role(owner_address, RUNTIME, keep_secret(secret))


def secret_file(owner_address: str) -> Path:
    """Where the password for that server is kept."""
    return VAR / "given" / hashlib.sha256(without_role(owner_address).encode()).hexdigest()[:16]


def make_runtime_role(connection: Connection, password: str) -> None:
    """Makes the role, if the owner may."""
    try:
        set_role(connection, Role(RUNTIME, RUNTIME_ATTRIBUTES, password))
        execute(connection, "GRANT {} TO CURRENT_USER", RUNTIME)
    except psycopg.errors.InsufficientPrivilege:
        raise Problem(f"The role of DATABASE_URL may not make the role {RUNTIME}.", MAKE_ROLE) from None


def refuse_privileged(runtime_address: str) -> None:
    """Row-level security does not hold for such a role, so organisations would see each other's data."""
    with connect(runtime_address, "DATABASE_URL") as connection:
        row = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
        ).fetchone()
    if row:
        raise Problem(
            f"The role {row[0]} of DATABASE_URL passes row-level security (SUPERUSER or BYPASSRLS).", BOTH_ADDRESSES
        )


def connect(address: str, name: str) -> Connection:
    """A connection that commits each statement."""
    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as problem:
        reason = str(problem).strip().splitlines()[0]
        raise Problem(f"The database of {name} does not answer: {reason}", f"check {name} and that server") from None
