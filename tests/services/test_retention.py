"""How long what was sealed is kept, and that the guards cannot be misled; `python -m trust retention` tries every way
of taking something away."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessments.catalogues import current_edition
from assessments.domain.retention import PARAMETER, kept_years
from assessments.services.access import ORGANISATION, set_locally
from assessments.services.review import approve
from tests.conftest import NOW, RUNTIME_ROLE, Cast, answer_all, case_answers, start
from tests.services.test_audit_complete import hand, store
from trust.retained import Kept, keep


@pytest.fixture
def kept(committed: None) -> Kept:
    return keep(NOW, timezone.now())


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
