"""A revision that waits for its seal, and the hands of somebody who owns the tables and switches off every guard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeAlias
from uuid import UUID

from django.db import connection

from assessments.domain.canonical import Json, read_object
from assessments.domain.revision import digest
from assessments.models import Revision
from assessments.services.access import ORGANISATION, scope, set_locally

TABLES = ("revision", "assessment", "attestation", "reviewevent", "auditevent")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A revision that waits for its seal, and one of another organisation."""

    organisation_id: UUID
    revision_id: UUID
    assessment_id: UUID
    content: bytes
    author_id: UUID
    foreign_organisation_id: UUID
    foreign_revision_id: UUID
    foreign_content: bytes

    @property
    def values(self) -> dict[str, Json]:
        """The content as values."""
        return read_object(self.content)


Change: TypeAlias = Callable[[Frozen, Random], None]


def frozen_of(organisation_id: UUID, revision_id: UUID, foreign: tuple[UUID, UUID], author_id: UUID) -> Frozen:
    """What the forgeries need to know."""
    with scope(organisation_id):
        row = Revision.objects.get(id=revision_id)
    with scope(foreign[0]):
        other = bytes(Revision.objects.get(id=foreign[1]).content)
    return Frozen(
        organisation_id, revision_id, row.assessment_id, bytes(row.content), author_id, foreign[0], foreign[1], other
    )


def as_owner(organisation_id: UUID, statement: str, *parameters: str | bytes | UUID) -> None:
    """Run one statement, which has to hit, without triggers and without the constraint that holds a content to its
    digest; part of the caller's transaction, which has to be undone."""
    set_locally(ORGANISATION, organisation_id)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT current_user")
        role = str(cursor.fetchone()[0])
        cursor.execute("SET ROLE NONE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE assessments_{table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE assessments_revision DROP CONSTRAINT IF EXISTS revision_digest_fits_content")
        cursor.execute(statement, list(parameters))
        assert cursor.rowcount > 0, statement
        for table in TABLES:
            cursor.execute(f"ALTER TABLE assessments_{table} ENABLE TRIGGER USER")
        cursor.execute(f'SET ROLE "{role}"')


def put(frozen: Frozen, content: bytes, *, with_digest: bool = True) -> None:
    """Exchange the frozen content, and its digest to fit."""
    stated = digest(content if with_digest else frozen.content)
    statement = "UPDATE assessments_revision SET content = %s, content_digest = %s WHERE id = %s"
    as_owner(frozen.organisation_id, statement, content, stated, frozen.revision_id)


def column(table: str, setting: str, *parameters: str, where: str = "assessment_id") -> Change:
    """A column of rows of the revision or its assessment changed behind every guard."""

    def change(frozen: Frozen, dice: Random) -> None:
        key = {"id": frozen.assessment_id, "revision": frozen.revision_id, "subject": frozen.revision_id}
        name = "id" if where == "revision" else where
        statement = f"UPDATE assessments_{table} SET {setting} WHERE {name} = %s"
        as_owner(frozen.organisation_id, statement, *parameters, key.get(where, frozen.assessment_id))

    return change


def without(table: str, condition: str, where: str = "assessment_id") -> Change:
    """Rows deleted behind every guard."""

    def change(frozen: Frozen, dice: Random) -> None:
        key = frozen.revision_id if where == "subject" else frozen.assessment_id
        as_owner(frozen.organisation_id, f"DELETE FROM assessments_{table} WHERE {where} = %s AND {condition}", key)

    return change


def by_the_author(frozen: Frozen, dice: Random) -> None:
    """The approval is that of somebody who answered."""
    statement = "UPDATE assessments_attestation SET person_id = %s WHERE assessment_id = %s AND statement = 'approve'"
    as_owner(frozen.organisation_id, statement, frozen.author_id, frozen.assessment_id)
