"""The contract with formtools: its known traps, each shown closed, through the real views."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.answers import Several
from assessments.models import Entry
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.web.step_form import StepForm
from assessments.web.wizard import EntryStorage, NothingKeptHere
from tests.conftest import Cast, answer_all, case_answers, make_cast, sign_in, start

FIRST = {"q_orgkind": "company", "q_province": "beijing", "q_purposes": "access"}


@pytest.fixture
def people(committed: None) -> Cast:
    return make_cast()


@pytest.fixture
def browser(people: Cast) -> Client:
    return sign_in(people.assessor)


def entries(cast: Cast, assessment_id: UUID) -> list[tuple[str, int]]:
    with scope(cast.organisation_id):
        rows = Entry.objects.filter(assessment_id=assessment_id).order_by("number")
        return list(rows.values_list("step", "number"))


def address(assessment_id: UUID, step: str) -> str:
    return f"/assessments/{assessment_id}/{step}/"


def test_a_saved_step_leads_on_and_shows_the_answers_again(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    saved = browser.post(address(assessment_id, "system"), {**FIRST, "based_on": "0"})
    assert (saved.status_code, saved.headers["Location"].partition("?")[0]) == (302, address(assessment_id, "scope"))
    page = browser.get(address(assessment_id, "system")).content.decode()
    assert 'value="company"' in page
    assert page.count("checked") == 3
    assert entries(people, assessment_id) == [("system", 1)]


def test_one_form_is_built_for_each_request(people: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assessment_id = start(people.assessor)
    answer_all(people.assessor, assessment_id, case_answers("sealed.yaml"))
    built: list[str] = []
    original = StepForm.__init__

    def counted(self: StepForm, *args: object, **kwargs: object) -> None:
        built.append("form")
        original(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(StepForm, "__init__", counted)
    for step in ("system", "sharing", "filing"):
        built.clear()
        assert browser.get(address(assessment_id, step)).status_code == 200
        assert built == ["form"]
        built.clear()
        browser.post(address(assessment_id, step), {"asked": "", "based_on": "99"})
        assert built == ["form"]


def test_first_and_last_step_need_the_same_number_of_queries(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    answer_all(people.assessor, assessment_id, case_answers("sealed.yaml"))
    with scope(people.organisation_id):
        space = load_workspace(people.assessor, assessment_id)
    counts: dict[str, list[int]] = {"get": [], "post": []}
    for step, change in (("system", {"q_orgkind": "school"}), ("filing", {"q_local": "yes"})):
        key = next(each.step for each in space.route.steps if str(each.step.key) == step)
        data: dict[str, object] = {"based_on": "99", "asked": " ".join(each.question for each in key.placements)}
        for placement in key.placements:
            answer = space.answers.get(placement.question)
            if answer is not None:
                data[placement.question] = list(answer.choices) if isinstance(answer, Several) else str(answer)
        with CaptureQueriesContext(connection) as got:
            assert browser.get(address(assessment_id, step)).status_code == 200
        with CaptureQueriesContext(connection) as posted:
            assert browser.post(address(assessment_id, step), {**data, **change}).status_code == 302
        counts["get"].append(len(got))
        counts["post"].append(len(posted))
    assert counts["get"][0] == counts["get"][1] <= 15, counts
    assert counts["post"][0] == counts["post"][1] <= 24, counts


def test_a_get_writes_nothing(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address(assessment_id, "system"))
    written = [q["sql"] for q in queries if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


@pytest.mark.parametrize("query", ["?reset=1", "?reset", "?step=filing", "?wizard_goto_step=filing"])
def test_no_word_in_the_address_erases_answers(people: Cast, browser: Client, query: str) -> None:
    assessment_id = start(people.assessor)
    browser.post(address(assessment_id, "system"), {**FIRST, "based_on": "0"})
    assert browser.get(address(assessment_id, "system") + query).status_code == 200
    assert entries(people, assessment_id) == [("system", 1)]


@pytest.mark.parametrize("step", ["done", "nonsense", "wizard", "0"])
def test_a_forged_step_is_not_found_and_nothing_is_lost(people: Cast, browser: Client, step: str) -> None:
    assessment_id = start(people.assessor)
    browser.post(address(assessment_id, "system"), {**FIRST, "based_on": "0"})
    assert browser.get(address(assessment_id, step)).status_code == 404
    assert browser.post(address(assessment_id, step), FIRST).status_code == 404
    assert entries(people, assessment_id) == [("system", 1)]


def test_a_lying_management_form_is_not_believed(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    forged = {
        **FIRST,
        "based_on": "0",
        "assessment_wizard-current_step": "filing",
        "wizard_goto_step": "filing",
        "system-q_orgkind": "school",
    }
    assert browser.post(address(assessment_id, "system"), forged).status_code == 302
    assert entries(people, assessment_id) == [("system", 1)]


def test_posting_ahead_is_saved_where_the_address_says_and_off_the_route_it_is_sent_back(
    people: Cast, browser: Client
) -> None:
    assessment_id = start(people.assessor)
    assert browser.post(address(assessment_id, "assessment"), {"q_pipia": "no"}).status_code == 302
    assert entries(people, assessment_id) == [("assessment", 1)]
    browser.post(address(assessment_id, "scope"), {"q_mainland": "no", "based_on": "0"})
    answer = browser.post(address(assessment_id, "purpose"), {"q_basis": "consent"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/assessments/{assessment_id}/")
    assert [step for step, _ in entries(people, assessment_id)] == ["assessment", "scope"]


@pytest.mark.parametrize("based_on", ["", "-1", "1e9", "９", "99999999999999999999", "\u0663"])
def test_a_nonsense_based_on_counts_as_nothing_known(people: Cast, browser: Client, based_on: str) -> None:
    assessment_id = start(people.assessor)
    answer = browser.post(address(assessment_id, "system"), {**FIRST, "based_on": based_on})
    assert answer.status_code == 302


def test_two_assessments_in_two_tabs_do_not_touch_each_other(people: Cast, browser: Client) -> None:
    one, two = start(people.assessor, "One"), start(people.assessor, "Two")
    browser.get(address(one, "system"))
    browser.get(address(two, "system"))
    browser.post(address(one, "system"), {**FIRST, "based_on": "0"})
    browser.post(address(two, "system"), {**FIRST, "q_province": "hebei", "based_on": "0"})
    with scope(people.organisation_id):
        assert load_workspace(people.assessor, one).answers["q_province"] == "beijing"
        assert load_workspace(people.assessor, two).answers["q_province"] == "hebei"


def test_the_way_to_the_documents_of_a_question_saves_first(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    data = {"q_orgkind": "school", "asked": "q_orgkind", "based_on": "0", "go": "evidence/q_orgkind"}
    went = browser.post(address(assessment_id, "system"), data)
    assert went.headers["Location"] == reverse("evidence-question", args=[assessment_id, "q_orgkind"])
    with scope(people.organisation_id):
        assert load_workspace(people.assessor, assessment_id).answers["q_orgkind"] == "school"
    elsewhere = browser.post(address(assessment_id, "system"), {**data, "based_on": "1", "go": "evidence/q_peak"})
    assert "/evidence/" not in elsewhere.headers["Location"]


def test_an_old_tab_gets_a_conflict_with_both_values_that_can_be_saved(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    browser.post(address(assessment_id, "system"), {**FIRST, "based_on": "0"})
    other = sign_in(people.colleague)
    other.post(address(assessment_id, "system"), {**FIRST, "q_orgkind": "school", "based_on": "1"})
    asked = "q_orgkind q_province q_purposes"
    stale = browser.post(
        address(assessment_id, "system"), {**FIRST, "q_orgkind": "hospital", "based_on": "1", "asked": asked}
    )
    assert stale.status_code == 409
    page = stale.content.decode()
    assert people.colleague.person_name in page
    assert 'name="based_on" value="2"' in page
    settled = {
        **FIRST,
        "q_orgkind": "hospital",
        "based_on": "2",
        "asked": asked,
        "conflict": "q_orgkind",
        "q_orgkind.pick": "mine",
    }
    assert browser.post(address(assessment_id, "system"), settled).status_code == 302
    with scope(people.organisation_id):
        assert load_workspace(people.assessor, assessment_id).answers["q_orgkind"] == "hospital"


def test_an_invalid_value_is_kept_on_the_page_and_the_valid_ones_are_saved(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    answer = browser.post(
        address(assessment_id, "people"), {"q_total_people": "twelve", "q_under14": "no", "based_on": "0"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="twelve"' in page
    assert "Error: " in page
    with scope(people.organisation_id):
        assert load_workspace(people.assessor, assessment_id).answers == {"q_under14": "no"}


def test_resume_is_the_first_step_with_an_open_question(people: Cast, browser: Client) -> None:
    assessment_id = start(people.assessor)
    resume = f"/assessments/{assessment_id}/"
    assert browser.get(resume).headers["Location"] == address(assessment_id, "system")
    browser.post(address(assessment_id, "system"), {**FIRST, "based_on": "0"})
    assert browser.get(resume).headers["Location"] == address(assessment_id, "scope")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"q_orgkind=%00", 400),
        (b"q_orgkind=%ff%fe", 400),
        (b"q_orgkind=" + b"x" * (3 * 1024 * 1024), 413),
        (b"&".join(b"a%d=1" % n for n in range(2000)), 413),
    ],
)
def test_hostile_bodies_get_a_reason_and_change_nothing(
    people: Cast, browser: Client, body: bytes, status: int
) -> None:
    assessment_id = start(people.assessor)
    answer = browser.post(address(assessment_id, "system"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status
    assert entries(people, assessment_id) == []


def test_the_storage_of_formtools_keeps_and_erases_nothing() -> None:
    storage = EntryStorage("any")
    storage.get_step_data("system")
    for act in (storage.reset, lambda: storage.set_step_data("system", {})):
        with pytest.raises(NothingKeptHere):
            act()
