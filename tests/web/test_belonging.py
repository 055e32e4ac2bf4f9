"""A form that was opened in one organisation is not answered in another, to which its reader switched meanwhile."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.domain.lifecycle import Role
from assessments.models import Deployment, Invitation, Membership, Organisation, Person
from assessments.services.access import CHOSEN_ORGANISATION, Actor, scope
from assessments.services.organisations import add_member
from assessments.web.belonging import FIELD
from assessments.web.sessions import TRIAL_TO_TAKE
from tests.conftest import NOW, make_cast, sign_in
from tests.services.test_members import administrator
from tests.web.test_pages_everywhere import LANGUAGES, in_language, read
from tests.web.test_trying import begin, organisation_of

TEXTS = {"en": "This form is of another organisation", "zh-hans": "此表单属于其他单位"}


@pytest.fixture
def both(committed: None) -> tuple[Client, UUID, Actor]:
    """Somebody who may do everything in two organisations, works in the first, and the key of the second."""
    first, second = make_cast(), make_cast()
    admin = administrator(first)
    person = Person.objects.get(id=admin.person_id)
    for each, roles in ((first, {Role.ASSESSOR}), (second, {Role.ASSESSOR, Role.ADMINISTRATOR})):
        with scope(each.organisation_id):
            add_member(each.organisation_id, person, roles, NOW)
    client = sign_in(admin)
    work_in(client, first.organisation_id)
    return client, second.organisation_id, admin


def work_in(client: Client, organisation_id: UUID) -> None:
    session = client.session
    session[CHOSEN_ORGANISATION] = str(organisation_id)
    session.save()


def opened(client: Client, address: str) -> str:
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


def state_of(organisation_id: UUID) -> list[object]:
    with scope(organisation_id):
        roles = list(Membership.objects.order_by("id").values_list("role", "deactivated_at"))
        demanded = list(Organisation.objects.values_list("second_factor_demanded", flat=True))
        return [Deployment.objects.count(), Invitation.objects.count(), roles, demanded]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_written_into_the_organisation_to_which_somebody_switched(
    both: tuple[Client, UUID, Actor], language: str
) -> None:
    client, second, admin = both
    in_language(client, language)
    person = reverse("person", args=[admin.person_id])
    forms = [
        (reverse("new-deployment"), reverse("new-deployment"), {"name": "Gates", "place": "Shanghai"}),
        (reverse("invite"), reverse("invite"), {"email": f"{uuid4().hex}@test.example", "auditor": "on"}),
        (person, person, {"go": "roles", "auditor": "on", "administrator": "on"}),
        (reverse("people"), reverse("demand-second-factor"), {"go": "demand"}),
    ]
    sent = [(to, {**given, FIELD: opened(client, page)}) for page, to, given in forms]
    work_in(client, second)
    before, mails = state_of(second), len(mail.outbox)
    for to, given in sent:
        answer = client.post(to, given)
        assert answer.status_code == 409
        read(answer, language)
        assert TEXTS[language] in answer.content.decode()
    assert (state_of(second), len(mail.outbox)) == (before, mails)
    work_in(client, admin.organisation_id)
    for to, given in sent:
        assert client.post(to, given).status_code == 302


def test_a_trial_is_taken_over_where_the_page_said(both: tuple[Client, UUID, Actor]) -> None:
    client, second, _ = both
    trial = organisation_of(begin()[0])
    session = client.session
    session[TRIAL_TO_TAKE] = str(trial)
    session.save()
    given = {"name": "Gates", "place": "Shanghai", FIELD: opened(client, reverse("take-over"))}
    work_in(client, second)
    assert client.post(reverse("take-over"), given).status_code == 409
    assert opened(client, reverse("take-over")) == str(second)
    given[FIELD] = str(second)
    assert client.post(reverse("take-over"), given).headers["Location"].startswith("/assessments/")
