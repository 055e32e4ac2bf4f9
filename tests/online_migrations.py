"""Rules for migrations that run while the version before still serves: nothing it needs goes, nothing waits for a scan.

docs/operations.md says how a change is made in two releases instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SECOND_STEP = "second_step_of"
"""Attribute of a migration: the name of the earlier one, of a release that is out, after which nothing uses this."""
AnyField: TypeAlias = "models.Field[Any, Any]"
GOING = (operations.RemoveField, operations.DeleteModel)
RENAMING = (operations.RenameField, operations.RenameModel, operations.AlterModelTable)
IN_SQL = {
    r"\bDROP\s+(TABLE|COLUMN)\b": "drops what the version before still reads",
    r"\bRENAME\s+(TO|COLUMN)\b": "renames what the version before still reads",
    r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)": "builds an index while nobody can write; use CONCURRENTLY",
    r"\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b": "rewrites the table",
    r"\bSET\s+NOT\s+NULL\b": "reads the whole table under a lock; add a check NOT VALID, validate it, then set it",
}
CONSTRAINT = re.compile(
    r"ALTER\s+TABLE\s+(?P<table>\w+)\s+ADD\s+CONSTRAINT\s+\w+\s+(CHECK|FOREIGN)[^;]*", re.IGNORECASE | re.DOTALL
)


def faults_of(migration: Migration, before: ProjectState) -> Iterator[str]:
    """What would stop, break or slow the version before. `before` is the state that the migration starts from."""
    state, new = before.clone(), set[str]()
    for each in migration.operations:
        for operation in _of_database(each):
            if isinstance(operation, operations.CreateModel):
                new.add(operation.name_lower)
            yield from _faults(operation, migration, state, new)
        each.state_forwards(migration.app_label, state)


def _of_database(operation: Operation) -> Sequence[Operation]:
    if isinstance(operation, operations.SeparateDatabaseAndState):
        return operation.database_operations
    return [operation]


def _faults(operation: Operation, migration: Migration, state: ProjectState, new: set[str]) -> Iterator[str]:
    name = operation.describe()
    if isinstance(operation, RENAMING):
        yield f"{name}: the version before asks for the old name"
    elif isinstance(operation, GOING) and not getattr(migration, SECOND_STEP, ""):
        yield f"{name}: the version before still uses it; do it one release later and say so in {SECOND_STEP}"
    elif isinstance(operation, operations.AddField) and operation.model_name_lower not in new:
        yield from (f"{name}: {why}" for why in _added(operation.field))
    elif isinstance(operation, operations.AlterField) and operation.model_name_lower not in new:
        old = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
        yield from (f"{name}: {why}" for why in _altered(old, operation.field))
    elif type(operation) is operations.AddIndex and operation.model_name_lower not in new:
        yield f"{name}: nobody can write while it is built; use AddIndexConcurrently with atomic = False"
    elif isinstance(operation, operations.AddConstraint) and operation.model_name_lower not in new:
        if not isinstance(operation, AddConstraintNotValid):
            yield f"{name}: reads the whole table under a lock; AddConstraintNotValid, then ValidateConstraint"
    elif isinstance(operation, operations.RunSQL):
        yield from (f"{name}: {why}" for why in _said(operation.sql, migration.app_label, new))
    elif isinstance(operation, operations.RunPython) and migration.atomic:
        yield f"{name}: holds its locks until the end; set atomic = False and go in small steps"


def _has(field: AnyField, option: str) -> bool:
    return bool(getattr(field, option, False))


def _added(field: AnyField) -> Iterator[str]:
    if field.many_to_many:
        return
    if not field.null and field.db_default is models.NOT_PROVIDED:
        yield "the version before inserts rows without it; give it db_default or null"
    if field.unique or (_has(field, "db_index") and not isinstance(field, models.ForeignKey)):
        yield "nobody can write while its index is built; add that with AddIndexConcurrently"
    if isinstance(field, models.ForeignKey) and (_has(field, "db_constraint") or _has(field, "db_index")):
        yield "locks both tables; db_constraint=False and db_index=False, then each by itself"


def _altered(old: AnyField, field: AnyField) -> Iterator[str]:
    if old.db_parameters(connection)["type"] != field.db_parameters(connection)["type"]:
        yield "another type may rewrite the table; add a new field and go over to it"
    if old.null and not field.null:
        yield "reads the whole table under a lock; add a check NOT VALID, validate it, then this"
    if (field.unique and not old.unique) or (_has(field, "db_index") and not _has(old, "db_index")):
        yield "nobody can write while its index is built; use AddIndexConcurrently"


def _said(sql: object, app: str, new: set[str]) -> Iterator[str]:
    parts = [sql] if isinstance(sql, str) else sql if isinstance(sql, list | tuple) else []
    text = "\n".join(str(part[0]) if isinstance(part, list | tuple) else str(part) for part in parts)
    for pattern, why in IN_SQL.items():
        if re.search(pattern, text, re.IGNORECASE):
            yield why
    fresh = {f"{app}_{each}" for each in new}
    for found in CONSTRAINT.finditer(text):
        if "NOT VALID" not in found[0].upper() and found["table"] not in fresh:
            yield f"a constraint on {found['table']} reads the whole table under a lock; add it NOT VALID"
