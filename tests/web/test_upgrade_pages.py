"""Pages around an upgrade, in both languages: the banner, what it would do, what is asked again, and old tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from assessments import catalogues
from assessments.domain.lifecycle import Status
from assessments.models import Assessment
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.entries import Recorded, record_entry
from assessments.services.review import approve
from assessments.services.upgrades import newest_entry
from tests.conftest import Cast, sign_in, start
from tests.editions import KEY
from tests.services.test_upgrades import answer_half, go_on
from tests.web.test_pages_everywhere import LANGUAGES, NAME, handed_in, in_language, read

Publish = Callable[[], None]
AFFECTED = {
    "en": ("Edition 2026-11-test is current.", "6 of your answers are affected,", "obligations."),
    "zh-hans": ("现行题库版本为2026-11-test。", "有6项回答受影响，", "项义务。"),
}


@pytest.fixture
def old(cast: Cast, publish_newer: Publish) -> UUID:
    """An assessment half answered on an edition that is not the current one any more."""
    made = start(cast.assessor, NAME)
    answer_half(cast.assessor, made)
    publish_newer()
    return made


def text_of(client: Client, name: str, *where: object) -> str:
    return client.get(reverse(name, args=where)).content.decode()


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_an_old_draft_says_so_and_leads_to_the_upgrade(cast: Cast, old: UUID, language: str) -> None:
    client = in_language(sign_in(cast.assessor), language)
    for name, where in (("step", (old, "place")), ("check", (old,)), ("findings", (old,)), ("dashboard", ())):
        response = client.get(reverse(name, args=where))
        page = read(response, language)
        words = response.content.decode()
        assert all(one in words for one in AFFECTED[language]), name
        assert reverse("upgrade", args=[old]) in [link.get("href") for link in page.all("a")]


def test_a_current_draft_has_no_banner(cast: Cast) -> None:
    client = sign_in(cast.assessor)
    made = start(cast.assessor)
    assert "is current" not in text_of(client, "check", made) + text_of(client, "dashboard")
    assert client.get(reverse("upgrade", args=[made])).url == reverse("findings", args=[made])  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_what_becomes_of_every_answer_and_why(cast: Cast, old: UUID, language: str) -> None:
    response = in_language(sign_in(cast.assessor), language).get(reverse("upgrade", args=[old]))
    page = read(response, language)
    words = response.content.decode()
    expected = {
        "en": (
            "A sign must now name the handler",
            "Property managers are companies",
            "“Property manager”",
            "“Company”",
            "Visitors are counted by what they come for",
            "Is the gallery as small as it can be?",
            "The rule on error tests has been repealed.",
            "Least intrusive, least data",
            "Not known to this edition",
            "answers are carried over as they are.",
        ),
        "zh-hans": (
            "标识须写明个人信息处理者",
            "物业属于企业",
            "“物业”",
            "“企业”",
            "比对库是否已尽量缩小",
            "该版题库无此项",
        ),
    }
    assert [one for one in expected[language] if one not in words] == []
    assert [form.fields.get("to") for form in page.forms if "to" in form.fields] == [KEY]


def test_only_assessors_see_the_button(cast: Cast, old: UUID) -> None:
    for person, buttons in ((cast.assessor, 1), (cast.dpo, 0), (cast.auditor, 0)):
        page = read(sign_in(person).get(reverse("upgrade", args=[old])), "en")
        assert len([form for form in page.forms if "to" in form.fields]) == buttons


def press(client: Client, assessment_id: UUID, cast: Cast, **other: object) -> object:
    with scope(cast.organisation_id):
        known = newest_entry(load_workspace(cast.assessor, assessment_id))
    return client.post(reverse("upgrade", args=[assessment_id]), {"to": KEY, "based_on": known, **other})


def test_the_button_leads_to_the_new_assessment_and_so_does_a_second_click(cast: Cast, old: UUID) -> None:
    client = sign_in(cast.assessor)
    first, second = press(client, old, cast), press(client, old, cast)
    new = Assessment.objects.get(upgraded_from_id=old)
    assert first.url == second.url == reverse("resume", args=[new.id])  # type: ignore[attr-defined]
    resumed = client.get(reverse("resume", args=[new.id]))
    assert resumed.url == reverse("step", args=[new.id, "system"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("based_on", ["1", "nonsense", ""])
def test_answers_saved_meanwhile_are_looked_at_first(cast: Cast, old: UUID, based_on: str) -> None:
    response = press(sign_in(cast.assessor), old, cast, based_on=based_on)
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "Somebody saved answers" in response.content.decode()  # type: ignore[attr-defined]
    assert not Assessment.objects.filter(upgraded_from_id=old).exists()


def test_an_edition_that_is_not_current_is_not_taken(cast: Cast, old: UUID) -> None:
    response = press(sign_in(cast.assessor), old, cast, to="2026-11")
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "has moved on" in response.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_show_earlier_answers_beside_what_is_asked_again(cast: Cast, old: UUID, language: str) -> None:
    new = go_on(cast.assessor, old)
    client = in_language(sign_in(cast.assessor), language)
    pages = {}
    for step in ("system", "purpose", "people", "place"):
        response = client.get(reverse("step", args=[new, step]))
        pages[step] = (read(response, language), response.content.decode())
    keeps = {
        step: [one["name"] for one in page.all("input") if one.get("name", "").endswith(".keep")]
        for step, (page, _) in pages.items()
    }
    assert keeps == {"system": ["q_orgkind.keep"], "purpose": [], "people": [], "place": ["q_sign.keep"]}
    expected = {
        "en": (
            "Your earlier answer:",
            "Keep it as “Company”",
            "Do you collect the least possible?",
            "Keep this answer",
        ),
        "zh-hans": ("原来的回答：", "保留为“企业”", "是否只收最少的信息？", "保留此回答"),
    }
    words = "".join(text for _, text in pages.values())
    assert [one for one in expected[language] if one not in words] == []
    checked = client.get(reverse("check", args=[new]))
    read(checked, language)
    assert {"en": "No longer asked", "zh-hans": "不再提问"}[language] in checked.content.decode()


def test_keeping_an_answer_records_it_and_a_new_value_wins(cast: Cast, old: UUID) -> None:
    new = go_on(cast.assessor, old)
    client = sign_in(cast.assessor)
    address = reverse("step", args=[new, "system"])
    kept = {"q_province": "shanghai", "q_purposes": ["access", "security"], "q_orgkind.keep": "on", "go": "stay"}
    asked = {"asked": "q_orgkind q_province q_purposes", "based_on": newest(cast, new)}
    assert client.post(address, {**kept, **asked}).status_code == 302
    assert answers(cast, new)["q_orgkind"] == "company"
    client.post(address, {**kept, **asked, "q_orgkind": "school", "based_on": newest(cast, new)})
    assert answers(cast, new)["q_orgkind"] == "school"
    assert "q_orgkind.keep" not in text_of(client, "step", new, "system")


def newest(cast: Cast, assessment_id: UUID) -> int:
    return newest_entry(load_workspace(cast.assessor, assessment_id))


def answers(cast: Cast, assessment_id: UUID) -> dict[str, object]:
    return dict(load_workspace(cast.assessor, assessment_id).answers)


def test_a_tick_alone_where_nothing_can_be_kept_answers_nothing(cast: Cast, old: UUID) -> None:
    new = go_on(cast.assessor, old)
    address = reverse("step", args=[new, "people"])
    sign_in(cast.assessor).post(address, {"q_elderly.keep": "on", "based_on": newest(cast, new), "go": "stay"})
    assert "q_elderly" not in answers(cast, new)


def test_a_tick_stays_on_a_page_with_mistakes_and_in_a_conflict(cast: Cast, old: UUID) -> None:
    new = go_on(cast.assessor, old)
    client, address = sign_in(cast.assessor), reverse("step", args=[new, "system"])
    asked = {"asked": "q_orgkind q_province q_purposes", "q_province": "shanghai", "q_orgkind.keep": "on"}
    wrong = client.post(address, {**asked, "q_purposes": "nonsense", "based_on": newest(cast, new), "go": "stay"})
    assert wrong.status_code == 422
    # The tick was recorded with what was legal; the question is answered now.
    assert answers(cast, new)["q_orgkind"] == "company"
    other = go_on_again(cast)
    address = reverse("step", args=[other, "system"])
    known = newest(cast, other)
    client.post(address, {"asked": "q_orgkind", "q_orgkind": "school", "based_on": known, "go": "stay"})
    late = sign_in(cast.colleague).post(address, {**asked, "based_on": known, "go": "stay"})
    assert late.status_code == 409
    page = read(late, "en")
    assert [form.fields.get("q_orgkind.keep") for form in page.forms if "conflict" in form.fields] == ["on"]
    settled = {**asked, "based_on": newest(cast, other), "conflict": "q_orgkind", "q_orgkind.pick": "theirs"}
    client.post(address, settled)
    assert answers(cast, other)["q_orgkind"] == "school"


def go_on_again(cast: Cast) -> UUID:
    with pytest.MonkeyPatch.context() as before:
        before.setattr(catalogues, "CURRENT", "2026-11")
        made = start(cast.assessor, "Another")
    answer_half(cast.assessor, made)
    return go_on(cast.assessor, made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_tab_is_told_where_to_go_on_and_shows_what_was_entered(cast: Cast, old: UUID, language: str) -> None:
    client = in_language(sign_in(cast.assessor), language)
    new = go_on(cast.assessor, old)
    entered = {"asked": "q_orgkind q_province q_purposes", "q_orgkind": "school", "q_purposes": "nonsense"}
    response = client.post(reverse("step", args=[old, "system"]), {**entered, "based_on": "99"})
    assert response.status_code == 409
    page = read(response, language)
    assert reverse("resume", args=[new]) in [link.get("href") for link in page.all("a")]
    words = response.content.decode()
    for said in {"en": ("School or kindergarten", "left open"), "zh-hans": ("学校或幼儿园", "未作答")}[language]:
        assert said in words
    assert "nonsense" in words
    assert answers(cast, old)["q_orgkind"] == "property"


def test_an_upgrade_between_reading_and_saving_is_told_too(
    cast: Cast, old: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*given: Any) -> Recorded:
        go_on(cast.colleague, old)
        return record_entry(*given)

    monkeypatch.setattr("assessments.web.wizard.record_entry", late)
    response = sign_in(cast.assessor).post(reverse("step", args=[old, "system"]), {"q_orgkind": "school"})
    assert response.status_code == 409
    assert "Continue here" in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_superseded_assessment_stays_readable_and_says_where_it_went(cast: Cast, old: UUID, language: str) -> None:
    new = go_on(cast.assessor, old)
    client = in_language(sign_in(cast.assessor), language)
    for name in ("findings", "check", "uncertain"):
        page = read(client.get(reverse(name, args=[old])), language)
        assert page.all("textarea") == []
        assert reverse("resume", args=[new]) in [link.get("href") for link in page.all("a")]
    assert client.get(reverse("step", args=[old, "system"])).url == reverse("findings", args=[old])  # type: ignore[attr-defined]
    assert client.get(reverse("upgrade", args=[old])).url == reverse("findings", args=[old])  # type: ignore[attr-defined]
    listed = client.get(reverse("dashboard"))
    read(listed, language)
    assert {"en": "Superseded by", "zh-hans": "已被取代，见"}[language] in listed.content.decode()
    assert reverse("findings", args=[old]) in text_of(client, "findings", new)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sealed_gets_a_mark_and_reopening_offers_the_upgrade(
    cast: Cast, publish_newer: Publish, language: str
) -> None:
    made = handed_in(cast)
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, made).answers_digest
        revision = approve(cast.dpo, made, language="en", statement_accepted=True, expected_answers_digest=digest)
        before = bytes(revision.content)
        Assessment.objects.filter(id=made).update(status=Status.SEALED.value)
    publish_newer()
    client = in_language(sign_in(cast.assessor), language)
    mark = {"en": "The law or the catalogue has changed since.", "zh-hans": "此后法规或者题库已有变化。"}[language]
    title = {"en": "Filing begins at 90,000 stored faces", "zh-hans": "备案门槛由10万人降至9万人"}[language]
    page = client.get(reverse("revision", args=[revision.id]))
    read(page, language)
    assert mark in page.content.decode()
    assert title in page.content.decode()
    for name, where in (("dashboard", ()), ("findings", (made,))):
        assert mark in text_of(client, name, *where)
    shown = client.get(reverse("upgrade", args=[made]))
    assert "to" not in {key for form in read(shown, language).forms for key in form.fields}
    again = client.post(reverse("reopen", args=[made]))
    assert again.url == reverse("upgrade", args=[made])  # type: ignore[attr-defined]
    revision.refresh_from_db()
    assert bytes(revision.content) == before


def test_an_edition_that_concerns_no_obligation_is_said_to(
    cast: Cast, publish_newer: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = handed_in(cast)
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, made).answers_digest
        revision = approve(cast.dpo, made, language="en", statement_accepted=True, expected_answers_digest=digest)
    monkeypatch.setattr("assessments.web.revisions.changed_since", lambda edition, language: (KEY, []))
    assert "No obligation is concerned." in text_of(sign_in(cast.auditor), "revision", revision.id)
