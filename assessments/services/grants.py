"""Rights of the database role that web and worker use: no schema changes, nothing to erase a trail with."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

APPEND_ONLY = (
    *("Entry", "ReviewEvent", "Attestation", "Report", "AuditEvent", "CounselRecord", "CarriedAnswer"),
    *("Evidence", "EvidenceWithdrawal", "EvidenceErasure", "Comment", "Clarification", "StepAssignment"),
    *("ReviewerView", "AnswerMark"),
    *("ActionRecord", "TriggerRecord"),
    *("Place", "PlaceDescription", "PlaceException"),
    *("WithdrawalRequest", "WithdrawalDecision"),
)
KEPT = ("Revision", "Assessment", "Organisation", "AuditHead", "Deployment", "Person", "Invitation", "TrailAlarm")
"""Models whose rows may change but never go."""
NAMES = {
    "Attestation": "person_name",
    "CounselRecord": "recorded_by_name",
    "Evidence": "added_by_name",
    "EvidenceWithdrawal": "made_by_name",
    **dict.fromkeys(("Comment", "Clarification", "StepAssignment", "ReviewerView", "AnswerMark"), "made_by_name"),
    **dict.fromkeys(("PlaceDescription", "PlaceException"), "made_by_name"),
}
"""Columns that repeat the name of a person, beside the one that says whose it is.

A trigger lets them change only to what an erased person is called.
"""


def tenant_models() -> list[type[Model]]:
    """Every table whose rows belong to an organisation, and stand behind its wall."""
    models = apps.get_app_config("assessments").get_models()
    return [each for each in models if any(field.name == "organisation" for field in each._meta.get_fields())]


@transaction.atomic
def grant_runtime_role(role: str) -> None:
    """Give `role` its rights on every table and take away all others. Needs the owner's connection."""
    name = sql.Identifier(role)
    _run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", name)
    _run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    _run("GRANT USAGE ON SCHEMA public TO {}", name)
    _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", name)
    _run("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}", name)
    _run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", name)
    _run("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}", name)
    for model in APPEND_ONLY:
        _run("REVOKE UPDATE, DELETE ON {} FROM {}", _table(model), name)
    for model, column in NAMES.items():
        _run("GRANT UPDATE ({}) ON {} TO {}", sql.Identifier(column), _table(model), name)
    for model in KEPT:
        _run("REVOKE DELETE ON {} FROM {}", _table(model), name)


def _table(model: str) -> sql.Identifier:
    return sql.Identifier(apps.get_model("assessments", model)._meta.db_table)


def _run(statement: str, *names: sql.Identifier) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*names).as_string(cursor.connection))
