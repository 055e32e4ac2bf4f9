"""Starting from an earlier assessment as people meet it: choosing, going through, the step, the check page."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from assessments.domain.catalogue import StepKey
from assessments.domain.lifecycle import Status
from assessments.models import Assessment
from assessments.services.assessments import load_workspace
from assessments.services.confirming import unconfirmed
from assessments.services.copying import NoWay, start_from
from assessments.services.deployments import NewDeployment
from assessments.services.review import hand_in
from assessments.web import copying
from tests.conftest import NOW, Cast, answer_all, case_answers, sign_in, start
from tests.services.test_entries import save
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read


@pytest.fixture
def source(cast: Cast) -> UUID:
    made = start(cast.assessor, NAME)
    answer_all(cast.assessor, made, case_answers("sealed.yaml"))
    return made


@pytest.fixture
def new(cast: Cast, source: UUID) -> UUID:
    deployment = load_workspace(cast.assessor, source).assessment.deployment_id
    return start_from(cast.assessor, source, deployment)


def text_of(cast: Cast, name: str, *where: object, query: str = "") -> str:
    return sign_in(cast.colleague).get(reverse(name, args=where) + query).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_sound(cast: Cast, source: UUID, new: UUID, language: str) -> None:
    client = in_language(sign_in(cast.colleague), language)
    for name, where in (
        ("copy", (source,)),
        ("reconfirm", (new,)),
        ("step", (new, "system")),
        ("check", (new,)),
        ("findings", (new,)),
        ("new-deployment", ()),
    ):
        read(client.get(reverse(name, args=where)), language)
    read(client.get(reverse("reconfirm", args=[new]) + "?step=system"), language)
    read(client.post(reverse("copy", args=[source]), {"deployment": "new"}), language)
    read(in_language(sign_in(cast.auditor), language).get(reverse("reconfirm", args=[new])), language)


def test_it_is_reached_from_the_result_and_from_the_page_that_starts_one(cast: Cast, source: UUID) -> None:
    link = reverse("copy", args=[source])
    assert link in text_of(cast, "findings", source)
    assert link in text_of(cast, "new-deployment")
    empty = start(cast.assessor, "Empty")
    assert reverse("copy", args=[empty]) not in text_of(cast, "findings", empty) + text_of(cast, "new-deployment")
    readers = sign_in(cast.dpo).get(reverse("findings", args=[source])).content.decode()
    assert link not in readers


def test_documents_are_offered_unless_an_upgrade_left_the_assessment_behind(cast: Cast, source: UUID) -> None:
    assert "Put the documents on record again" in text_of(cast, "copy", source)
    Assessment.objects.filter(id=source).update(status="superseded", as_of=NOW.date())
    assert "Put the documents on record again" not in text_of(cast, "copy", source)
    client, deployment = sign_in(cast.colleague), load_workspace(cast.colleague, source).assessment.deployment_id
    sent = {"deployment": str(deployment), "evidence": "on"}
    assert client.post(reverse("copy", args=[source]), sent).status_code == 302


def test_choosing_starts_it_and_leads_to_what_waits(cast: Cast, source: UUID) -> None:
    client = sign_in(cast.colleague)
    answer = client.post(reverse("copy", args=[source]), {"deployment": "new", "name": "Annex", "place": "Harbin"})
    made = Assessment.objects.get(copied_from_id=source)
    assert answer.headers["Location"] == reverse("reconfirm", args=[made.id])
    assert load_workspace(cast.assessor, made.id).assessment.deployment_name == "Annex"


def test_a_new_deployment_needs_name_and_place(cast: Cast, source: UUID) -> None:
    client = sign_in(cast.colleague)
    for sent in ({"deployment": "new", "name": "  "}, {"deployment": str(UUID(int=7))}, {}):
        assert client.post(reverse("copy", args=[source]), sent).status_code == 422
    assert not Assessment.objects.filter(copied_from_id=source).exists()


def test_a_trial_has_one_assessment(cast: Cast, source: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "may_copy", lambda actor: actor.trial_until is not None)
    answer = sign_in(cast.assessor).get(reverse("copy", args=[source]))
    assert answer.headers["Location"] == reverse("findings", args=[source])


def test_an_edition_from_which_no_way_leads_is_said_to_be_one(
    cast: Cast, source: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **more: object) -> UUID:
        raise NoWay

    monkeypatch.setattr(copying, "start_from", refuse)
    sent = {"deployment": "new", "name": "Annex", "place": "Harbin"}
    answer = sign_in(cast.assessor).post(reverse("copy", args=[source]), sent)
    assert answer.status_code == 409
    assert "no way leads to the current one" in answer.content.decode()


def test_the_step_shows_the_earlier_answer_and_who_gave_it(cast: Cast, new: UUID) -> None:
    text = text_of(cast, "step", new, "system")
    assert "They do not count until you confirm them." in text
    assert "Given by Asse Ssor" in text
    assert 'name="q_orgkind.keep"' in text
    assert "to confirm</b>" in text
    sent = {"q_orgkind.keep": "on", "asked": "q_orgkind", "based_on": "0", "go": "stay"}
    sign_in(cast.colleague).post(reverse("step", args=[new, "system"]), sent)
    space = load_workspace(cast.colleague, new)
    assert space.answers == {"q_orgkind": case_answers("sealed.yaml")["q_orgkind"]}
    assert space.entries[next(iter(space.entries))].made_by == cast.colleague.person_name


def test_a_step_without_earlier_answers_says_nothing_of_them(cast: Cast, source: UUID) -> None:
    text = text_of(cast, "step", source, "system")
    assert reverse("reconfirm", args=[source]) not in text
    assert "to confirm" not in text


def test_the_check_page_counts_them_and_does_not_lead_to_handing_in(cast: Cast, new: UUID) -> None:
    text = text_of(cast, "check", new)
    space = load_workspace(cast.colleague, new)
    count = sum(len(rows) for rows in unconfirmed(space).values())
    assert f"{count} earlier answers to confirm" in text
    assert "To be confirmed: “" in text
    assert reverse("hand-in", args=[new]) not in text


def test_confirming_a_step_leads_back_to_where_one_came_from(cast: Cast, new: UUID) -> None:
    client, page = sign_in(cast.colleague), reverse("reconfirm", args=[new])
    sent = {"confirms": "system", "based_on": "0", "all": ["q_orgkind", "q_province"], "keep": ["q_orgkind"]}
    answer = client.post(f"{page}?step=system", {**sent, "go": "ticked"})
    assert answer.headers["Location"] == reverse("step", args=[new, "system"])
    assert list(load_workspace(cast.colleague, new).answers) == ["q_orgkind"]
    answer = client.post(page, {**sent, "based_on": "1", "go": "all"})
    assert answer.headers["Location"] == page
    assert set(load_workspace(cast.colleague, new).answers) == {"q_orgkind", "q_province"}


def test_a_conflict_shows_both(cast: Cast, new: UUID) -> None:
    was = case_answers("sealed.yaml")["q_province"]
    save(cast.assessor, new, {"q_province": "hebei" if was != "hebei" else "beijing"})
    sent = {"confirms": "system", "based_on": "0", "all": ["q_province", "q_nothing"], "go": "all"}
    answer = sign_in(cast.colleague).post(reverse("reconfirm", args=[new]), sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Asse Ssor" in text
    assert f'<input type="hidden" name="q_province" value="{was}">' in text


def test_a_step_that_went_off_the_route_meanwhile_is_not_confirmed(cast: Cast, new: UUID) -> None:
    client, page = sign_in(cast.colleague), reverse("reconfirm", args=[new])
    save(cast.assessor, new, {"q_mainland": "no"}, StepKey("scope"))
    answer = client.post(page, {"confirms": "assessment", "based_on": "0", "all": ["q_pipia"], "go": "all"})
    assert answer.headers["Location"] == page
    assert client.post(page, {"confirms": "unheard-of"}).status_code == 404
    assert load_workspace(cast.colleague, new).answers == {"q_mainland": "no"}


def test_what_was_handed_in_is_shown_and_not_confirmed(cast: Cast, source: UUID, new: UUID) -> None:
    answer_all(cast.assessor, new, case_answers("sealed.yaml"))
    digest = load_workspace(cast.assessor, new).answers_digest
    hand_in(cast.assessor, new, statement_accepted=True, expected_answers_digest=digest)
    client, page = sign_in(cast.colleague), reverse("reconfirm", args=[new])
    assert "Nothing waits to be confirmed." in client.get(page).content.decode()
    answer = client.post(page, {"confirms": "system", "based_on": "0", "all": ["q_orgkind"], "go": "all"})
    assert answer.headers["Location"] == page
    assert load_workspace(cast.assessor, new).assessment.status is Status.IN_REVIEW


def test_not_sure_is_listed_to_be_answered_anew(cast: Cast, new: UUID) -> None:
    text = text_of(cast, "reconfirm", new)
    assert text.index("To be answered anew") < text.index("Not sure</b>")
    other = start_from(cast.assessor, new, NewDeployment("Nothing there"))
    assert "Nothing waits to be confirmed." in text_of(cast, "reconfirm", other)
