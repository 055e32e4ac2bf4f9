"""Reminders: who gets one, when, in which language, never twice a day, and never with a word of what it is about."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.domain.lifecycle import Role
from assessments.domain.progress import ActionState
from assessments.domain.reassessing import Trigger
from assessments.jobs import tasks
from assessments.models import Person, ReminderChoice
from assessments.services import reminders
from assessments.services.access import Actor, scope
from assessments.services.due_items import DueItem, DueKind, load_due_items
from assessments.services.heads import load_heads
from assessments.services.members import deactivate
from assessments.services.organisations import add_member, create_organisation
from assessments.services.own_calendar import load_own_days
from assessments.services.people import remember_display
from assessments.services.reassessing import NewTrigger, record_trigger
from assessments.services.remediation import Commitment, record_action
from assessments.services.reminder_choices import choose_mail, load_choice, person_of, renew_calendar, stop_calendar
from assessments.services.reminders import compose, is_reason, remind
from assessments.services.trials import TrialNames, begin_trial
from tests.conftest import NOW, Cast, answer_all, case_answers, make_cast, make_person, start

LAWFUL, FREE = "M15-filing", "M09-pipia"
TODAY = NOW.date()
LAW = date(2026, 11, 23)
SECRETS = ("Secretgate", "Here", "本公司", "M09", "M15", "pipia", "filing", "备案", "Asse Ssor", "Note of ours")


@pytest.fixture(autouse=True)
def only_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Organisations that other tests left behind would only take time."""
    if "cast" in request.fixturenames:
        cast: Cast = request.getfixturevalue("cast")
        known = load_heads()
        here = {str(one.organisation_id): known[str(one.organisation_id)] for one in (cast.assessor, cast.outsider)}
        monkeypatch.setattr(reminders, "load_heads", lambda: here)


def assessed(cast: Cast) -> UUID:
    assessment_id = start(cast.assessor, "Secretgate")
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    return assessment_id


def plan(cast: Cast, assessment_id: UUID, owner: Actor | None, key: str = FREE, **changed: object) -> None:
    given = {"due": TODAY + timedelta(days=10), "state": ActionState.OPEN, "note": "Note of ours", **changed}
    entered = Commitment(owner=owner.person_id if owner else None, evidence=None, **given)  # type: ignore[arg-type]
    with scope(cast.organisation_id):
        record_action(cast.assessor, assessment_id, key, entered, based_on=0)


def due(cast: Cast) -> list[tuple[str, date, set[UUID]]]:
    with scope(cast.organisation_id):
        items = list(load_due_items(cast.organisation_id, TODAY))
    return sorted((each.kind.value, each.day, set(each.people)) for each in items)


def sent_to(cast: Cast, moment: datetime) -> dict[str, str]:
    """Texts of the mails of a run, by the name of the person."""
    mail.outbox.clear()
    assert remind(moment) == len(mail.outbox)
    names = dict(Person.objects.filter(id__in=people(cast)).values_list("email", "name"))
    return {names[each.to[0]]: f"{each.subject}\n{each.body}" for each in mail.outbox if each.to[0] in names}


def people(cast: Cast) -> Iterable[UUID]:
    return (each.person_id for each in (cast.assessor, cast.colleague, cast.dpo, cast.auditor, cast.outsider))


def test_owners_keep_their_days_and_authors_and_dpos_those_of_the_law(cast: Cast) -> None:
    assessment_id = assessed(cast)
    plan(cast, assessment_id, cast.colleague)
    responsible = {cast.assessor.person_id, cast.dpo.person_id}
    assert due(cast) == [
        ("action", TODAY + timedelta(days=10), {cast.colleague.person_id}),
        ("limit", LAW, responsible),
    ]
    plan(cast, assessment_id, cast.dpo, LAWFUL)
    assert ("action", LAW, {cast.dpo.person_id}) in due(cast)
    record_trigger(cast.dpo, assessment_id, NewTrigger(Trigger.INCIDENT, TODAY, ""))
    assert ("again", TODAY + timedelta(days=30), responsible) in due(cast)


def test_what_is_settled_or_nobodys_or_superseded_has_no_day(cast: Cast) -> None:
    assessment_id = assessed(cast)
    plan(cast, assessment_id, None)
    plan(cast, assessment_id, cast.dpo, "M04-necessity", due=None)
    plan(cast, assessment_id, cast.dpo, LAWFUL, state=ActionState.DONE)
    plan(cast, assessment_id, cast.dpo, "M15-dossier", state=ActionState.DONE)
    assert due(cast) == []


def test_whoever_left_is_not_reminded(cast: Cast) -> None:
    plan(cast, assessed(cast), cast.colleague)
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    for one in (cast.colleague, cast.assessor):
        deactivate(administrator, one.person_id)
    assert [(kind, who) for kind, _, who in due(cast)] == [("limit", {cast.dpo.person_id})]


def test_a_mail_counts_and_names_nothing(cast: Cast) -> None:
    assessment_id = assessed(cast)
    plan(cast, assessment_id, cast.colleague)
    record_trigger(cast.dpo, assessment_id, NewTrigger(Trigger.PURPOSE, TODAY - timedelta(days=4), "Note of ours"))
    remember_display(cast.colleague.person_id, language="en")
    remember_display(cast.dpo.person_id, language="zh-hans")
    texts = sent_to(cast, NOW + timedelta(days=11))
    assert set(texts) == {"Asse Ssor 评估人", "Col League", "Dee Pio 负责人"}
    assert "- overdue: 1, the oldest since 12 November 2026" in texts["Col League"]
    assert "人脸识别" not in texts["Col League"]
    assert "- 14日内1项，最近的为2026年11月23日" in texts["Dee Pio 负责人"]
    assert "- 已逾期1个，最早的期限为2026年10月29日" in texts["Dee Pio 负责人"]
    assert "law sets" not in texts["Dee Pio 负责人"]
    both = texts["Asse Ssor 评估人"]
    assert "- overdue: 1, the oldest since 29 October 2026" in both
    assert "14日内" in both
    for text in texts.values():
        assert [secret for secret in SECRETS if secret in text] == []
        assert "http://127.0.0.1:8200/account/reminders/" in text


def test_nobody_gets_two_mails_a_day_or_one_without_a_reason(cast: Cast) -> None:
    plan(cast, assessed(cast), cast.colleague)
    moment = NOW + timedelta(days=3)  # a week before
    assert set(sent_to(cast, moment)) == {"Col League"}
    assert sent_to(cast, moment + timedelta(hours=5)) == {}
    assert sent_to(cast, moment + timedelta(days=1)) == {}
    assert set(sent_to(cast, moment + timedelta(days=6))) == {"Col League"}
    assert set(sent_to(cast, moment + timedelta(days=11))) == {"Col League", "Asse Ssor 评估人", "Dee Pio 负责人"}


def test_whoever_wants_no_mail_gets_none(cast: Cast) -> None:
    plan(cast, assessed(cast), cast.colleague)
    choose_mail(cast.colleague.person_id, by_mail=False)
    assert load_choice(cast.colleague.person_id).by_mail is False
    assert sent_to(cast, NOW + timedelta(days=3)) == {}
    choose_mail(cast.colleague.person_id, by_mail=True)
    Person.objects.filter(id=cast.colleague.person_id).update(is_active=False)
    assert sent_to(cast, NOW + timedelta(days=9)) == {}


DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("since", "today", "expected"),
    [
        *((-16, -15, False), (-15, -14, True), (-14, -13, False), (-8, -7, True), (-2, -1, True), (-1, 0, False)),
        *((0, 1, True), (1, 2, False), (7, 8, True), (8, 9, False), (14, 15, True), (-10, -3, True), (2, 9, True)),
    ],
)
def test_days_on_which_there_is_something_to_say(since: int, today: int, expected: bool) -> None:
    assert is_reason(DAY, DAY + timedelta(days=since), DAY + timedelta(days=today)) is expected


def test_a_worker_that_stood_still_makes_up_for_it(cast: Cast) -> None:
    plan(cast, assessed(cast), cast.colleague)
    assert sent_to(cast, NOW) == {}
    ReminderChoice.objects.update_or_create(person_id=cast.colleague.person_id, defaults={"checked_on": TODAY})
    assert "Col League" in sent_to(cast, NOW + timedelta(days=5))


def test_a_mail_server_that_refuses_is_logged_without_names_and_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan(cast, assessed(cast), cast.colleague)
    tried = []

    def refuse(*given: object, **more: object) -> int:
        tried.append(given)
        raise SMTPServerDisconnected("mx.company.example said no to col@company.example")

    moment = NOW + timedelta(days=7)
    monkeypatch.setattr(reminders, "MOST_FAILURES", 2)
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(reminders, "send_mail", refuse)
        assert sent_to(cast, moment) == {}
    assert len(tried) == 2
    assert "the other reminders are left for the next run" in caplog.text
    assert "company.example" not in caplog.text
    assert set(sent_to(cast, moment)) == {"Asse Ssor 评估人", "Dee Pio 负责人"}


def test_what_cannot_be_gathered_in_one_organisation_keeps_nobody_of_another_waiting(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan(cast, assessed(cast), cast.colleague, due=TODAY + timedelta(days=7))
    heads = load_heads()
    bent = cast.outsider.organisation_id

    def gather(organisation_id: UUID, today: date) -> Iterable[DueItem]:
        if organisation_id == bent:
            raise KeyError("a question that the edition does not have")
        return load_due_items(organisation_id, today)

    both = {str(each): heads[str(each)] for each in (bent, cast.organisation_id)}
    monkeypatch.setattr(reminders, "load_heads", lambda: both)
    monkeypatch.setattr(reminders, "load_due_items", gather)
    assert cast.colleague.person_name in sent_to(cast, NOW)
    assert f"nobody is reminded of what is due in organisation {bent}" in caplog.text


def test_the_worker_reminds_each_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    reminded: list[datetime] = []
    monkeypatch.setattr(tasks, "remind", reminded.append)
    tasks.send_reminders(timestamp=0)
    assert len(reminded) == 1


def test_trials_are_not_reminded(committed: None) -> None:
    begun = begin_trial(TrialNames("A", "B", "C"), "source", NOW, language="en")
    assert reminders._of_organisation(begun.organisation_id, TODAY) == []


def test_a_calendar_holds_the_days_of_one_person_in_all_their_organisations(committed: None) -> None:
    cast = make_cast()
    assessment_id = assessed(cast)
    plan(cast, assessment_id, cast.colleague)
    with transaction.atomic():
        other = create_organisation("Third", NOW)
        person = Person.objects.get(id=cast.colleague.person_id)
        there = add_member(other, person, {Role.ASSESSOR}, NOW)
    with scope(other):
        mine = start(there)
        answer_all(there, mine, case_answers("sealed.yaml"))
    days = load_own_days(cast.colleague.person_id, NOW)
    assert [(each.kind, each.assessment_id) for each in days] == [
        (DueKind.ACTION, assessment_id),
        (DueKind.LIMIT, mine),
    ]
    assert [each.kind for each in load_own_days(cast.dpo.person_id, NOW)] == [DueKind.LIMIT]
    assert load_own_days(cast.auditor.person_id, NOW) == []
    assert load_own_days(uuid4(), NOW) == []


def test_keys_of_days_stay_and_tell_nothing(cast: Cast) -> None:
    plan(cast, assessed(cast), cast.colleague)
    with scope(cast.organisation_id):
        once, again = ([each.key for each in load_due_items(cast.organisation_id, TODAY)] for _ in range(2))
    assert once == again
    assert len(set(once)) == 2


def test_queries_do_not_depend_on_the_number_of_assessments(cast: Cast) -> None:
    counts = []
    for several in (1, 3):
        for _ in range(several):
            assessed(cast)
        with CaptureQueriesContext(connection) as queries:
            list(load_due_items(cast.organisation_id, TODAY))
        counts.append(len(queries))
    assert counts == [12, 12]


def test_an_address_of_a_calendar_opens_one_persons_until_it_is_renewed_or_stopped(cast: Cast) -> None:
    person_id = cast.colleague.person_id
    first = renew_calendar(person_id, NOW)
    assert (len(first), load_choice(person_id).calendar_since) == (32, NOW)
    owner = person_of(first)
    assert owner is not None
    assert owner.pk == person_id
    second = renew_calendar(person_id, NOW + timedelta(days=1))
    assert person_of(first) is None
    assert ReminderChoice.objects.get(person_id=person_id).calendar_digest not in (first, second)
    Person.objects.filter(id=person_id).update(is_active=False)
    assert person_of(second) is None
    stop_calendar(person_id)
    assert load_choice(person_id).calendar_since is None
    assert person_of("") is None


def test_a_person_who_chose_no_language_reads_both(cast: Cast) -> None:
    person = make_person("New Comer")
    item = DueItem(uuid4(), DueKind.ACTION, TODAY, uuid4(), frozenset({person.pk}))
    subject, text = compose(person, [item], TODAY)
    assert subject == "Days to keep in the Face Recognition Self-Assessment 人脸识别合规自评：期限提醒"
    assert "due within 14 days: 1" in text
    assert "14日内到期1项" in text
    assert "Limits in time" not in text
