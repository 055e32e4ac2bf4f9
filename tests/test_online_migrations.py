"""Migrations from 0020 on may run while the version before still serves."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Q

from tests.online_migrations import faults_of

FIRST = "0020"
"""Those before it were run by nobody but ourselves while anything served."""
AnyField: TypeAlias = "models.Field[Any, Any]"


def nullable(kind: Any, *arguments: object, **options: object) -> AnyField:
    """A field that may be empty."""
    made: AnyField = kind(*arguments, null=True, **options)
    return made


INDEX = models.Index(fields=["text"], name="by_text")
CHECK = models.CheckConstraint(condition=~Q(text=""), name="some_text")
MADE = operations.CreateModel(
    "Thing", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField(null=True))]
)


def test_every_newer_migration_is_online() -> None:
    loader = MigrationLoader(None)
    newer = [key for key in loader.graph.nodes if key[0] == "assessments" and key[1] >= FIRST]
    for key in newer:
        before = loader.project_state(key, at_end=False)
        assert [*faults_of(loader.get_migration(*key), before)] == [], key[1]


def faults(*steps: Operation, second_step_of: str = "", atomic: bool = True) -> list[str]:
    """Of a migration after one that made the table of things."""
    before = ProjectState()
    MADE.state_forwards("assessments", before)
    body = {"operations": list(steps), "atomic": atomic, "second_step_of": second_step_of}
    migration: Migration = type("Migration", (Migration,), body)("0021_x", "assessments")
    return [*faults_of(migration, before)]


def sql(text: object) -> operations.RunSQL:
    return operations.RunSQL(text)  # type: ignore[arg-type]


def added(field: AnyField) -> operations.AddField:
    return operations.AddField("thing", "more", field)


def altered(field: AnyField) -> operations.AlterField:
    return operations.AlterField("thing", "text", field)


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (operations.RenameField("thing", "text", "words"), "asks for the old name"),
        (operations.RenameModel("Thing", "Matter"), "asks for the old name"),
        (operations.RemoveField("thing", "text"), "one release later"),
        (operations.DeleteModel("Thing"), "one release later"),
        (added(models.TextField(default="")), "inserts rows without it"),
        (added(nullable(models.TextField, unique=True)), "while its index is built"),
        (added(nullable(models.TextField, db_index=True)), "while its index is built"),
        (added(nullable(models.ForeignKey, "assessments.Thing", models.PROTECT)), "locks both tables"),
        (altered(nullable(models.IntegerField)), "rewrite the table"),
        (altered(models.TextField()), "reads the whole table"),
        (altered(nullable(models.TextField, unique=True)), "while its index is built"),
        (operations.AddIndex("thing", INDEX), "AddIndexConcurrently"),
        (operations.AddConstraint("thing", CHECK), "AddConstraintNotValid"),
        (sql("ALTER TABLE assessments_thing DROP COLUMN text"), "drops"),
        (sql(["ALTER TABLE assessments_thing RENAME TO other"]), "renames"),
        (sql([("CREATE UNIQUE INDEX i ON assessments_thing (text)", [])]), "CONCURRENTLY"),
        (sql("ALTER TABLE assessments_thing ALTER COLUMN text TYPE int"), "rewrites"),
        (sql("ALTER TABLE assessments_thing ALTER text SET NOT NULL"), "NOT VALID"),
        (sql("ALTER TABLE assessments_thing ADD CONSTRAINT c CHECK (text <> '')"), "NOT VALID"),
        (operations.RunPython(operations.RunPython.noop), "small steps"),
        (operations.SeparateDatabaseAndState([operations.RemoveField("thing", "text")]), "one release later"),
    ],
)
def test_what_the_version_before_would_not_survive_is_named(step: Operation, why: str) -> None:
    (fault,) = faults(step)
    assert why in fault


@pytest.mark.parametrize(
    "step",
    [
        operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        added(models.TextField(db_default="")),
        added(nullable(models.TextField)),
        added(nullable(models.ForeignKey, "assessments.Thing", models.PROTECT, db_constraint=False, db_index=False)),
        added(models.ManyToManyField("assessments.Thing")),
        altered(nullable(models.TextField, help_text="no matter of the database")),
        AddIndexConcurrently("thing", INDEX),
        AddConstraintNotValid("thing", CHECK),
        sql("ALTER TABLE assessments_thing ADD CONSTRAINT c CHECK (text <> '') NOT VALID"),
        sql("CREATE INDEX CONCURRENTLY i ON assessments_thing (text)"),
        operations.SeparateDatabaseAndState([], [operations.RemoveField("thing", "text")]),
    ],
)
def test_what_it_survives_is_let_pass(step: Operation) -> None:
    assert faults(step) == []


def test_tables_of_the_same_migration_are_nobodys_yet() -> None:
    new = operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())])
    assert faults(new, operations.AddIndex("other", INDEX), operations.AddConstraint("other", CHECK)) == []
    guard = sql("ALTER TABLE assessments_other ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES assessments_thing (id)")
    assert faults(new, guard) == []


def test_a_second_step_may_take_away_and_small_steps_may_run() -> None:
    assert faults(operations.RemoveField("thing", "text"), second_step_of="0020_words") == []
    assert faults(operations.RunPython(operations.RunPython.noop), atomic=False) == []
