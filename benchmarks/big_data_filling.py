"""Filling a database for benchmarks.big_data: one organisation by the services, all others by statements."""

from __future__ import annotations

import psycopg
from psycopg import sql

from benchmarks.big_data_rows import FILLED
from benchmarks.trail import say, seconds

Connection = psycopg.Connection[tuple[object, ...]]
LOOSE_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ('assessments_entry', 'assessments_auditevent', 'assessments_deploymentword')
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)
"""
"""Built at the end, which is quicker than with every row."""


def fill(superuser: str, organisations: int, assessments: int) -> None:
    """All rows, then what the database knows of their distribution."""
    given = first_organisation() | {"organisations": organisations, "assessments": assessments}
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        loose = connection.execute(LOOSE_INDEXES).fetchall()
        for name, _ in loose:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(str(name))))
        for what, statements in FILLED.items():
            say(f"filling, {what}", f"{seconds(lambda s=statements: run(connection, s, given)):.0f} s")  # type: ignore[misc]
        for _, definition in loose:
            connection.execute(str(definition).encode())
        connection.execute("SET session_replication_role = origin")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CREATE TABLE big_done ()")


def run(connection: Connection, statements: str, given: dict[str, object]) -> None:
    """One statement after the other, with the values filled in."""
    values = {name: sql.Literal(value) for name, value in given.items()}
    for each in statements.split(";"):
        if each.strip():
            connection.execute(sql.SQL(each).format(**values))  # from big_data_rows alone


def first_organisation() -> dict[str, object]:
    """The organisation that is measured, with people who can sign in, and one assessment answered as people do."""
    from django.utils import timezone

    from assessments.catalogues import CURRENT
    from assessments.domain.lifecycle import Role
    from assessments.models import AuditHead
    from assessments.services.access import scope
    from assessments.services.organisations import NewMember, found_organisation
    from benchmarks.big_data import MEASURED
    from trust.cast import answer_all, demo_answers, start

    roles = (Role.ASSESSOR, Role.DPO, Role.AUDITOR)
    people = [NewMember(role, f"{role}@measured.example", role, "x") for role in roles]
    assessor, dpo, _ = found_organisation(MEASURED, people, timezone.now())
    model = start(assessor, "The one that was answered")
    answer_all(assessor, model, demo_answers())
    with scope(assessor.organisation_id):
        after = AuditHead.objects.get(organisation_id=assessor.organisation_id).sequence
    ids = {"here": assessor.organisation_id, "assessor": assessor.person_id, "dpo": dpo.person_id, "model": model}
    return {**ids, "edition": str(CURRENT), "after": after}
