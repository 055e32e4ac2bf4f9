"""Readiness, figures and reports of broken policies: enough for machines, nothing of organisations."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from assessments.models import TrailAlarm
from assessments.services import figures, self_check, startup
from assessments.services.figures import evidence_free_bytes, load_figures
from assessments.services.heads import HEADS_TOLD
from assessments.services.self_check import check_itself
from assessments.web import operating
from tests.conftest import Cast, sign_in

TOKEN = "a-token-of-twenty-four-and-more"


@pytest.fixture(autouse=True)
def nothing_seen(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "_seen_complete", [])
    cache.clear()


def test_ready_while_database_and_tables_are_there(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    assert client.get(reverse("readyz")).content == b"ready\n"
    monkeypatch.setattr(startup, "migrations_waiting", lambda: ["assessments.0099_new"])
    assert client.get(reverse("readyz")).status_code == 200, "all were seen, and none goes away"
    monkeypatch.setattr(startup, "_seen_complete", [])
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.content) == (503, b"not ready: 1 migrations have not been run\n")

    def gone() -> None:
        raise OperationalError("no server at 10.0.0.1")

    monkeypatch.setattr(startup, "migrations_waiting", gone)
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, b"10.0.0.1" in answer.content) == (503, False)


def add_job(task: str, status: str, minutes_ago: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, scheduled_at)"
            " VALUES ('seal', %s, 0, '{}', %s, %s)",
            [task, status, timezone.now() - timedelta(minutes=minutes_ago) if minutes_ago else None],
        )


def ask(token: str = TOKEN) -> dict[str, dict[tuple[str, ...], float]]:
    answer = Client().get(reverse("metrics"), headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return {
        sample.name: {tuple(each.labels.values()): each.value for each in family.samples if each.name == sample.name}
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_figures_of_queue_workers_and_trail(cast: Cast, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    before = load_figures(timezone.now()).alarms
    TrailAlarm.objects.create(chain=cast.organisation_id, kind="changed", place=1, found_at=timezone.now())
    add_job("a.task", "todo", minutes_ago=10)
    add_job("a.task", "todo", minutes_ago=-10)
    add_job("a.task", "doing")
    add_job("b.task", "failed")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    cache.set(HEADS_TOLD, timezone.now().timestamp() - 20)
    found = ask()
    jobs = found["frcompliance_jobs"]
    assert (jobs["waiting", "a.task"], jobs["in_hand", "a.task"], jobs["failed", "b.task"]) == (2, 1, 1)
    assert 599 < found["frcompliance_oldest_job_seconds"]["a.task",] < 700
    assert found["frcompliance_workers"][()] >= 1
    assert 19 < found["frcompliance_trail_heads_age_seconds"][()] < 60
    assert found["frcompliance_trail_alarms"][()] == before + 1
    assert found["frcompliance_evidence_free_bytes"][()] > 0
    text = Client().get(reverse("metrics"), headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert "本公司" not in text
    assert str(cast.organisation_id) not in text


def test_what_there_is_not_is_no_figure(db: None, settings: Settings) -> None:
    said = load_figures(timezone.now())
    assert said.heads_seconds is None
    settings.EVIDENCE_IN_BUCKET = True
    assert evidence_free_bytes() is None
    settings.EVIDENCE_IN_BUCKET, settings.EVIDENCE_DIR = False, Path("/no/such/folder")
    assert evidence_free_bytes()


def test_the_last_check_of_the_trail_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check, "_look", lambda now: [])
    check_itself(timezone.now())
    seconds = load_figures(timezone.now() + timedelta(seconds=30)).self_check_seconds
    assert seconds is not None
    assert 29 < seconds < 90


def test_figures_are_for_whoever_has_the_token(cast: Cast, settings: Settings) -> None:
    address = reverse("metrics")
    settings.METRICS_TOKEN = TOKEN
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": ""}, {"Authorization": "Bearer 中"}):
        assert Client().get(address, headers=headers).status_code == 404
    assert sign_in(cast.dpo).get(address).status_code == 404
    settings.METRICS_TOKEN = ""
    assert Client().get(address, headers={"Authorization": "Bearer "}).status_code == 404


def test_without_a_database_the_process_still_tells_its_own(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.METRICS_TOKEN = TOKEN

    def gone(now: object) -> figures.Figures:
        raise OperationalError

    monkeypatch.setattr(operating, "load_figures", gone)
    ask()  # A request is counted once it is answered, and this can be the first of the process.
    found = ask()
    assert "frcompliance_jobs" not in found
    assert "frcompliance_requests_total" in found


def test_processes_of_one_server_count_together(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert "frcompliance_requests_total" not in ask(), "nothing has been counted in that folder"


OLD = {
    "csp-report": {
        "document-uri": "https://x.example/assessments/8d0f0b8e-7a53-4f4b-9d0a-5f0a6d3f2b11/findings/?q=secret",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/secret?x=secret",
        "script-sample": "secret",
    }
}
NEW = [{"type": "csp", "body": {"documentURL": "/join/secret/", "effectiveDirective": "x", "blockedURL": "inline"}}]
UNTOLD = {"directive": "other", "blocked": "other", "page": "other"}


def report(body: object, client: Client | None = None, **headers: str) -> int:
    sent = body if isinstance(body, str) else json.dumps(body)
    answer = (client or Client(enforce_csrf_checks=True)).post(
        reverse("policy-report"), sent, content_type="application/csp-report", headers=headers
    )
    return answer.status_code


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        (OLD, {"directive": "script-src-elem", "blocked": "https://evil.example", "page": "findings"}),
        (NEW, {"directive": "other", "blocked": "inline", "page": "join"}),
        ({"csp-report": {"blocked-uri": "https://[bad", "document-uri": "//[bad"}}, UNTOLD),
        ({"csp-report": {"blocked-uri": "secret"}}, UNTOLD),
    ],
)
def test_a_broken_policy_is_one_line_without_content(
    db: None, body: object, facts: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "assessments.web.operating"):
        assert report(body) == 204
    told: list[Any] = [each.__dict__.get("facts") for each in caplog.records if each.name == operating.__name__]
    assert told == [facts]
    assert "secret" not in str(told)


@pytest.mark.parametrize("body", ["no json", "[" * 9000, "[" * 4000, "7", '["x"]', '{"csp-report": "x"}', "{}"])
def test_anything_else_is_taken_and_says_nothing(db: None, body: str, caplog: pytest.LogCaptureFixture) -> None:
    assert report(body) == 204
    assert operating.__name__ not in {each.name for each in caplog.records}


def test_nobody_fills_the_log(db: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operating, "MOST_REPORTS", 3)
    assert {report(OLD, Client(REMOTE_ADDR="192.0.2.9")) for _ in range(6)} == {204}
    assert len([each for each in caplog.records if each.name == operating.__name__]) == 3
    monkeypatch.setattr(operating, "MOST_REPORTS_OF_ALL", 4)
    for last in range(4):
        report(OLD, Client(REMOTE_ADDR=f"192.0.2.{last + 20}"))
    assert len([each for each in caplog.records if each.name == operating.__name__]) == 4
