"""What happens to evidence by itself: files go when nothing needs them, never while a report does, and rows stay."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError
from pytest_django.fixtures import Settings

from assessments.jobs import tasks
from assessments.models import Assessment, AuditEvent, Evidence, EvidenceErasure, Report, TrailAlarm
from assessments.services import evidence_keeping
from assessments.services.access import Actor, NotFound, scope
from assessments.services.assessments import load_workspace
from assessments.services.copying import start_from
from assessments.services.evidence import withdraw
from assessments.services.evidence_files import ORPHAN_AGE, is_orphan_old, names_of_files
from assessments.services.evidence_keeping import SECOND_THOUGHTS, Swept, sweep_files
from assessments.services.evidence_views import load_file, load_usage, load_withdrawn
from assessments.services.review import reopen
from assessments.services.self_check import end_read_only
from assessments.services.trials import erase_ended_trials, take_over
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, make_cast, start
from tests.services.filing import PDF, QUESTION, put_file, put_paper
from tests.services.test_sealing import approved
from tests.services.test_trials import begin, roomy, rows_of
from tests.services.test_upgrades import go_on

__all__ = ["roomy"]
LATER = NOW + SECOND_THOUGHTS + timedelta(hours=1)
THREE_YEARS = timedelta(days=3 * 365 + 2)


@pytest.fixture
def people(committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A cast whose files alone are in the store."""
    monkeypatch.setattr(storages["evidence"], "base_location", str(tmp_path))
    monkeypatch.setattr(storages["evidence"], "location", str(tmp_path))
    return make_cast()


def put(cast: Cast, assessment_id: UUID) -> UUID:
    with scope(cast.organisation_id):
        return put_file(cast.assessor, assessment_id)


def take_back(actor: Actor, assessment_id: UUID, made: UUID) -> None:
    with scope(actor.organisation_id):
        withdraw(actor, assessment_id, made)


def files_of(cast: Cast) -> int:
    return len(names_of_files(cast.organisation_id))


def test_a_file_that_was_withdrawn_goes_after_a_time_and_its_row_stays(people: Cast) -> None:
    assessment_id = start(people.assessor)
    made = put(people, assessment_id)
    assert sweep_files(LATER) == Swept(0, 0, 0)
    take_back(people.assessor, assessment_id, made)
    assert sweep_files(NOW + SECOND_THOUGHTS) == Swept(0, 0, 0)
    assert files_of(people) == 1
    assert sweep_files(LATER) == Swept(1, 0, 0)
    assert files_of(people) == 0
    with scope(people.organisation_id):
        (view,) = load_withdrawn(assessment_id)
        assert (view.is_erased, view.has_file, view.digest) == (True, False, Evidence.objects.get().digest)
        assert load_usage(people.organisation_id).used == 0
        with pytest.raises(NotFound):
            load_file(people.assessor, made)
        assert AuditEvent.objects.latest("sequence").action == "erase_evidence"
        assert verify_chain(people.organisation_id)
    assert sweep_files(LATER) == Swept(0, 0, 0)


def sealed(cast: Cast, revision_id: UUID, at: datetime) -> None:
    pdf = uuid4().bytes
    with scope(cast.organisation_id):
        Report.objects.create(
            organisation_id=cast.organisation_id,
            revision_id=revision_id,
            language="en",
            pdf=pdf,
            pdf_digest=hashlib.sha256(pdf).hexdigest(),
            size_bytes=len(pdf),
            signer_fingerprint="0" * 64,
            self_issued=True,
            sealed_at=at,
        )


def withdrawn_after_freezing(cast: Cast) -> tuple[UUID, UUID]:
    """A file that a revision names, taken back in the next draft; the keys of revision and row."""
    assessment_id = start(cast.assessor)
    made = put(cast, assessment_id)
    revision_id = approved(cast, assessment_id)
    take_back_in_next_draft(cast, assessment_id, made)
    return revision_id, made


def take_back_in_next_draft(cast: Cast, assessment_id: UUID, made: UUID) -> None:
    with scope(cast.organisation_id):
        Assessment.objects.filter(id=assessment_id).update(status="sealed")
        reopen(cast.assessor, assessment_id)
    take_back(cast.assessor, assessment_id, made)


@pytest.mark.parametrize("age", [None, timedelta(0), timedelta(days=3 * 365 - 2)])
def test_evidence_of_a_report_is_kept_for_three_years_after_sealing(people: Cast, age: timedelta | None) -> None:
    revision_id, made = withdrawn_after_freezing(people)
    if age is not None:
        sealed(people, revision_id, datetime.now(UTC) - age)
    assert sweep_files(LATER) == Swept(0, 0, 0)
    assert sweep_files(NOW + 20 * THREE_YEARS) == Swept(0, 0, 0)
    with scope(people.organisation_id):
        name, _, content = load_file(people.auditor, made)
    with content:
        assert (name, content.read()) == ("plan.pdf", PDF)
    with scope(people.organisation_id):
        stored = Evidence.objects.get().storage_name
    with pytest.raises(DatabaseError, match="kept for three years"), scope(people.organisation_id):
        EvidenceErasure.objects.create(
            organisation_id=people.organisation_id, storage_name=stored, erased_at=NOW + 20 * THREE_YEARS
        )


def test_three_years_after_sealing_a_withdrawn_file_may_go(people: Cast) -> None:
    revision_id, _ = withdrawn_after_freezing(people)
    sealed(people, revision_id, datetime.now(UTC) - THREE_YEARS)
    assert sweep_files(LATER) == Swept(1, 0, 0)


def test_the_database_keeps_the_file_of_evidence_that_counts(people: Cast) -> None:
    put(people, start(people.assessor))
    with scope(people.organisation_id):
        stored = Evidence.objects.get().storage_name
    with pytest.raises(DatabaseError, match="keeps its file"), scope(people.organisation_id):
        EvidenceErasure.objects.create(organisation_id=people.organisation_id, storage_name=stored, erased_at=NOW)


def test_an_upgrade_carries_what_counts_and_shares_the_file(people: Cast, publish_newer: Callable[[], None]) -> None:
    assessment_id = start(people.assessor)
    made = put(people, assessment_id)
    with scope(people.organisation_id):
        withdraw(people.assessor, assessment_id, put_paper(people.assessor, assessment_id))
    publish_newer()
    new = go_on(people.assessor, assessment_id)
    with scope(people.organisation_id):
        (view,) = load_workspace(people.assessor, new).evidence[QUESTION]
        copy = Evidence.objects.get(id=view.id)
        assert (copy.carried_from_id, view.name, view.added_at) == (made, "plan.pdf", NOW)
        assert load_usage(people.organisation_id).used == len(PDF)
        assert verify_chain(people.organisation_id)
    assert files_of(people) == 1
    assert sweep_files(LATER) == Swept(0, 0, 0)
    take_back(people.assessor, new, view.id)
    assert sweep_files(LATER) == Swept(1, 0, 0)
    assert files_of(people) == 0
    with scope(people.organisation_id):
        space = load_workspace(people.assessor, assessment_id)
        (left_behind,) = space.evidence[QUESTION]
        assert (left_behind.is_erased, left_behind.has_file) == (True, False)
        again = start_from(people.assessor, assessment_id, space.assessment.deployment_id, with_evidence=True)
        assert load_workspace(people.assessor, again).evidence == {}


def test_a_file_that_an_upgrade_left_behind_stays_where_nobody_withdrew_it(
    people: Cast,
) -> None:
    assessment_id = start(people.assessor)
    made = put(people, assessment_id)
    with scope(people.organisation_id):
        Assessment.objects.filter(id=assessment_id).update(status="superseded", as_of=NOW.date())
    assert sweep_files(LATER) == Swept(0, 0, 0)
    with scope(people.organisation_id):
        _, _, content = load_file(people.auditor, made)
    with content:
        assert content.read() == PDF


def test_an_upgrade_without_evidence_says_nothing_of_it(people: Cast, publish_newer: Callable[[], None]) -> None:
    assessment_id = start(people.assessor)
    publish_newer()
    new = go_on(people.assessor, assessment_id)
    with scope(people.organisation_id):
        assert load_workspace(people.assessor, new).evidence == {}


def test_a_file_without_a_row_goes_after_a_week(people: Cast) -> None:
    name = storages["evidence"].save(f"{people.organisation_id}/{uuid4().hex}", open_pdf())
    assert sweep_files(datetime.now(UTC)) == Swept(0, 0, 0)
    assert sweep_files(datetime.now(UTC) + ORPHAN_AGE + timedelta(hours=1)) == Swept(0, 1, 0)
    assert not storages["evidence"].exists(name)


def open_pdf() -> ContentFile[bytes]:
    return ContentFile(PDF)


def test_a_file_that_is_missing_is_said(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    put(people, start(people.assessor))
    with scope(people.organisation_id):
        stored = Evidence.objects.get().storage_name
    os.unlink(storages["evidence"].path(stored))
    with caplog.at_level(logging.ERROR):
        assert sweep_files(NOW) == Swept(0, 0, 1)
    assert stored in caplog.text


def test_what_is_not_ours_in_the_store_is_left_alone(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    unknown = f"{uuid4()}/{uuid4().hex}"
    for name in ("lost+found/x", unknown):
        storages["evidence"].save(name, open_pdf())
    with caplog.at_level(logging.WARNING):
        assert sweep_files(LATER + ORPHAN_AGE) == Swept(0, 0, 0)
    assert storages["evidence"].exists(unknown)
    assert "lost+found" in caplog.text
    assert "does not know" in caplog.text


def test_without_a_store_there_is_nothing_to_sweep(people: Cast, tmp_path: Path) -> None:
    storages["evidence"].location = str(tmp_path / "not-yet")  # type: ignore[attr-defined]
    assert sweep_files(NOW) == Swept(0, 0, 0)


def test_a_store_that_does_not_delete_is_tried_again(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assessment_id = start(people.assessor)
    take_back(people.assessor, assessment_id, put(people, assessment_id))

    def fail(*_: object) -> None:
        raise OSError("read-only")

    with monkeypatch.context() as broken:
        broken.setattr(type(storages["evidence"]), "delete", fail)
        assert sweep_files(LATER) == Swept(1, 0, 0)
    assert files_of(people) == 1
    assert sweep_files(LATER) == Swept(0, 0, 0)
    assert files_of(people) == 0


def withdrawn_also_elsewhere(people: Cast) -> Cast:
    """Another organisation in which, as in this one, a file is withdrawn."""
    other = make_cast()
    for each in (people, other):
        assessment_id = start(each.assessor)
        take_back(each.assessor, assessment_id, put(each, assessment_id))
    return other


def alarm(cast: Cast) -> None:
    TrailAlarm.objects.create(chain=cast.organisation_id, kind="changed", place=1, found_at=NOW)


def test_an_organisation_that_can_only_be_read_keeps_its_files_and_stops_no_other(
    people: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    other = withdrawn_also_elsewhere(people)
    orphan = storages["evidence"].save(f"{people.organisation_id}/{uuid4().hex}", open_pdf())
    alarm(people)
    assert sweep_files(LATER + ORPHAN_AGE) == Swept(1, 0, 0)
    assert (files_of(people), files_of(other)) == (2, 0)
    assert f"{people.organisation_id} can only be read" in caplog.text
    end_read_only(people.organisation_id, ("Li", "Wang"), "explained", NOW)
    assert sweep_files(datetime.now(UTC) + SECOND_THOUGHTS + ORPHAN_AGE) == Swept(1, 1, 0)
    assert not storages["evidence"].exists(orphan)


def test_an_alarm_that_is_raised_during_the_sweep_stops_no_other_organisation(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = withdrawn_also_elsewhere(people)
    alarm(people)
    monkeypatch.setattr(evidence_keeping, "is_read_only", lambda organisation_id: False)
    assert sweep_files(LATER) == Swept(1, 0, 0)
    assert (files_of(people), files_of(other)) == (1, 0)
    assert f"the files of organisation {people.organisation_id} were not swept" in caplog.text


def test_a_folder_that_cannot_be_read_stops_no_other_organisation(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = withdrawn_also_elsewhere(people)

    def locked(organisation_id: UUID) -> frozenset[str]:
        if organisation_id == people.organisation_id:
            raise PermissionError
        return names_of_files(organisation_id)

    monkeypatch.setattr(evidence_keeping, "names_of_files", locked)
    assert sweep_files(LATER) == Swept(1, 0, 0)
    assert files_of(other) == 0
    assert f"the files of organisation {people.organisation_id} were not swept" in caplog.text


def test_a_file_that_got_its_name_meanwhile_is_no_orphan(people: Cast) -> None:
    assert not is_orphan_old(f"{people.organisation_id}/{uuid4().hex}", NOW)


def test_the_worker_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime] = []
    monkeypatch.setattr(tasks, "sweep_files", seen.append)
    tasks.sweep_evidence(0)
    assert len(seen) == 1


def test_an_ended_trial_goes_with_its_documents(people: Cast, settings: Settings) -> None:
    settings.TRIALS_AT_ONCE = 10_000
    begun, actor = begin()
    with scope(actor.organisation_id):
        put_paper(actor, begun.assessment_id)
        withdraw(actor, begun.assessment_id, put_paper(actor, begun.assessment_id, "b" * 64))
    erase_ended_trials(NOW + timedelta(days=2))
    assert set(rows_of(begun.organisation_id).values()) == {0}


def test_documents_of_a_trial_are_taken_over_as_the_persons_own(people: Cast, settings: Settings) -> None:
    settings.TRIALS_AT_ONCE = 10_000
    begun, actor = begin()
    with scope(actor.organisation_id):
        put_paper(actor, begun.assessment_id)
        withdraw(actor, begun.assessment_id, put_paper(actor, begun.assessment_id, "b" * 64))
    later = replace(people.assessor, now=NOW + timedelta(hours=3))
    with scope(people.organisation_id):
        made = take_over(later, begun.organisation_id, "Gates")
        (view,) = load_workspace(later, made).evidence[QUESTION]
        assert (view.digest, view.added_by, view.added_at) == ("a" * 64, later.person_name, later.now)
        assert verify_chain(people.organisation_id)
