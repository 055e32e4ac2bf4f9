"""Upgrading: a new assessment on the current edition, the old one untouched, and nothing lost on the way."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from assessments import catalogues
from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.domain.engine import assess
from assessments.domain.lifecycle import Move, Refusal, Role, Status
from assessments.domain.upgrading import Outcome, plan_upgrade
from assessments.models import Assessment, AuditEvent, CarriedAnswer, Entry, ReviewEvent
from assessments.services.access import Actor, NotAllowed, NotFound, scope
from assessments.services.assessments import is_author, load_workspace
from assessments.services.counsel import record_view, withdraw_view
from assessments.services.counsel_views import load_history
from assessments.services.entries import NotEditable, record_entry
from assessments.services.listing import load_list
from assessments.services.review import MoveRefused, hand_in, reopen, return_to_assessor
from assessments.services.revision_pages import load_revision
from assessments.services.sealing import seal_revision
from assessments.services.upgrades import newest_entry, upgrade
from assessments.services.verification import Genuineness, verify_upload
from tests.chains import verify_chain
from tests.conftest import Cast, answer_all, case_answers, make_cast, start
from tests.editions import BASE, KEY, lay_over
from tests.services.test_counsel import POINT, VIEW
from tests.services.test_sealing import approved, clock, key

__all__ = ["key"]
Publish = Callable[[], None]
SYSTEM, PURPOSE = StepKey("system"), StepKey("purpose")
HALF = "half-answered.yaml"


def answer_half(actor: Actor, assessment_id: UUID, colleague: Actor | None = None) -> None:
    """Answer the steps of a file that ends half way; the last of them by the colleague."""
    answers = case_answers(HALF)
    with scope(actor.organisation_id):
        space = load_workspace(actor, assessment_id)
        for step in space.catalogue.steps[:7]:
            here = {str(one.question): answers[one.question] for one in step.placements if one.question in answers}
            by = colleague if colleague and step.number == 7 else actor
            if space.route.step(step.key) is not None:
                space = record_entry(by, space, step.key, here, space.based_on(step.key)).workspace


def go_on(actor: Actor, assessment_id: UUID, to: str = KEY) -> UUID:
    with scope(actor.organisation_id):
        known = newest_entry(load_workspace(actor, assessment_id))
        return upgrade(actor, assessment_id, to=to, based_on=known)


def test_a_new_assessment_takes_over_what_can_be_carried(cast: Cast, publish_newer: Publish) -> None:
    old = start(cast.assessor)
    answer_half(cast.assessor, old)
    publish_newer()
    space = load_workspace(cast.assessor, old)
    plan = plan_upgrade(catalogues.editions_since(BASE), space.answers)
    assert space.upgrade == plan
    new = load_workspace(cast.assessor, go_on(cast.assessor, old))
    assert new.catalogue.key == KEY
    assert new.answers == plan.answers
    assert new.assessed == assess(new.catalogue, plan.answers, new.as_of)
    assert (new.assessment.status, new.assessment.number, new.assessment.as_of) == (Status.DRAFT, 2, None)
    assert (new.assessment.upgraded_from, new.upgrade) == (old, None)
    outcomes = {str(one.question.key): one.passage.outcome for one in new.earlier}
    assert outcomes == {
        "q_orgkind": Outcome.RECONFIRM,
        "q_minimal": Outcome.ASKED_AGAIN,
        "q_accuracy": Outcome.ARCHIVED,
        "q_people": Outcome.ASKED_AGAIN,
        "q_elderly": Outcome.ASKED_AGAIN,
        "q_sign": Outcome.RECONFIRM,
    }
    assert set(new.waiting) == {"q_orgkind", "q_minimal_gallery", "q_minimal_fields", "q_people", "q_elderly", "q_sign"}
    assert [one.question.key for one in new.no_longer_asked] == ["q_accuracy"]


@pytest.fixture
def old(cast: Cast, publish_newer: Publish) -> UUID:
    """An assessment half answered on the published edition, which is not the current one any more."""
    made = start(cast.assessor)
    answer_half(cast.assessor, made, cast.colleague)
    publish_newer()
    return made


def test_the_old_assessment_stays_as_it_was(cast: Cast, old: UUID) -> None:
    before = list(Entry.objects.filter(assessment_id=old).order_by("number").values())
    was = load_workspace(cast.assessor, old)
    new = go_on(cast.assessor, old)
    assert list(Entry.objects.filter(assessment_id=old).order_by("number").values()) == before
    now = load_workspace(cast.assessor, old)
    assert (now.answers, now.assessed.findings) == (was.answers, was.assessed.findings)
    assert (now.assessment.status, now.assessment.as_of) == (Status.SUPERSEDED, was.today)
    assert (now.assessment.upgraded_to, now.may_edit, now.moves) == (new, False, frozenset())
    with pytest.raises(NotEditable):
        record_entry(cast.assessor, was, SYSTEM, {"q_orgkind": "school"}, was.based_on(SYSTEM))


def test_what_was_carried_says_from_where(cast: Cast, old: UUID) -> None:
    was = load_workspace(cast.assessor, old)
    rows = {row.question: row for row in CarriedAnswer.objects.filter(assessment_id=go_on(cast.assessor, old))}
    assert set(rows) == set(was.answers)
    assert {row.from_entry.assessment_id for row in rows.values()} == {old}
    assert all(row.from_entry.answers[key] == row.value for key, row in rows.items())
    minimal, kind = rows["q_minimal"], rows["q_orgkind"]
    assert (minimal.asked_as, minimal.outcome, minimal.change_class) == (
        ["q_minimal_gallery", "q_minimal_fields"],
        "asked_again",
        "split",
    )
    assert (kind.value, kind.edition_key, kind.outcome, kind.change_class) == ("property", BASE, "reconfirm", "choices")
    assert (rows["q_public"].outcome, rows["q_public"].change_class) == ("carried", "")
    assert str(minimal) == f"q_minimal of {minimal.assessment_id}"


def test_carried_answers_keep_their_author_and_time(cast: Cast, old: UUID) -> None:
    """So the report names who answered, and who answered may not approve."""
    new = go_on(cast.assessor, old)
    by_step = {entry.step: entry for entry in Entry.objects.filter(assessment_id=new).order_by("number")}
    assert by_step["notice"].made_by_id == cast.colleague.person_id
    assert by_step["place"].made_by_id == cast.assessor.person_id
    assert by_step["place"].made_at == cast.assessor.now
    assert by_step["system"].answers == {
        "q_orgkind": None,
        "q_province": "shanghai",
        "q_purposes": ["security", "access"],
    }


def test_an_answer_changed_later_is_carried_from_the_later_act(cast: Cast, old: UUID) -> None:
    space = load_workspace(cast.colleague, old)
    changed: dict[str, Answer] = {**case_answers(HALF), "q_province": "tibet"}
    here = {key: changed[key] for key in ("q_orgkind", "q_province", "q_purposes")}
    record_entry(cast.colleague, space, SYSTEM, here, space.based_on(SYSTEM))
    new = go_on(cast.assessor, old)
    entries = list(Entry.objects.filter(assessment_id=new, step="system").order_by("number"))
    assert [(one.made_by_id, one.answers["q_province"]) for one in entries] == [
        (cast.assessor.person_id, None),
        (cast.colleague.person_id, "xizang"),
    ]
    assert load_workspace(cast.assessor, new).answers["q_province"] == "xizang"
    assert CarriedAnswer.objects.get(assessment_id=new, question="q_province").outcome == "mapped"


def test_the_trail_and_the_history_tell_of_it(cast: Cast, old: UUID) -> None:
    new = go_on(cast.assessor, old)
    verify_chain(cast.organisation_id)
    actions = list(
        AuditEvent.objects.filter(subject__in=(old, new)).order_by("sequence").values_list("action", flat=True)
    )
    assert actions[-2:] == ["upgrade", "start_assessment"]
    assert ReviewEvent.objects.get(assessment_id=old).move == Move.UPGRADE


def test_a_confirmed_answer_is_no_longer_waiting(cast: Cast, old: UUID) -> None:
    new = go_on(cast.assessor, old)
    space = load_workspace(cast.assessor, new)
    here: dict[str, Answer] = {"q_orgkind": "company", "q_province": "shanghai", "q_purposes": Several(("access",))}
    after = record_entry(cast.assessor, space, SYSTEM, here, space.based_on(SYSTEM)).workspace
    assert "q_orgkind" not in after.waiting


def test_asking_twice_makes_one(cast: Cast, old: UUID) -> None:
    first = go_on(cast.assessor, old)
    assert upgrade(cast.colleague, old, to=KEY, based_on=0) == first
    assert Assessment.objects.filter(upgraded_from_id=old).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            organisation_id=cast.organisation_id,
            deployment_id=Assessment.objects.get(id=old).deployment_id,
            edition_key=KEY,
            author_id=cast.assessor.person_id,
            upgraded_from_id=old,
            created_at=cast.assessor.now,
            updated_at=cast.assessor.now,
        )


def test_only_assessors_of_the_organisation_upgrade(cast: Cast, old: UUID) -> None:
    for other in (cast.dpo, cast.auditor):
        with pytest.raises(NotAllowed):
            upgrade(other, old, to=KEY, based_on=0)
    with scope(cast.outsider.organisation_id), pytest.raises(NotFound):
        upgrade(cast.outsider, old, to=KEY, based_on=0)
    with pytest.raises(NotFound):
        upgrade(cast.assessor, uuid4(), to=KEY, based_on=0)


def refusal(actor: Actor, assessment_id: UUID, to: str = KEY, based_on: int | None = None) -> Refusal:
    known = newest_entry(load_workspace(actor, assessment_id)) if based_on is None else based_on
    with pytest.raises(MoveRefused) as caught:
        upgrade(actor, assessment_id, to=to, based_on=known)
    assert caught.value.move is Move.UPGRADE
    return caught.value.refusal


def test_what_the_person_saw_must_still_hold(cast: Cast, old: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(cast.assessor, old, to=BASE) is Refusal.WRONG_STATUS
    assert refusal(cast.assessor, old, based_on=1) is Refusal.ANSWERS_CHANGED
    monkeypatch.setattr(catalogues, "CURRENT", BASE)
    assert refusal(cast.assessor, old, to=BASE) is Refusal.WRONG_STATUS
    assert load_workspace(cast.assessor, old).upgrade is None


def test_handed_in_is_not_upgraded_returned_is(cast: Cast, publish_newer: Publish) -> None:
    made = start(cast.assessor)
    answer_all(cast.assessor, made, case_answers("sealed.yaml"))
    digest = load_workspace(cast.assessor, made).answers_digest
    publish_newer()
    hand_in(cast.assessor, made, statement_accepted=True, expected_answers_digest=digest)
    assert refusal(cast.assessor, made) is Refusal.WRONG_STATUS
    return_to_assessor(cast.dpo, made, "Ask again.")
    assert load_workspace(cast.assessor, go_on(cast.assessor, made)).assessment.status is Status.DRAFT


def test_an_empty_draft_goes_on_empty(cast: Cast, publish_newer: Publish) -> None:
    made = start(cast.assessor)
    publish_newer()
    new = load_workspace(cast.assessor, go_on(cast.assessor, made))
    assert (new.answers, new.earlier) == ({}, ())


def test_the_list_shows_what_an_upgrade_would_do(cast: Cast, old: UUID) -> None:
    row = next(each for each in load_list(cast.assessor).rows if each.id == old)
    assert row.upgrade is not None
    assert len(row.upgrade.affected) == 6
    new = go_on(cast.assessor, old)
    rows = {each.id: each for each in load_list(cast.assessor).rows}
    assert (rows[old].upgraded_to, rows[old].upgrade) == (new, None)
    assert (rows[new].upgraded_to, rows[new].upgrade, rows[new].edition_key) == (None, None, KEY)


def test_what_waits_goes_along_with_the_next_upgrade(
    cast: Cast, old: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost between two upgrades: what nobody confirmed yet is still shown, what was archived still read."""
    second = go_on(cast.assessor, old)
    space = load_workspace(cast.assessor, second)
    here = {key: space.answers[key] for key in ("q_province", "q_purposes")} | {"q_orgkind": "school"}
    record_entry(cast.assessor, space, SYSTEM, here, space.based_on(SYSTEM))
    lay_over(
        catalogues.edition_folders()[KEY],
        tmp_path / "2026-11-third",
        THIRD,
    )
    monkeypatch.setattr(catalogues, "FURTHER", (*catalogues.FURTHER, tmp_path))
    monkeypatch.setattr(catalogues, "CURRENT", "2026-11-third")
    third = load_workspace(cast.assessor, go_on(cast.assessor, second, "2026-11-third"))
    assert third.answers["q_orgkind"] == "school"
    assert {str(one.question.key): one.passage.outcome for one in third.earlier} == {
        "q_minimal": Outcome.ASKED_AGAIN,
        "q_accuracy": Outcome.ARCHIVED,
        "q_people": Outcome.ASKED_AGAIN,
        "q_elderly": Outcome.ASKED_AGAIN,
        "q_sign": Outcome.RECONFIRM,
    }
    rows = CarriedAnswer.objects.filter(assessment_id=third.assessment.id)
    assert {row.from_entry.assessment_id for row in rows} == {old, second}
    assert third.assessment.number == 3


THIRD: dict[str, dict[str, Any]] = {
    "changes.yaml": {"base": KEY, "changes": []},
    "edition.yaml": {"top": {"key": "2026-11-third"}},
}


def test_the_deployment_is_locked_before_the_chain_of_events(cast: Cast, publish_newer: Publish) -> None:
    """As where reports are stored and assessments reopened: two in different orders would wait for each other."""
    made = start(cast.assessor)
    publish_newer()
    with CaptureQueriesContext(connection) as queries:
        go_on(cast.assessor, made)
    locks = [each["sql"] for each in queries if re.search("FOR (NO KEY )?UPDATE", each["sql"])]
    (deployment, *_) = (at for at, sql in enumerate(locks) if 'FROM "assessments_deployment"' in sql)
    (chain, *_) = (at for at, sql in enumerate(locks) if 'FROM "assessments_audithead"' in sql)
    assert deployment < chain


def test_a_click_and_a_save_at_the_same_time_lose_nothing(committed: None, publish_newer: Publish) -> None:
    """Either the save is first, and the upgrade asks to look again; or it comes too late, and is told so."""
    cast = make_cast()
    made = start(cast.assessor)
    publish_newer()
    answer_half(cast.assessor, made)
    outcomes: list[str] = []
    barrier = threading.Barrier(3)

    def click(actor: Actor) -> None:
        with scope(actor.organisation_id):
            known = newest_entry(load_workspace(actor, made))
            barrier.wait(timeout=20)
            try:
                upgrade(actor, made, to=KEY, based_on=known)
                outcomes.append("upgraded")
            except MoveRefused as refused:
                outcomes.append(str(refused.refusal))
        connections.close_all()

    def save() -> None:
        with scope(cast.organisation_id):
            space = load_workspace(cast.colleague, made)
            barrier.wait(timeout=20)
            try:
                record_entry(cast.colleague, space, SYSTEM, {"q_orgkind": "school"}, space.based_on(SYSTEM))
                outcomes.append("saved")
            except NotEditable:
                outcomes.append("too late")
        connections.close_all()

    threads = [threading.Thread(target=click, args=(each,)) for each in (cast.assessor, cast.colleague)]
    threads.append(threading.Thread(target=save))
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)
    assert sorted(outcomes) in (["answers_changed", "answers_changed", "saved"], ["too late", "upgraded", "upgraded"])
    with scope(cast.organisation_id):
        assert Assessment.objects.filter(upgraded_from_id=made).count() == outcomes.count("upgraded") // 2
        changed = Entry.objects.filter(assessment_id=made, answers__q_orgkind="school").count()
        assert changed == outcomes.count("saved")


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_the_older_sealed_report_is_superseded_by_the_newer_one(
    committed: None, key: Path, publish_newer: Publish, clocks_agree: None
) -> None:
    cast = make_cast()
    made = start(cast.assessor)
    first = approved(cast, made)
    seal_revision(cast.organisation_id, first, clock)
    publish_newer()
    with scope(cast.organisation_id):
        frozen = load_revision(cast.auditor, first)
        reopen(cast.assessor, made)
    new = go_on(cast.assessor, made)
    with scope(cast.organisation_id):
        assert load_revision(cast.auditor, first) == frozen
        row = Assessment.objects.get(id=new)
        row.edition_key = BASE  # the report is made in a process of its own, which knows the published editions only
        row.save()
    second = approved(cast, new)
    seal_revision(cast.organisation_id, second, clock)
    with scope(cast.organisation_id):
        assert load_revision(cast.auditor, first).status is Status.SUPERSEDED
        pdf = bytes(row.revisions.get().report.pdf)
    assert verify_upload(pdf).genuineness is Genuineness.CURRENT


def test_a_superseded_assessment_never_changes(cast: Cast, old: UUID) -> None:
    go_on(cast.assessor, old)
    for change in ({"status": "draft", "as_of": None}, {"number": 9}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Assessment.objects.filter(id=old).update(**change)


def test_approving_is_refused_to_whoever_gave_a_carried_answer(cast: Cast, old: UUID) -> None:
    new = Assessment.objects.get(id=go_on(cast.assessor, old))
    assert is_author(replace(cast.colleague, roles=frozenset({Role.DPO})), new)
    assert not is_author(cast.dpo, new)
    assert QuestionKey("q_sign") in load_workspace(cast.dpo, new.id).waiting


def test_what_was_carried_is_behind_the_walls(committed: None, publish_newer: Publish) -> None:
    cast = make_cast()
    made, foreign = start(cast.assessor), start(cast.outsider)
    answer_half(cast.assessor, made)
    publish_newer()
    new = go_on(cast.assessor, made)
    with scope(cast.outsider.organisation_id):
        assert not CarriedAnswer.objects.filter(assessment_id=new).exists()
    with scope(cast.organisation_id):
        row = CarriedAnswer.objects.filter(assessment_id=new).first()
    assert row is not None
    for change in (CarriedAnswer.objects.filter(id=row.id).delete, lambda: row.save(update_fields=["outcome"])):
        with pytest.raises(DatabaseError, match="permission denied"), scope(cast.organisation_id):
            change()
    for wrong in ({"assessment_id": foreign}, {"from_entry_id": uuid4()}):
        row.id, row.question = uuid4(), "q_other"
        with pytest.raises(IntegrityError), scope(cast.organisation_id):
            CarriedAnswer.objects.create(**{**_columns(row), **wrong})
    with pytest.raises(DatabaseError, match="row-level security"), scope(cast.outsider.organisation_id):
        CarriedAnswer.objects.create(**_columns(row))
    with pytest.raises(IntegrityError), scope(cast.organisation_id):
        Assessment.objects.filter(id=new).update(upgraded_from_id=foreign)


def _columns(row: CarriedAnswer) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_counsels_views_go_along_and_stand_as_they_were(cast: Cast, old: UUID) -> None:
    """They belong to the deployment; what is withdrawn after the upgrade still stands in the old assessment."""
    record_view(cast.dpo, old, POINT, VIEW)
    new = go_on(cast.assessor, old)
    withdraw_view(cast.dpo, new, POINT, based_on=load_history(Assessment.objects.get(id=new).deployment_id)[0].place)
    held = {each: load_workspace(cast.assessor, each).counsel for each in (old, new)}
    assert [one.point for one in held[old]] == [POINT]
    assert held[new] == ()
    assert {one.id: one.gaps for one in load_list(cast.assessor).rows}[old] == sum(
        each.is_gap for each in load_workspace(cast.assessor, old).assessed.findings
    )
