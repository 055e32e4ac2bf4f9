"""The roles and the database of the embedded server, and the role made on a server of the user's own."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tools import given
from tools.addresses import with_role
from tools.databases import embedded_database, given_database
from tools.embedded import EmbeddedServer
from tools.given import given_runtime_address, refuse_privileged
from tools.problem import Problem
from tools.roles import DATABASE, OWNER, RUNTIME, Connection, prepare_roles


@pytest.fixture(scope="module")
def prepared(server: EmbeddedServer) -> EmbeddedServer:
    prepare_roles(server)
    return server


@pytest.fixture
def superuser(prepared: EmbeddedServer) -> Connection:
    return psycopg.connect(prepared.superuser_address(), autocommit=True)


@pytest.fixture
def ordinary_owner(
    prepared: EmbeddedServer, superuser: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of somebody who owns a database on a server without the runtime role, and may make roles."""
    monkeypatch.setattr(given, "VAR", tmp_path)
    monkeypatch.setattr(given, "RUNTIME", "frc_app_elsewhere")
    superuser.execute("DROP ROLE IF EXISTS frc_app_elsewhere")
    superuser.execute("DROP DATABASE IF EXISTS elsewhere")
    superuser.execute("DROP ROLE IF EXISTS somebody")
    superuser.execute("CREATE ROLE somebody LOGIN CREATEROLE PASSWORD 'p'")
    superuser.execute("CREATE DATABASE elsewhere OWNER somebody")
    return with_role(prepared.superuser_address("elsewhere"), "somebody", "p")


def test_neither_role_passes_row_level_security(superuser: Connection) -> None:
    rows = superuser.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcreatedb, rolcanlogin"
        " FROM pg_roles WHERE rolname LIKE 'frc_%%' AND rolname <> 'frc_app_elsewhere' ORDER BY rolname",
        [],
    ).fetchall()
    assert rows == [
        (RUNTIME, False, False, False, False, False, True),
        (OWNER, False, False, False, False, True, True),
    ]


def test_the_owner_owns_and_may_become_the_runtime_role(prepared: EmbeddedServer) -> None:
    with psycopg.connect(prepared.address(DATABASE, OWNER)) as connection:
        connection.execute("CREATE TABLE mine ()")
        connection.execute(f"SET ROLE {RUNTIME}")
        connection.rollback()


def test_the_runtime_role_makes_no_tables_and_is_not_the_owner(prepared: EmbeddedServer) -> None:
    with psycopg.connect(prepared.address(DATABASE, RUNTIME), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine ()")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SET ROLE {OWNER}")


def test_others_cannot_enter_the_database(superuser: Connection, prepared: EmbeddedServer) -> None:
    superuser.execute("CREATE ROLE passer_by LOGIN PASSWORD 'p'")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(with_role(prepared.superuser_address(DATABASE), "passer_by", "p"))
    finally:
        superuser.execute("DROP ROLE passer_by")


def test_preparing_again_mends_a_role_that_has_become_too_strong(
    superuser: Connection, prepared: EmbeddedServer
) -> None:
    superuser.execute(f"ALTER ROLE {RUNTIME} SUPERUSER PASSWORD 'other'")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(prepared.address(DATABASE, RUNTIME))
    prepare_roles(prepared)
    refuse_privileged(prepared.address(DATABASE, RUNTIME))


def test_a_privileged_runtime_role_is_refused(prepared: EmbeddedServer) -> None:
    with pytest.raises(Problem, match="passes row-level security"):
        refuse_privileged(prepared.superuser_address())
    with pytest.raises(Problem, match="passes row-level security"):
        given_database(prepared.superuser_address(DATABASE), prepared.superuser_address(DATABASE))


def test_the_embedded_backup_sees_every_row(prepared: EmbeddedServer) -> None:
    assert embedded_database(prepared).backup == prepared.superuser_address(DATABASE)


def test_a_runtime_role_is_made_on_a_server_of_the_users_own(ordinary_owner: str) -> None:
    first = given_runtime_address(ordinary_owner)
    assert given_runtime_address(ordinary_owner) == first
    refuse_privileged(first)
    assert given.secret_file(ordinary_owner).stat().st_mode & 0o777 == 0o600
    with psycopg.connect(ordinary_owner) as connection:
        connection.execute("SET ROLE frc_app_elsewhere")


def test_a_runtime_role_of_somebody_else_is_left_alone(ordinary_owner: str, superuser: Connection) -> None:
    superuser.execute("CREATE ROLE frc_app_elsewhere LOGIN PASSWORD 'theirs'")
    with pytest.raises(Problem, match="its password is not known here") as caught:
        given_runtime_address(ordinary_owner)
    assert "DATABASE_OWNER_URL" in caught.value.mend


def test_an_owner_who_may_not_make_roles_is_told_what_to_do(ordinary_owner: str, superuser: Connection) -> None:
    superuser.execute("ALTER ROLE somebody NOCREATEROLE")
    with pytest.raises(Problem, match="may not make the role"):
        given_runtime_address(ordinary_owner)


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(Problem, match="DATABASE_URL does not answer"):
        given_runtime_address("postgresql://a:b@127.0.0.1:9/none")
