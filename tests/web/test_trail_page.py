"""The audit trail page and its exports: what stands there, filter, pages, and that a spreadsheet computes nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.actions import Act
from assessments.models import AuditEvent, Deployment, Invitation, Person
from assessments.services import trail as service
from assessments.services.access import NotAllowed
from assessments.services.audit import record_event
from assessments.services.trail import Wanted, load_events, load_trail
from assessments.web import trail as page_module
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, at, case_answers, sign_in, start
from tests.web.markup import Page
from trust.trail.made import told
from trust.trail.superuser import as_owner

ANSWERS = case_answers("g-05-not-in-the-mainland.yaml")


def opened(client: Client, query: str = "") -> str:
    text = client.get(reverse("trail") + query).content.decode()
    assert Page(text).faults() == []
    return text


def body(client: Client, name: str, query: str = "") -> bytes:
    answer = client.get(reverse(name) + query)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.headers["Content-Length"] == str(len(content))
    return content


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client, "trail-table", query).decode("utf-8-sig"))))


def numbers(cast: Cast, wanted: Wanted) -> list[int]:
    return [each.sequence for each in load_trail(cast.auditor, wanted).events]


def test_the_newest_event_stands_on_top_with_names_and_never_with_answers(cast: Cast) -> None:
    assessment_id = start(cast.assessor, "Gates 闸机")
    answer_all(cast.assessor, assessment_id, ANSWERS)
    text = opened(sign_in(cast.auditor))
    assert "Answers saved" in text
    assert ">entry: 1, step: About the system</span>" in text
    assert "role: Auditor" in text
    rows = text.partition("<tbody>")[2]
    assert rows.index("Answers saved") < rows.index("Assessment started") < rows.index("Organisation created")
    assert "Asse Ssor 评估人" in text
    assert reverse("findings", args=[assessment_id]) in text
    assert "The program" in text
    assert verify_chain(cast.organisation_id).digest in text
    assert "not_in_the_mainland" not in text
    assert (
        "保存回答"
        in sign_in(cast.auditor).get(reverse("trail"), headers={"Accept-Language": "zh-hans"}).content.decode()
    )


def test_only_auditors_and_dpos_read_it_in_the_service_as_well(cast: Cast) -> None:
    for actor in (cast.assessor, cast.colleague):
        with pytest.raises(NotAllowed):
            load_trail(actor, Wanted())
        with pytest.raises(NotAllowed):
            list(load_events(actor, Wanted()))
    assert load_trail(cast.dpo, Wanted()).length == load_trail(cast.auditor, Wanted()).length > 0


def test_nobody_sees_events_of_another_organisation(cast: Cast) -> None:
    start(cast.outsider, "Elsewhere")
    client = sign_in(cast.outsider)
    assert "Elsewhere" in opened(client)
    here = sign_in(cast.auditor)
    assert "Elsewhere" not in opened(here)
    assert "Elsewhere" not in opened(here, "?q=Elsewhere").partition("<table")[2]
    assert str(cast.outsider.organisation_id).encode() not in body(here, "trail-file")


def test_the_filter_finds_by_act_person_deployment_and_day(cast: Cast) -> None:
    first = start(cast.assessor, "North gate")
    second = start(at(cast.colleague, NOW + timedelta(days=2)), "South gate")
    begun = {event.subject: event.sequence for event in AuditEvent.objects.filter(action="start_assessment")}
    assert numbers(cast, Wanted(action=Act.START_ASSESSMENT)) == [begun[second], begun[first]]
    assert numbers(cast, Wanted(person=cast.colleague.person_id)) == [begun[second]]
    assert numbers(cast, Wanted(text=" south ")) == [begun[second]]
    day = (NOW + timedelta(days=2)).date()
    assert numbers(cast, Wanted(since=day)) == [begun[second]]
    assert begun[second] not in numbers(cast, Wanted(until=day - timedelta(days=1)))
    assert numbers(cast, Wanted(since=day, until=day, action=Act.RETURN)) == []
    client = sign_in(cast.dpo)
    query = f"?action=start_assessment&person={cast.colleague.person_id}&q=gate&since={day}&until={day}"
    assert [line["about"] for line in table(client, query)] == ["South gate"]
    text = opened(client, query)
    assert "South gate" in text
    assert "North gate" not in text
    assert "No event matches the filter." in opened(client, "?q=zzz")


def test_what_counsel_thinks_is_found_by_its_deployment(cast: Cast) -> None:
    start(cast.assessor, "North gate")
    deployment = Deployment.objects.get()
    record_event(cast.organisation_id, None, Act.RECORD_COUNSEL_VIEW, deployment.id, NOW, point="U9")
    assert "uncertain point: U9" in opened(sign_in(cast.auditor), "?q=north&action=record_counsel_view")


def test_whoever_was_invited_is_named_with_the_roles(cast: Cast) -> None:
    invited = uuid4()
    Invitation.objects.create(
        id=invited,
        organisation_id=cast.organisation_id,
        email="new@test.example",
        roles=["assessor", "auditor"],
        invited_by_id=cast.dpo.person_id,
        token_digest="0" * 64,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    details = {"roles": "assessor auditor"}
    record_event(cast.organisation_id, cast.dpo.person_id, Act.INVITE, invited, NOW, **details)
    text = opened(sign_in(cast.auditor))
    assert "<bdi>new@test.example</bdi>" in text
    assert "roles: Assessor Auditor" in text


@pytest.mark.parametrize(
    "query", ["?action=zzz", "?person=zzz", "?since=zzz", "?until=0001-01-01", "?since=9999-12-31", "?before=-1"]
)
def test_what_cannot_be_used_asks_for_nothing(cast: Cast, query: str) -> None:
    assert "Organisation created" in opened(sign_in(cast.auditor), query)


def test_somebody_who_has_left_can_still_be_asked_for(cast: Cast) -> None:
    gone = uuid4()
    record_event(cast.organisation_id, gone, Act.HAND_IN, cast.organisation_id, NOW)
    text = opened(sign_in(cast.auditor), f"?person={gone}")
    assert f'<option value="{gone}" selected>' in text
    assert f'<span class="mono">{gone}</span>' in text


def test_a_subject_that_is_gone_is_shown_by_its_key(cast: Cast) -> None:
    record_event(cast.organisation_id, None, Act.FORGET_DRAFT, UUID(int=77), NOW)
    assert f'<span class="mono">{UUID(int=77)}</span>' in opened(sign_in(cast.auditor))


def test_long_trails_come_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PER_PAGE", 3)
    monkeypatch.setattr(service, "CHUNK", 2)
    client, length = sign_in(cast.auditor), verify_chain(cast.organisation_id).sequence
    assert length == 5
    first = opened(client)
    assert "?before=3" in first
    assert "Newest events" not in first
    second = opened(client, "?before=3")
    assert "Older events" not in second
    assert "Newest events" in second
    assert "Organisation created" in second
    assert "?before=3&amp;action=add_member" in opened(client, "?action=add_member")
    assert [int(line["number"]) for line in table(client)] == [1, 2, 3, 4, 5]


def test_the_number_of_queries_does_not_depend_on_the_number_of_events(cast: Cast) -> None:
    counts = []
    for number in range(3):
        answer_all(cast.assessor, start(cast.assessor, f"Gate {number}"), ANSWERS)
        with CaptureQueriesContext(connection) as queries:
            load_trail(cast.auditor, Wanted(text="gate", action=Act.RECORD_ANSWERS))
        counts.append(len(queries))
    assert counts == [8, 8, 8]


def test_an_event_that_was_changed_is_marked_on_the_page_and_in_the_table(cast: Cast) -> None:
    client = sign_in(cast.auditor)
    assert "Does not fit its digest" not in opened(client)
    as_owner(cast.organisation_id, "UPDATE assessments_auditevent SET action = 'approve' WHERE sequence = 2")
    assert opened(client).count("Does not fit its digest") == 1
    assert [line["fits"] for line in table(client)] == ["yes", "no", "yes", "yes", "yes"]


def test_a_payload_that_cannot_be_read_breaks_no_page(cast: Cast) -> None:
    as_owner(cast.organisation_id, "UPDATE assessments_auditevent SET payload = 'x' WHERE sequence = 2")
    assert opened(sign_in(cast.auditor)).count("Does not fit its digest") == 1


def test_the_exported_trail_is_what_the_verifier_reads(cast: Cast, tmp_path: Path) -> None:
    start(cast.assessor)
    (tmp_path / "trail.jsonl").write_bytes(body(sign_in(cast.auditor), "trail-file"))
    code, lines = told([str(tmp_path / "trail.jsonl")])
    assert code == 0
    assert lines[-1] == f"whole   {cast.organisation_id}: 6 events, 0 witnesses"


def test_long_exports_do_not_fill_the_memory(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "IN_MEMORY_BYTES", 10)
    assert body(sign_in(cast.auditor), "trail-file").count(b'"kind":"event"') == 5


@pytest.mark.parametrize("start_of_name", ["=", "+", "-", "@", "\t"])
def test_a_spreadsheet_computes_nothing(cast: Cast, start_of_name: str) -> None:
    name = f"{start_of_name}SUM(1)"
    Person.objects.filter(id=cast.assessor.person_id).update(name=name)
    start(cast.assessor, name)
    last = table(sign_in(cast.auditor))[-1]
    assert (last["person"], last["about"]) == (f"'{name}", f"'{name}")


def test_auditors_and_dpos_are_led_there_and_others_are_not(cast: Cast) -> None:
    for name, led in (("auditor", True), ("dpo", True), ("assessor", False)):
        text = sign_in(getattr(cast, name)).get(reverse("dashboard")).content.decode()
        assert (f'href="{reverse("trail")}"' in text) == led
