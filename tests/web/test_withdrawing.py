"""The pages on which a sealed report is withdrawn, and what the page of its revision says; and of what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoCaptureOnCommitCallbacks

from assessments.domain.lifecycle import Role
from assessments.models import Person, Revision, WithdrawalDecision, WithdrawalRequest
from assessments.services.access import Actor, scope
from assessments.services.drafts import DRAFT_TASK, ask_for_draft
from assessments.services.freezing import SEAL_TASK
from assessments.services.organisations import add_member
from assessments.services.queueing import QueuePlace, find_place, tell_rendered
from assessments.services.withdrawing import confirm_withdrawal
from tests.conftest import NOW, Cast, make_cast, make_person, sign_in, start
from tests.services.withdrawals import REASON, ask, frozen, issued, next_issued, withdraw
from tests.web.markup import Page

STATEMENT = {"go": "confirm", "statement": "on"}


def text_of(client: Client, name: str, revision_id: UUID) -> str:
    answer = client.get(reverse(name, args=[revision_id]))
    page = Page(answer.content.decode())
    assert (answer.status_code, page.faults()) == (200, [])
    return page.text["main"][0]


def test_from_the_revision_to_its_withdrawal_on_pages_alone(cast: Cast) -> None:
    revision = issued(cast)
    place, back = (reverse(name, args=[revision.id]) for name in ("withdraw", "revision"))
    assessor, dpo = sign_in(cast.assessor), sign_in(cast.dpo)
    assert "Withdraw this report" in text_of(assessor, "revision", revision.id)
    refused = assessor.post(place, {"go": "ask", "reason": " "})
    assert (refused.status_code, "Write why the report" in refused.content.decode()) == (422, True)
    assert assessor.post(place, {"go": "ask", "reason": REASON}).headers["Location"] == place
    assert "Another person decides" in text_of(assessor, "withdraw", revision.id)
    assert "Somebody asks to withdraw this report" in text_of(dpo, "revision", revision.id)
    assert REASON in text_of(dpo, "withdraw", revision.id)
    asked = {"request_id": str(WithdrawalRequest.objects.get().id)}
    assert dpo.post(place, {"go": "confirm", **asked}).status_code == 422
    assert dpo.post(place, {"go": "refuse", **asked}).status_code == 422
    assert not WithdrawalDecision.objects.exists()
    assert dpo.post(place, {**STATEMENT, **asked}).headers["Location"] == back
    for client in (assessor, sign_in(cast.auditor)):
        shown = text_of(client, "revision", revision.id)
        assert "This revision has been withdrawn." in shown
        assert f"Withdrawn by {cast.dpo.person_name}, 2" in shown
        assert "The report has been withdrawn" in text_of(client, "withdraw", revision.id)


def test_those_who_may_decide_and_who_asked_are_told_by_mail_without_content(
    cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    revision = issued(cast)
    second = add_member(cast.organisation_id, make_person("Second"), {Role.DPO}, NOW)
    place = reverse("withdraw", args=[revision.id])
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.dpo).post(place, {"go": "ask", "reason": REASON})
    told = [mail.to for mail in mailoutbox]
    assert told == [[Person.objects.get(id=second.person_id).email]]
    for go, words in (("refuse", "stays as it is"), ("confirm", "is withdrawn")):
        asked = WithdrawalRequest.objects.filter(decision=None).first() or ask_again(cast.dpo, revision.id)
        sent = {"go": go, "request_id": str(asked.id), "refusal": "It is right", "statement": "on"}
        with django_capture_on_commit_callbacks(execute=True):
            sign_in(second).post(place, sent)
        assert mailoutbox[-1].to == [Person.objects.get(id=cast.dpo.person_id).email]
        assert words in str(mailoutbox[-1].body)
    everything = "".join(f"{mail.subject}{mail.body}" for mail in mailoutbox)
    assert (len(mailoutbox), REASON in everything, "Gates" in everything) == (3, False, False)
    assert f"http://127.0.0.1:8200{place}" in everything


def ask_again(actor: Actor, revision_id: UUID) -> WithdrawalRequest:
    return WithdrawalRequest.objects.get(id=ask(actor, revision_id))


def test_the_list_tells_who_may_decide_and_marks_what_is_withdrawn(cast: Cast) -> None:
    revision = issued(cast)
    asked = ask(cast.dpo, revision.id)
    second = add_member(cast.organisation_id, make_person("Second"), {Role.DPO}, NOW)
    place = reverse("withdraw", args=[revision.id])
    for who, told in ((second, True), (cast.dpo, False), (cast.assessor, False), (cast.auditor, False)):
        page = sign_in(who).get(reverse("dashboard")).content.decode()
        assert (Page(page).faults(), place in page) == ([], told)
    confirm_withdrawal(second, revision.id, asked)
    page = sign_in(second).get(reverse("dashboard")).content.decode()
    assert place not in page
    assert "Withdrawn" in page


def test_confirming_asks_again_who_it_is(cast: Cast) -> None:
    revision = issued(cast)
    asked = {"request_id": str(ask(cast.assessor, revision.id))}
    answer = sign_in(cast.dpo, confirmed=False).post(reverse("withdraw", args=[revision.id]), {**STATEMENT, **asked})
    assert "/account/confirm/" in answer.headers["Location"]
    assert not WithdrawalDecision.objects.exists()


def test_a_request_is_refused_or_taken_back_and_told(cast: Cast) -> None:
    revision = issued(cast)
    place = reverse("withdraw", args=[revision.id])
    request_id = str(ask(cast.assessor, revision.id))
    sign_in(cast.dpo).post(place, {"go": "refuse", "request_id": request_id, "refusal": "It is right <b>"})
    shown = text_of(sign_in(cast.auditor), "withdraw", revision.id)
    assert "It is right <b>" in shown
    assert "Nobody asks to withdraw this report." in shown
    assert "See what was asked" in text_of(sign_in(cast.auditor), "revision", revision.id)
    request_id = str(ask(cast.assessor, revision.id))
    sign_in(cast.assessor).post(place, {"go": "take-back", "request_id": request_id})
    assert "Taken back" in text_of(sign_in(cast.assessor), "withdraw", revision.id)


def test_what_comes_too_late_or_from_the_wrong_person_is_refused_with_words(cast: Cast) -> None:
    revision = issued(cast)
    place = reverse("withdraw", args=[revision.id])
    second = sign_in(add_member(cast.organisation_id, make_person("Second"), {Role.DPO}, NOW))
    dpo, asked = sign_in(cast.dpo), {"request_id": str(ask(cast.dpo, revision.id))}
    tries = (
        (dpo, {**STATEMENT, **asked}, "Another DPO has to decide"),
        (dpo, {"go": "ask", "reason": "x"}, "Somebody asked already"),
        (second, {"go": "take-back", **asked}, "Only the person who asked"),
        (second, {**STATEMENT, "request_id": str(revision.id)}, "decided or taken back meanwhile"),
    )
    for client, sent, words in tries:
        answer = client.post(place, sent)
        assert (answer.status_code, words in answer.content.decode()) == (409, True)
    for who in (cast.assessor, cast.auditor):
        assert sign_in(who).post(place, {**STATEMENT, **asked}).status_code == 403
    assert sign_in(cast.auditor).post(place, {"go": "ask", "reason": "x"}).status_code == 403
    assert sign_in(cast.outsider).post(place, {**STATEMENT, **asked}).status_code == 404
    for invalid in ({"go": "ask"}, {"go": "take-back"}, {"go": "other"}):
        assert second.post(place, invalid).status_code == 409
    for forged in ("", "x", "\u202e"):
        assert second.post(place, {**STATEMENT, "request_id": forged}).status_code == 422
    assert [second.post(place, {**STATEMENT, **asked}).status_code for _ in range(2)] == [302, 409]
    answer = dpo.post(place, {"go": "ask", "reason": "x"})
    assert (answer.status_code, "withdrawn already" in answer.content.decode()) == (409, True)


def test_the_page_of_a_revision_says_what_replaced_it(cast: Cast) -> None:
    first = issued(cast)
    second = next_issued(cast, first, NOW + timedelta(days=1))
    third = next_issued(cast, second, NOW + timedelta(days=2))
    withdraw(cast, third.id)
    page = sign_in(cast.auditor).get(reverse("revision", args=[first.id])).content.decode()
    assert "Superseded by revision 2, sealed 3 Nov 2026 14:30 (UTC+8)" in page
    assert "The latest is revision 3, sealed 4 Nov 2026 14:30 (UTC+8)" in page
    assert "which has been withdrawn" in page
    assert reverse("revision", args=[third.id]) in page
    assert first.code[:4] in page


def test_nothing_is_withdrawn_before_it_is_sealed(cast: Cast) -> None:
    revision = frozen(cast)
    answer = sign_in(cast.dpo).post(reverse("withdraw", args=[revision.id]), {"go": "ask", "reason": "x"})
    assert answer.headers["Location"] == reverse("revision", args=[revision.id])
    assert not WithdrawalRequest.objects.exists()


def waiting_page(cast: Cast, revision: Revision) -> str:
    return " ".join(text_of(sign_in(cast.dpo), "revision", revision.id).split())


def test_the_page_that_waits_tells_the_place_in_the_queue_and_what_is_being_done(cast: Cast) -> None:
    first, second = frozen(cast), frozen(cast)
    ahead = find_place(SEAL_TASK, "revision_id", first.id, NOW)
    place = find_place(SEAL_TASK, "revision_id", second.id, NOW)
    assert ahead is not None
    assert place is not None
    assert (place.is_in_hand, place.ahead, place.number) == (False, ahead.ahead + 1, ahead.number + 1)
    assert f"Waiting, number {place.number} in the queue" in waiting_page(cast, second)
    job = ProcrastinateJob.objects.get(args__revision_id=str(second.id))
    later = timezone.now() + timedelta(hours=1)
    changed: tuple[tuple[dict[str, str | datetime], str], ...] = (
        ({"scheduled_at": later}, "the next one begins"),
        ({"status": "doing"}, "Being rendered"),
        ({"status": "failed"}, "Waiting for the worker"),
    )
    for changes, words in changed:
        move(job.id, **changes)
        assert words in waiting_page(cast, second)
    assert find_place(SEAL_TASK, "revision_id", second.id, NOW) is None


def move(job: int, **changes: str | datetime) -> None:
    """The table of jobs belongs to the queue, whose model only reads."""
    with connection.cursor() as cursor:
        for name, value in changes.items():
            cursor.execute(f"UPDATE procrastinate_jobs SET {name} = %s WHERE id = %s", [value, job])  # noqa: S608


def test_what_is_rendered_is_said_to_be_sealed_now_for_the_newest_attempt_alone(cast: Cast) -> None:
    revision = frozen(cast)
    move(ProcrastinateJob.objects.get(args__revision_id=str(revision.id)).id, status="doing")
    Revision.objects.filter(id=revision.id).update(fence=2, attempts=2)
    tell_rendered(cast.organisation_id, revision.id, 1)
    assert "Being rendered, attempt 2" in waiting_page(cast, revision)
    tell_rendered(cast.organisation_id, revision.id, 2)
    assert "Rendered, now being sealed, attempt 2" in waiting_page(cast, revision)


def test_a_draft_that_waits_tells_its_place(cast: Cast) -> None:
    one, other = start(cast.assessor), start(cast.assessor)
    for each in (one, other):
        ask_for_draft(cast.assessor, each, "en")
    job = ProcrastinateJob.objects.filter(task_name=DRAFT_TASK).latest("id")
    place = find_place(DRAFT_TASK, "draft_id", UUID(job.args["draft_id"]), NOW)
    assert place is not None
    assert place.ahead >= 1
    assert f"number {place.number} in the queue" in text_of(sign_in(cast.assessor), "draft", other)
    move(job.id, status="doing")
    assert "Being rendered" in text_of(sign_in(cast.assessor), "draft", other)
    move(job.id, status="failed")
    assert "Waiting for the worker" in text_of(sign_in(cast.assessor), "draft", other)
    assert find_place(DRAFT_TASK, "draft_id", UUID(job.args["draft_id"]), NOW) is None


def test_the_place_costs_two_queries_however_many_wait(committed: None) -> None:
    cast = make_cast()
    with scope(cast.organisation_id):
        revisions = [frozen(cast) for _ in range(2)]
        with CaptureQueriesContext(connection) as queries:
            place = find_place(SEAL_TASK, "revision_id", revisions[-1].id, NOW)
    assert isinstance(place, QueuePlace)
    assert len(queries) == 2


@pytest.mark.parametrize("who", ["assessor", "dpo", "auditor"])
def test_the_page_of_a_sealed_revision_costs_the_same_with_one_request_or_with_three(cast: Cast, who: str) -> None:
    revision, client = issued(cast), sign_in(getattr(cast, who))
    counts = []
    for _ in range(2):
        request_id = str(ask(cast.assessor, revision.id))
        taken_back = {"go": "take-back", "request_id": request_id}
        sign_in(cast.assessor).post(reverse("withdraw", args=[revision.id]), taken_back)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("revision", args=[revision.id]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
