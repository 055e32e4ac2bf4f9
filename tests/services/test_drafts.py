"""Draft reports: one at a time for an assessment, made by the worker, said when not made, and gone after a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.jobs import tasks
from assessments.models import DraftReport
from assessments.report.process import RenderingFailed
from assessments.services import drafts
from assessments.services.access import NotFound, scope
from assessments.services.drafts import (
    LATE,
    MOST_AN_HOUR,
    DraftState,
    TooManyDrafts,
    ask_for_draft,
    load_draft,
    load_draft_file,
    make_draft,
)
from assessments.services.verification import Genuineness, verify_upload
from frcompliance.log_lines import JsonLines
from tests.conftest import NOW, Cast, answer_all, case_answers, make_cast, start

PDF = b"%PDF-1.7 a draft"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def people(committed: None) -> Cast:
    return make_cast()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "render_draft", lambda content: PDF)


def ask(cast: Cast, assessment_id: UUID, language: str = "en", now: datetime = NOW) -> UUID:
    with scope(cast.organisation_id):
        ask_for_draft(replace(cast.auditor, now=now), assessment_id, language)
        return DraftReport.objects.values_list("id", flat=True).get(assessment_id=assessment_id)


def state(cast: Cast, assessment_id: UUID, now: datetime = LATER) -> DraftState | None:
    with scope(cast.organisation_id):
        return load_draft(replace(cast.assessor, now=now), assessment_id)


def jobs_for(draft_id: UUID) -> dict[str, ProcrastinateJob]:
    return {each.task_name: each for each in ProcrastinateJob.objects.filter(args__draft_id=str(draft_id))}


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_a_draft_is_rendered_and_carries_no_seal(people: Cast) -> None:
    assessment_id = start(people.assessor)
    draft_id = ask(people, assessment_id)
    make_draft(people.organisation_id, draft_id, lambda: LATER)
    with scope(people.organisation_id):
        found = load_draft_file(people.auditor, assessment_id)
    assert found is not None
    name, pdf = found
    assert name.endswith("-r1-en.pdf")
    assert name.isascii()
    assert verify_upload(pdf).genuineness is Genuineness.NOT_SEALED


def test_what_was_asked_for_is_made_and_said(people: Cast, quick: None) -> None:
    assessment_id = start(people.assessor)
    assert state(people, assessment_id) is None
    draft_id = ask(people, assessment_id, "both")
    assert state(people, assessment_id) == DraftState(draft_id, "making", "both", NOW, None, 0, "", False, False)
    with scope(people.organisation_id):
        assert load_draft_file(people.assessor, assessment_id) is None
    tasks.make(str(people.organisation_id), str(draft_id))
    made = state(people, assessment_id)
    assert made is not None
    assert (made.status, made.size_bytes, made.failure, made.is_behind) == ("ready", len(PDF), "", False)


def test_a_draft_says_when_the_answers_have_changed_since(people: Cast, quick: None) -> None:
    assessment_id = start(people.assessor)
    make_draft(people.organisation_id, ask(people, assessment_id), lambda: NOW - timedelta(hours=1))
    answer_all(people.assessor, assessment_id, case_answers("sealed.yaml"))
    made = state(people, assessment_id)
    assert made is not None
    assert made.is_behind


def test_only_one_is_made_at_a_time(people: Cast, quick: None) -> None:
    assessment_id = start(people.assessor)
    first = ask(people, assessment_id)
    assert ask(people, assessment_id, now=NOW + LATE) == first
    assert ask(people, assessment_id, "zh-hans") == first
    assert list(jobs_for(first)) == [drafts.DRAFT_TASK]
    make_draft(people.organisation_id, first, lambda: LATER)
    other = ask(people, assessment_id, "zh-hans", LATER)
    assert other != first
    make_draft(people.organisation_id, first, lambda: LATER)
    waiting = state(people, assessment_id)
    assert waiting is not None
    assert (waiting.status, waiting.language) == ("making", "zh-hans")
    make_draft(people.organisation_id, other, lambda: LATER)
    assert ask(people, assessment_id, "zh-hans", LATER) != other
    with scope(people.organisation_id):
        assert DraftReport.objects.filter(assessment_id=assessment_id).count() == 1


def test_a_late_draft_can_be_asked_for_again(people: Cast) -> None:
    assessment_id = start(people.assessor)
    first = ask(people, assessment_id)
    after = NOW + LATE + timedelta(seconds=1)
    late = state(people, assessment_id, after)
    assert late is not None
    assert late.is_late
    assert ask(people, assessment_id, now=after) != first


def test_a_draft_that_cannot_be_made_says_why(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> bytes:
        raise RenderingFailed("out of time")

    monkeypatch.setattr(drafts, "render_in_child", fail)
    assessment_id = start(people.assessor)
    make_draft(people.organisation_id, ask(people, assessment_id), lambda: LATER)
    failed = state(people, assessment_id)
    assert failed is not None
    assert (failed.status, failed.failure, failed.as_at) == ("failed", "out of time", None)


def test_an_error_that_nobody_foresaw_is_said_without_its_words(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(content: object) -> bytes:
        raise OSError("an answer of somebody")

    monkeypatch.setattr(drafts, "render_draft", fail)
    assessment_id = start(people.assessor)
    make_draft(people.organisation_id, ask(people, assessment_id), lambda: LATER)
    failed = state(people, assessment_id)
    assert failed is not None
    assert (failed.status, failed.failure) == ("failed", "the worker met an error that it does not know (OSError)")
    (line,) = [JsonLines().format(each) for each in caplog.records if each.name == drafts.__name__]
    assert "builtins.OSError" in line
    assert "an answer" not in line


def test_a_draft_replaced_while_it_was_rendered_leaves_the_new_one_alone(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment_id = start(people.assessor)
    first = ask(people, assessment_id)

    def meanwhile(content: object) -> bytes:
        ask(people, assessment_id, "both", NOW + 2 * LATE)
        return PDF

    monkeypatch.setattr(drafts, "render_draft", meanwhile)
    make_draft(people.organisation_id, first, lambda: LATER)
    waiting = state(people, assessment_id)
    assert waiting is not None
    assert (waiting.status, waiting.language) == ("making", "both")


def test_an_organisation_asks_for_so_many_in_an_hour_and_others_still_may(people: Cast, quick: None) -> None:
    assessment_id = start(people.assessor)
    for _ in range(MOST_AN_HOUR):
        make_draft(people.organisation_id, ask(people, assessment_id), lambda: LATER)
    with pytest.raises(TooManyDrafts):
        ask(people, assessment_id)
    made = state(people, assessment_id)
    assert made is not None
    assert made.status == "ready"
    with scope(people.outsider.organisation_id):
        ask_for_draft(people.outsider, start(people.outsider), "en")


def test_drafts_wait_for_each_other(people: Cast) -> None:
    draft_id = ask(people, start(people.assessor))
    assert jobs_for(draft_id)[drafts.DRAFT_TASK].lock == drafts.ONE_AT_A_TIME


def test_a_draft_of_another_organisation_is_not_found(people: Cast, quick: None) -> None:
    assessment_id = start(people.assessor)
    ask(people, assessment_id)
    with scope(people.outsider.organisation_id):
        for act in (
            lambda: load_draft(people.outsider, assessment_id),
            lambda: load_draft_file(people.outsider, assessment_id),
            lambda: ask_for_draft(people.outsider, assessment_id, "en"),
            lambda: ask_for_draft(people.outsider, uuid4(), "en"),
        ):
            with pytest.raises(NotFound):
                act()
        assert DraftReport.objects.count() == 0
