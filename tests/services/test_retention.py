"""Nothing that is kept can be deleted by any path of the product, nor by its database role whatever it says in SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assessments.catalogues import current_edition
from assessments.domain.lifecycle import Role
from assessments.domain.progress import ActionState
from assessments.domain.retention import PARAMETER, kept_years
from assessments.models import (
    ActionRecord,
    Assessment,
    Attestation,
    AuditEvent,
    Deployment,
    DraftReport,
    Entry,
    Evidence,
    EvidenceErasure,
    EvidenceWithdrawal,
    Organisation,
    Person,
    Report,
    ReviewEvent,
    Revision,
)
from assessments.services.access import ORGANISATION, Actor, scope, set_locally
from assessments.services.drafts import ask_for_draft, forget_draft
from assessments.services.erasing import erase_person
from assessments.services.evidence import NotEditable, withdraw
from assessments.services.evidence_keeping import sweep_files
from assessments.services.grants import NAMES
from assessments.services.members import change_roles, deactivate
from assessments.services.organisations import add_member
from assessments.services.remediation import Commitment, record_action
from assessments.services.review import approve, reopen
from assessments.services.sessions import purge_expired_sessions
from assessments.services.trials import end_trial, erase_ended_trials
from assessments.web.urls import urlpatterns
from tests.chains import verify_chain
from tests.conftest import NOW, RUNTIME_ROLE, Cast, answer_all, case_answers, make_cast, make_person, sign_in, start
from tests.services.filing import put_file
from tests.services.test_audit_complete import hand, store

KEPT = (Report, Revision, Evidence, AuditEvent, Attestation, ReviewEvent, Entry, ActionRecord)
"""What a sealed report is, rests on and is told by."""
PARENTS = ("organisation", "deployment", "assessment", "person", "audithead")


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment that is sealed, with evidence, plan and trail."""

    cast: Cast
    administrator: Actor
    assessment_id: UUID
    revision_id: UUID
    evidence_id: UUID
    file: str


@pytest.fixture
def kept(committed: None) -> Kept:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("a-02-office-tower-neglected.yaml"))
    with scope(cast.organisation_id):
        evidence_id = put_file(cast.assessor, assessment_id)
        entered = Commitment(cast.dpo.person_id, None, ActionState.OPEN, "", None)
        record_action(cast.assessor, assessment_id, "P13-basis", entered, based_on=0)
        digest = hand(cast, assessment_id)
        agreed = {"statement_accepted": True, "expected_answers_digest": digest}
        revision = approve(cast.dpo, assessment_id, language="en", **agreed)  # type: ignore[arg-type]
        store(cast, revision.id, 0)
        Revision.objects.filter(id=revision.id).update(status="sealed")
        Assessment.objects.filter(id=assessment_id).update(status="sealed")
        file = Evidence.objects.values_list("storage_name", flat=True).get(id=evidence_id)
        administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    return Kept(cast, administrator, assessment_id, revision.id, evidence_id, file)


def state(kept: Kept) -> dict[str, str]:
    """Digests of everything that is kept, by table and key; rows that come in addition do not matter."""
    found: dict[str, str] = {}
    with scope(kept.cast.organisation_id), connection.cursor() as cursor:
        for model in KEPT:
            table = model._meta.db_table
            changing = ("status", "fence", "attempts", "started_at", "failure", NAMES.get(model.__name__, ""))
            shown = " - ".join((f"to_jsonb({table})", *(f"'{each}'" for each in changing)))
            cursor.execute(f"SELECT id::text, md5(({shown})::text) FROM {table}")  # noqa: S608  our own names
            found |= {f"{table} {key}": str(digest) for key, digest in cursor.fetchall()}
    with storages["evidence"].open(kept.file) as file:
        found[kept.file] = hashlib.sha256(file.read()).hexdigest()
    return found


def nothing_is_gone(kept: Kept, before: dict[str, str]) -> bool:
    after = state(kept)
    verify_chain_in(kept)
    return before.items() <= after.items()


def verify_chain_in(kept: Kept) -> None:
    with scope(kept.cast.organisation_id):
        verify_chain(kept.cast.organisation_id)


def _everything() -> list[str]:
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
    return found + [f"{act} {table}" for table in above for act in ("DELETE FROM", "TRUNCATE", "DROP TABLE")]


OTHERWISE = (
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


def test_no_statement_of_the_runtime_role_deletes_or_changes_what_is_kept(kept: Kept) -> None:
    before = state(kept)
    assert len(before) > 20
    through = [each for each in (*_everything(), *OTHERWISE) if try_sql(kept, each)]
    assert through == []
    assert not try_sql(kept, "SELECT 1 WHERE assessments_erase_ended_trial()")
    assert nothing_is_gone(kept, before)


SHADOWS = (
    "CREATE TEMP TABLE assessments_evidence (organisation_id uuid, storage_name text, id uuid, assessment_id uuid)",
    "CREATE TEMP TABLE assessments_organisation AS SELECT gen_random_uuid() AS id, now() AS trial_expires_at,"
    " true AS sole_person_exception",
    "CREATE TEMP TABLE assessments_report (organisation_id uuid, revision_id uuid, sealed_at timestamptz)",
)


def forget(kept: Kept, *before: str) -> bool:
    """Whether the file of evidence can be recorded as going."""
    insert = (
        "INSERT INTO public.assessments_evidenceerasure (id, storage_name, erased_at, organisation_id)"
        " VALUES (%s, %s, now(), %s)"
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_locally(ORGANISATION, kept.cast.organisation_id)
            for each in before:
                cursor.execute(each)
            cursor.execute(insert, [uuid4(), kept.file, kept.cast.organisation_id])
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def test_tables_of_the_same_name_do_not_mislead_the_guards(kept: Kept) -> None:
    assert not forget(kept)
    assert [each for each in SHADOWS if forget(kept, each)] == []


def test_control_a_guard_that_looks_wherever_it_is_told_is_misled(kept: Kept) -> None:
    unpinned = (
        "RESET ROLE",
        "ALTER FUNCTION assessments_evidence_is_held() RESET search_path",
        f"SET ROLE {RUNTIME_ROLE}",
    )
    assert forget(kept, *unpinned, SHADOWS[0])


def test_every_guard_looks_at_our_tables_alone(db: None) -> None:
    found = "SELECT proname FROM pg_proc WHERE starts_with(proname, 'assessments_') AND NOT {}"
    paths = "ARRAY['search_path=public, pg_temp', 'search_path=pg_catalog, public, pg_temp']"
    pinned = f"coalesce(proconfig && {paths}, false)"
    with connection.cursor() as cursor:
        cursor.execute(found.format(pinned))
        assert cursor.fetchall() == []
        cursor.execute(found.format("false"))
        assert len(cursor.fetchall()) > 10


def _services(kept: Kept) -> list[Callable[[], object]]:
    """Everything in the services that takes something away, or might."""
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
    with scope(kept.cast.organisation_id):
        ask_for_draft(kept.cast.auditor, kept.assessment_id, "en")
        found: UUID = DraftReport.objects.values_list("id", flat=True).get()
    return found


def test_no_service_and_no_query_set_deletes_what_is_kept(kept: Kept) -> None:
    before = state(kept)
    for act in _services(kept):
        try:
            act()
        except (DatabaseError, NotEditable, ProtectedError):
            continue
    assert nothing_is_gone(kept, before)
    with scope(kept.cast.organisation_id):
        assert EvidenceWithdrawal.objects.count() == 1
        assert EvidenceErasure.objects.count() == 0
        assert Person.objects.get(id=kept.cast.assessor.person_id).erased_at is not None


COMMANDS = (("flush", "--no-input"), ("migrate", "assessments", "zero"), ("clearsessions",), ("sqlflush",))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: str(each[0]))
def test_no_command_deletes_what_is_kept(kept: Kept, command: tuple[str, ...]) -> None:
    before = state(kept)
    with (
        pytest.raises((DatabaseError, CommandError, SystemExit))
        if command[0] in ("flush", "migrate")
        else nullcontext()
    ):
        call_command(*command, verbosity=0)
    assert nothing_is_gone(kept, before)


def addresses(kept: Kept) -> list[str]:
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
    return found


SENT = ("withdraw", "delete", "erase", "stop", "remove", "deactivate", "end", "take", "yes")
"""What pages take as the word for what to do."""


@pytest.mark.no_cover
def test_no_address_deletes_what_is_kept_whoever_asks_and_how(kept: Kept) -> None:
    before, tried = state(kept), 0
    for actor in (kept.cast.assessor, kept.cast.dpo, kept.administrator):
        client = sign_in(actor)
        for where in addresses(kept):
            if "logout" in where:
                continue
            client.delete(where)
            client.post(where, {"evidence": str(kept.evidence_id), "go": SENT[tried % len(SENT)]})
            tried += 1
    assert tried > 100
    assert nothing_is_gone(kept, before)


def test_an_edition_can_lengthen_the_time_and_not_shorten_it() -> None:
    published = current_edition()
    assert PARAMETER not in published.parameters
    assert kept_years(published) == 3
    years = {given: kept_years(replace(published, parameters={PARAMETER: given})) for given in (1, 3, 10)}
    assert years == {1: 3, 3: 3, 10: 10}


@pytest.mark.parametrize(("years", "kept_for", "goes"), [(4, 3, True), (4, 10, False), (2, 3, False)])
def test_the_years_that_stand_with_the_report_decide(cast: Cast, years: int, kept_for: int, goes: bool) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    digest = hand(cast, assessment_id)
    agreed = {"statement_accepted": True, "expected_answers_digest": digest}
    revision = approve(cast.dpo, assessment_id, language="en", **agreed)  # type: ignore[arg-type]
    store(cast, revision.id, years, kept_for)
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT assessments_is_kept(%s, %s)", [cast.organisation_id, revision.id])
        assert cursor.fetchone() == (goes,)
