"""Organisations made from the command line: everybody can sign in, or nothing was made."""

from __future__ import annotations

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from assessments.domain.lifecycle import Role
from assessments.models import Person
from assessments.services.access import load_actor
from tests.chains import verify_chain
from tests.conftest import NOW, make_person


def address() -> str:
    return f"{uuid4().hex}@test.example"


def test_each_person_can_sign_in_with_the_password_that_is_printed(committed: None) -> None:
    assessor, dpo = address(), address()
    printed = StringIO()
    members = [f"--member=assessor:{assessor}:Wang Fang 王芳", f"--member=dpo:{dpo.upper()}:Li Na 李娜"]
    call_command("create_organisation", "Canteens 食堂", *members, stdout=printed)
    words = printed.getvalue().split()
    for email in (assessor, dpo):
        client = Client()
        answer = client.post("/account/login/", {"username": email, "password": words[words.index(email) + 1]})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/assessments/")
        assert client.get("/assessments/").status_code == 200
    person = Person.objects.get(email=dpo)
    with transaction.atomic():
        actor = load_actor(person.id, person.name, NOW)
        assert (actor.organisation_name, actor.roles) == ("Canteens 食堂", frozenset({Role.DPO}))
        assert verify_chain(actor.organisation_id).sequence == 4


@pytest.mark.parametrize(
    ("name", "members", "credit_code", "said"),
    [
        ("A", ["boss:a@test.example:A"], "", "is not a role"),
        ("A", ["dpo:nowhere:A"], "", "not an email address"),
        ("A", ["dpo:a@test.example: "], "", "is missing"),
        ("A", ["dpo:a@test.example:A\x00"], "", "cannot be kept"),
        ("A", ["dpo:a@test.example:" + "长" * 101], "", "1 to 100"),
        (" ", ["dpo:a@test.example:A"], "", "1 to 200"),
        ("A", ["dpo:a@test.example:A", "assessor:A@test.example:A"], "", "there already"),
        ("A", ["dpo:a@test.example:A"], "123", "18 characters"),
    ],
)
def test_a_fault_is_named_and_nothing_is_made(
    committed: None, name: str, members: list[str], credit_code: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("create_organisation", name, *(f"--member={each}" for each in members), credit_code=credit_code)
    assert not Person.objects.filter(email="a@test.example").exists()


def test_nobody_gets_a_second_account(committed: None) -> None:
    known, new = make_person("A"), address()
    members = [f"--member=dpo:{new}:B", f"--member=assessor:{known.email}:A"]
    with pytest.raises(CommandError, match="there already"):
        call_command("create_organisation", "A", *members)
    assert not Person.objects.filter(email=new).exists()
