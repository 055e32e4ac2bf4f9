"""A sealed assessment with everything that has to be kept with it, and every way there is to take some of it away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from uuid import UUID

from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assessments.catalogues import current_edition
from assessments.domain.catalogue import QuestionKey
from assessments.domain.lifecycle import Role
from assessments.domain.progress import ActionState
from assessments.domain.remediation import plan_actions
from assessments.domain.revision import answers_of, digest
from assessments.models import (
    ActionRecord,
    Assessment,
    Attestation,
    AuditEvent,
    Deployment,
    DraftReport,
    Entry,
    Evidence,
    Organisation,
    Person,
    Report,
    ReviewEvent,
    Revision,
)
from assessments.services.access import ORGANISATION, Actor, scope, set_locally
from assessments.services.drafts import ask_for_draft, forget_draft
from assessments.services.erasing import erase_person
from assessments.services.evidence import Details, Upload, add_file, withdraw
from assessments.services.evidence_keeping import sweep_files
from assessments.services.grants import NAMES
from assessments.services.members import change_roles, deactivate
from assessments.services.organisations import add_member
from assessments.services.remediation import Commitment, record_action
from assessments.services.review import reopen
from assessments.services.sessions import purge_expired_sessions
from assessments.services.trials import end_trial, erase_ended_trials
from assessments.web.urls import urlpatterns
from trust.cast import Cast, answer_all, approved, demo_answers, make_cast, make_person, start
from trust.everywhere import content_of

KEPT = (Report, Revision, Evidence, AuditEvent, Attestation, ReviewEvent, Entry, ActionRecord)
"""What a sealed report is, rests on and is told by."""
PARENTS = ("organisation", "deployment", "assessment", "person", "audithead")
FILE = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
QUESTION = QuestionKey("q_orgkind")


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment that is sealed, with evidence, plan and trail."""

    cast: Cast
    administrator: Actor
    assessment_id: UUID
    revision_id: UUID
    evidence_id: UUID
    file: str


def keep(now: datetime, sealed_at: datetime) -> Kept:
    """One of an organisation of its own, whose report says that it was sealed then."""
    cast = make_cast(now)
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, demo_answers())
    with scope(cast.organisation_id):
        with TemporaryFile() as uploaded:
            uploaded.write(FILE)
            uploaded.flush()
            upload = Upload("plan.pdf", uploaded, len(FILE), hashlib.sha256(FILE).hexdigest())
            assert add_file(cast.assessor, assessment_id, QUESTION, upload, Details())
        evidence_id, file = Evidence.objects.values_list("id", "storage_name").get()
    revision_id = approved(cast, assessment_id)
    plan(cast, assessment_id, revision_id)
    with scope(cast.organisation_id):
        put_report(cast, revision_id, sealed_at)
        Revision.objects.filter(id=revision_id).update(status="sealed")
        Assessment.objects.filter(id=assessment_id).update(status="sealed")
        administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, now)
    return Kept(cast, administrator, assessment_id, revision_id, evidence_id, file)


def plan(cast: Cast, assessment_id: UUID, revision_id: UUID) -> None:
    """One commitment about the first thing that has to be done."""
    content, catalogue = content_of(cast.organisation_id, revision_id)
    asked = {key for each in content.route for key in each.questions}
    (first, *_) = plan_actions(content.assessed, answers_of(content, catalogue), asked, catalogue)
    entered = Commitment(cast.dpo.person_id, None, ActionState.OPEN, "", None)
    with scope(cast.organisation_id):
        record_action(cast.assessor, assessment_id, first.key, entered, based_on=0)


def put_report(cast: Cast, revision_id: UUID, sealed_at: datetime, kept_years: int = 3) -> Report:
    """A report that says that it was sealed then."""
    pdf = b"%PDF " + revision_id.bytes
    return Report.objects.create(
        organisation_id=cast.organisation_id,
        revision_id=revision_id,
        language="en",
        pdf=pdf,
        pdf_digest=digest(pdf),
        size_bytes=len(pdf),
        signer_fingerprint="0" * 64,
        self_issued=True,
        sealed_at=sealed_at,
        kept_years=kept_years,
    )


def state(kept: Kept) -> dict[str, str]:
    """Digests of everything that is kept, by table and key; rows that come in addition do not matter."""
    found: dict[str, str] = {}
    with scope(kept.cast.organisation_id), connection.cursor() as cursor:
        for model in KEPT:
            table = model._meta.db_table
            changing = ("status", "fence", "attempts", "started_at", "failure", NAMES.get(model.__name__, ""))
            shown = " - ".join((f"to_jsonb({table})", *(f"'{each}'" for each in changing)))
            cursor.execute(f"SELECT id::text, md5(({shown})::text) FROM {table}")
            found |= {f"{table} {key}": str(digest) for key, digest in cursor.fetchall()}
    if storages["evidence"].exists(kept.file):
        with storages["evidence"].open(kept.file) as file:
            found[kept.file] = hashlib.sha256(file.read()).hexdigest()
    return found


def every_statement() -> list[str]:
    """Statements that delete what is kept, or would allow it."""
    tables = [model._meta.db_table for model in KEPT]
    each = [
        "DELETE FROM {}",
        "UPDATE {} SET id = gen_random_uuid()",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "DROP TABLE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} OWNER TO CURRENT_USER",
        "LOCK TABLE {}; DELETE FROM {}",
        "WITH gone AS (DELETE FROM {} RETURNING 1) SELECT * FROM gone",
        "MERGE INTO {} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    ]
    above = [f"assessments_{parent}" for parent in PARENTS]
    found = [statement.replace("{}", table) for table in tables for statement in each]
    return [
        *found,
        *(f"{act} {table}" for table in above for act in ("DELETE FROM", "TRUNCATE", "DROP TABLE")),
        *OTHERS,
    ]


OTHERS = (
    "UPDATE assessments_report SET pdf = '', kept_years = 3",
    "UPDATE assessments_report SET sealed_at = now() - interval '9 years'",
    "UPDATE assessments_revision SET content = ''",
    "UPDATE assessments_organisation SET trial_expires_at = now() - interval '1 day'",
    "UPDATE assessments_audithead SET sequence = 0",
    "SET session_replication_role = replica; DELETE FROM assessments_report",
    "DROP TRIGGER refuse_change ON assessments_report",
    "CREATE OR REPLACE FUNCTION assessments_refuse() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "ALTER FUNCTION assessments_refuse() RENAME TO nothing",
    "GRANT DELETE ON assessments_report TO CURRENT_USER; DELETE FROM assessments_report",
    "DROP SCHEMA public CASCADE",
    "ALTER TABLE assessments_report DROP CONSTRAINT report_is_kept_long_enough",
    "CREATE RULE gone AS ON UPDATE TO assessments_assessment DO ALSO DELETE FROM assessments_report",
    "CREATE TABLE public.assessments_elsewhere ()",
    "SELECT 1 WHERE assessments_erase_ended_trial()",
)


def try_sql(kept: Kept, statement: str) -> bool:
    """Whether the runtime role got through with it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_locally(ORGANISATION, kept.cast.organisation_id)
            cursor.execute(statement)
            return bool(cursor.rowcount)
    except DatabaseError:
        return False


def every_service(kept: Kept) -> list[Callable[[], object]]:
    """Everything in the services that takes something away, or might; and query sets of every kind."""
    cast, far = kept.cast, timezone.now() + timedelta(days=365)

    def here(act: Callable[[], object]) -> Callable[[], object]:
        def scoped() -> object:
            with scope(cast.organisation_id):
                return act()

        return scoped

    paths: list[Callable[[], object]] = [
        here(lambda: withdraw(cast.assessor, kept.assessment_id, kept.evidence_id)),
        here(lambda: reopen(cast.assessor, kept.assessment_id)),
        here(lambda: withdraw(cast.assessor, kept.assessment_id, kept.evidence_id)),
        lambda: sweep_files(far),
        lambda: erase_ended_trials(far),
        lambda: end_trial(cast.organisation_id, far),
        lambda: forget_draft(cast.organisation_id, draft_of(kept), far),
        lambda: purge_expired_sessions(far),
        here(lambda: deactivate(kept.administrator, cast.assessor.person_id)),
        here(lambda: change_roles(kept.administrator, cast.dpo.person_id, {Role.AUDITOR})),
    ]
    rows = (*KEPT, Assessment, Deployment, Organisation, Person)
    paths += [here(lambda model=model: model._default_manager.all().delete()) for model in rows]  # type: ignore[misc]
    paths.append(here(lambda: Person.objects.get(id=cast.assessor.person_id).delete()))
    paths.append(lambda: erase_person(cast.assessor.person_id, far))
    return paths


def draft_of(kept: Kept) -> UUID:
    """A draft report of the assessment, just asked for."""
    with scope(kept.cast.organisation_id):
        ask_for_draft(kept.cast.auditor, kept.assessment_id, "en")
        found: UUID = DraftReport.objects.values_list("id", flat=True).get()
    return found


def every_address(kept: Kept) -> list[str]:
    """Every address of the product, about what is kept wherever it can be about it."""
    given = {
        "assessment_id": kept.assessment_id,
        "revision_id": kept.revision_id,
        "evidence_id": kept.evidence_id,
        "person_id": kept.cast.assessor.person_id,
        "key": "P13-basis",
        "question": "q_orgkind",
        "step": "system",
        "edition_key": str(current_edition().key),
    }
    found = []
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        try:
            found.append(reverse(str(pattern.name), kwargs={name: given[name] for name in wanted}))
        except (KeyError, NoReverseMatch):
            continue
    return [each for each in found if "logout" not in each]


GUARDED = {"report": "refuse_change", "auditevent": "refuse_change", "audithead": "refuse_delete"}
"""Tables whose rows go when nothing forbids it any more, each with the trigger that forbids any deleting whatsoever."""


def delete_as_owner(kept: Kept, table: str, *without: str) -> bool:
    """Whether the owner of the tables, with those triggers off, can delete; it is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_locally(ORGANISATION, kept.cast.organisation_id)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET ROLE NONE")
            for trigger in without:
                cursor.execute(f"ALTER TABLE assessments_{table} DISABLE TRIGGER {trigger}")
            cursor.execute(f"DELETE FROM assessments_{table} WHERE organisation_id = %s", [kept.cast.organisation_id])
            deleted: int = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return deleted > 0
