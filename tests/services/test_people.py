"""People's choices of display, the demo organisation, the commands around them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from assessments.models import Assessment, Person
from assessments.report.sealing import load_seal_key
from assessments.services.access import NotAllowed, load_actor, scope
from assessments.services.demo import ACCOUNTS, load_demo
from assessments.services.deployments import create_deployment
from assessments.services.listing import load_list
from assessments.services.people import remember_display
from tests.conftest import NOW, Cast, make_person


def test_display_is_kept_with_the_person_and_nonsense_is_not(db: None) -> None:
    person = make_person("A")
    remember_display(person.id, language="zh-hans", theme="dark")
    remember_display(person.id, language="xx", theme="pink")
    remember_display(person.id)
    person.refresh_from_db()
    assert (person.language, person.theme) == ("zh-hans", "dark")


def test_only_assessors_start_an_assessment(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_deployment(cast.auditor, "x")


def test_the_demo_is_loaded_once_with_one_half_answered_and_one_approved(committed: None) -> None:
    first = load_demo(NOW)
    printed = StringIO()
    call_command("load_demo", stdout=printed)
    for account in ACCOUNTS:
        assert account.email in printed.getvalue()
    assert first or not load_demo(NOW)
    person = Person.objects.get(email=ACCOUNTS[0].email)
    with transaction.atomic():
        actor = load_actor(person.id, person.name, NOW)
        rows = load_list(actor).rows
    by_status = {row.status.value: row for row in rows}
    assert set(by_status) == {"draft", "sealing"}
    assert 0 < by_status["draft"].answered < by_status["draft"].asked
    assert by_status["sealing"].gaps > 0
    with scope(actor.organisation_id):
        assert Assessment.objects.count() == 2


def test_a_seal_key_is_made_once_and_only_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, passphrase = tmp_path / "keys" / "seal.p12", tmp_path / "keys" / "passphrase"
    monkeypatch.setenv("SEAL_KEY_FILE", str(key))
    with pytest.raises(CommandError, match="SEAL_PASSPHRASE_FILE"):
        call_command("make_seal_key")
    monkeypatch.setenv("SEAL_PASSPHRASE_FILE", str(passphrase))
    call_command("make_seal_key", stdout=StringIO())
    made = key.read_bytes()
    assert load_seal_key(key, passphrase.read_text()).is_self_issued
    assert [each.stat().st_mode & 0o777 for each in (key, passphrase)] == [0o600, 0o600]
    said = StringIO()
    call_command("make_seal_key", stdout=said)
    assert "nothing was changed" in said.getvalue()
    assert key.read_bytes() == made


def test_a_passphrase_that_is_there_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, passphrase = tmp_path / "seal.p12", tmp_path / "passphrase"
    passphrase.write_text("kept secret\n")
    monkeypatch.setenv("SEAL_KEY_FILE", str(key))
    monkeypatch.setenv("SEAL_PASSPHRASE_FILE", str(passphrase))
    call_command("make_seal_key", stdout=StringIO())
    assert load_seal_key(key, "kept secret").is_self_issued
