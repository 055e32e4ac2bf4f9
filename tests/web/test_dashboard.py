"""The list of assessments as each person meets it: what is next, pages, the filter, an organisation without any."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.lifecycle import Role
from assessments.models import Assessment, Person
from assessments.services import listing
from assessments.services.access import scope
from assessments.services.organisations import add_member
from assessments.services.review import return_to_assessor
from tests.conftest import PASSWORD, Cast, answer_all, case_answers, make_person, sign_in, start
from tests.services.test_listing import handed_in
from tests.web.markup import Page
from tests.web.test_pages_states import frozen


def page_of(client: Client, query: str = "") -> tuple[Page, str]:
    text = client.get(reverse("dashboard") + query).content.decode()
    page = Page(text)
    assert page.faults() == []
    return page, text


def moves(cast: Cast) -> dict[str, str]:
    """What each person is offered for the one assessment there is."""
    found = {}
    for name in ("assessor", "dpo", "auditor"):
        page, _ = page_of(sign_in(getattr(cast, name)))
        (link,) = (one for one in page.links() if one.css == "btn sec sm")
        found[name] = link.words.rpartition(", ")[0]
    return found


def test_each_role_is_offered_what_is_next_for_it(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    assert moves(cast) == {"assessor": "Begin", "dpo": "Read the findings", "auditor": "Read the findings"}
    begun = {"q_orgkind": "company", "q_province": "beijing", "q_purposes": "access", "asked": "", "based_on": "0"}
    sign_in(cast.assessor).post(reverse("step", args=[assessment_id, "system"]), begun)
    assert moves(cast)["assessor"] == "Continue"
    handed_in(cast, assessment_id)
    assert moves(cast) == {"assessor": "Read the findings", "dpo": "Review", "auditor": "Read the findings"}
    with scope(cast.organisation_id):
        return_to_assessor(cast.dpo, assessment_id, "Look again.", {})
    assert moves(cast) == {
        "assessor": "Revise and hand in again",
        "dpo": "Read the findings",
        "auditor": "Read the findings",
    }


def test_a_complete_draft_goes_to_the_check_and_a_sealed_one_to_its_report(cast: Cast) -> None:
    answer_all(cast.assessor, start(cast.assessor), case_answers("sealed.yaml"))
    assert moves(cast)["assessor"] == "Check and hand in"
    frozen(cast)
    _, text = page_of(sign_in(cast.auditor), "?status=sealing")
    assert "See how far it is" in text
    Assessment.objects.filter(status="sealing").update(status="sealed")
    _, text = page_of(sign_in(cast.auditor), "?status=sealed")
    assert "Open the report" in text


def test_the_list_is_cut_into_pages_that_keep_the_filter(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    for number in range(5):
        start(cast.assessor, f"Gate & {number}")
    client = sign_in(cast.assessor)
    page, text = page_of(client, "?q=gate+%26&status=draft&page=2")
    links = {one.words: one.href for one in page.links() if one.href.startswith("?") or "page=" in one.href}
    assert links == {
        "Previous page": "/assessments/?page=1&status=draft&q=gate+%26",
        "Next page": "/assessments/?page=3&status=draft&q=gate+%26",
    }
    assert "Page 2 of 3" in text
    assert "There are 5 in all" in text
    for odd in ("?page=x", "?page=-1", "?page=99999999999", "?page=٣", "?status=nonsense", "?q=" + "x" * 300):
        assert client.get(reverse("dashboard") + odd).status_code == 200
    assert "Next page" not in page_of(client, "?page=3")[1]
    assert "Previous page" not in page_of(client)[1]


def test_a_filter_that_matches_nothing_says_so_and_offers_all(cast: Cast) -> None:
    start(cast.assessor)
    page, text = page_of(sign_in(cast.assessor), "?q=nowhere")
    assert "No assessment matches the filter." in text
    assert ("Show all", reverse("dashboard")) in [(one.words, one.href) for one in page.links()]
    assert next(one for one in page.all("input") if one.get("name") == "q")["value"] == "nowhere"


@pytest.mark.parametrize(("person", "may_start"), [("assessor", True), ("auditor", False)])
def test_an_organisation_without_assessments_is_told_what_will_be_here(
    cast: Cast, person: str, may_start: bool
) -> None:
    page, text = page_of(sign_in(getattr(cast, person)))
    assert "No assessments yet" in text
    assert (reverse("new-deployment") in [one.href for one in page.links()]) is may_start
    assert ("Assessors of your organisation start assessments" in text) is not may_start


@pytest.mark.parametrize(("language", "role"), [("en", "Reads everything"), ("zh-hans", "可查阅本单位全部内容")])
def test_the_account_page_names_organisation_and_roles_and_signs_out(cast: Cast, language: str, role: str) -> None:
    client = sign_in(cast.auditor)
    client.cookies["django_language"] = language
    text = client.get(reverse("account")).content.decode()
    page = Page(text)
    assert page.faults() == []
    assert "Here 本公司" in text
    assert role in text
    assert len([form for form in page.all("form") if form.get("action") == reverse("logout")]) == 2


def test_each_role_is_explained_on_the_account_page(cast: Cast) -> None:
    person = make_person("All Four")
    add_member(cast.organisation_id, person, set(Role), cast.assessor.now)
    page = Page(sign_in(person).get(reverse("account")).content.decode())
    assert page.faults() == []
    assert len([words for words in page.text["li"] if words.endswith(".")]) == len(Role)


def test_somebody_without_an_organisation_is_told_so_and_led_to_the_account(cast: Cast) -> None:
    client = sign_in(cast.stranger)
    client.raise_request_exception = False
    answer = client.get(reverse("dashboard"))
    page = Page(answer.content.decode())
    assert (answer.status_code, page.faults()) == (403, [])
    assert "No organisation yet" in page.text["h1"]
    assert reverse("account") in [one.href for one in page.links() if one.css == "btn"]
    assert "You belong to no organisation here yet" in client.get(reverse("account")).content.decode()


def test_signing_in_keeps_the_language_of_the_browser_until_one_is_chosen(cast: Cast) -> None:
    person = Person.objects.get(id=cast.assessor.person_id)
    given = {"username": person.email, "password": PASSWORD}

    def language_after_sign_in() -> str:
        client = Client(headers={"Accept-Language": "zh-CN,zh;q=0.9"})
        client.post(reverse("login"), given)
        return Page(client.get(reverse("dashboard")).content.decode()).language

    assert language_after_sign_in() == "zh-Hans"
    sign_in(cast.assessor).post(reverse("set_language"), {"language": "en"})
    assert language_after_sign_in() == "en"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_chosen_display_is_on_the_page_before_any_script_and_comes_along_to_another_browser(
    cast: Cast, theme: str
) -> None:
    client = sign_in(cast.assessor)
    answer = client.post(reverse("account"), {"theme": theme, "next": reverse("help")})
    assert answer.headers["Location"] == reverse("help")
    assert f'data-theme="{theme}"' in client.get(reverse("help")).content.decode()
    elsewhere = Client()
    person = Person.objects.get(id=cast.assessor.person_id)
    elsewhere.post(reverse("login"), {"username": person.email, "password": PASSWORD})
    assert f'data-theme="{theme}"' in elsewhere.get(reverse("dashboard")).content.decode()


def test_the_display_of_the_device_and_unknown_choices_leave_no_mark(cast: Cast) -> None:
    client = sign_in(cast.assessor)
    client.post(reverse("account"), {"theme": "dark"})
    given = {"theme": "device", "language": "zh-hans", "next": "https://elsewhere.example/"}
    assert client.post(reverse("account"), given).headers["Location"] == "/"
    text = client.get(reverse("account")).content.decode()
    assert "data-theme" not in text
    assert Page(text).language == "zh-Hans"
    client.cookies["theme"] = "pink"
    assert "data-theme" not in client.get(reverse("account")).content.decode()
    assert client.post(reverse("account"), {"theme": "pink"}).status_code == 422
