"""The DPO's desk in the browser: what it lists, its filters and pages, and that it only reads."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.admin.queue import QueueAdmin
from assessments.admin.site import desk as site
from assessments.models import Assessment, Person
from assessments.services import desk
from assessments.services.access import scope
from assessments.services.deployments import create_deployment
from tests.conftest import NOW, Cast, at, make_person, sign_in, start
from tests.services.test_desk import TODAY, handed_in, put
from tests.web.markup import Page


def page_of(client: Client, query: str = "") -> tuple[Page, str]:
    text = client.get(reverse("desk") + query).content.decode()
    page = Page(text)
    assert page.faults() == []
    return page, text


def listed(client: Client, query: str = "") -> list[str]:
    page, _ = page_of(client, query)
    return [one.words for one in page.links() if "/review/" in one.href or "/findings/" in one.href]


def test_the_desk_begins_with_what_waits_for_review_and_leads_to_it(cast: Cast) -> None:
    draft = start(cast.assessor, "Draft <b>")
    assessment_id = handed_in(cast)
    client = sign_in(cast.dpo)
    page, text = page_of(client)
    assert reverse("review", args=[assessment_id]) in [one.href for one in page.links()]
    assert "prohibition" in text
    assert "Draft" not in listed(client)
    page, text = page_of(client, "?status=all")
    assert reverse("findings", args=[draft]) in [one.href for one in page.links()]
    assert "<b>" not in text.partition("Draft ")[2][:40]
    assert "Not handed in" in text
    assert 'aria-current="page">Desk' in text


def test_filters_search_and_order_are_kept_from_page_to_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PER_PAGE", 2)
    for place, name in enumerate(("Gate a", "Gate b", "Gate c", "Gate d", "Gate e", "Lounge")):
        put(cast, name, place, overall="red_line", red_lines=1, next_deadline=TODAY)
    client, query = sign_in(cast.dpo), "?q=gate&overall=red_line&red=some&order=newest&age=week&due=overdue"
    assert listed(client, query) == ["Gate e", "Gate d"]
    page, text = page_of(client, query)
    turns = {one.words: one.href for one in page.links() if one.css == "btn sec sm"}
    assert list(turns) == ["Next page", "Last page"]
    assert listed(client, turns["Next page"]) == ["Gate c", "Gate b"]
    assert listed(client, turns["Last page"]) == ["Gate b", "Gate a"]
    page, _ = page_of(client, turns["Next page"])
    turns = {one.words: one.href for one in page.links() if one.css == "btn sec sm"}
    assert list(turns) == ["First page", "Previous page", "Next page", "Last page"]
    assert listed(client, turns["First page"]) == listed(client, turns["Previous page"]) == ["Gate e", "Gate d"]
    assert '<option value="newest" selected>' in text
    assert '<option value="red_line" selected>' in text


def test_units_can_be_chosen_even_one_that_is_not_among_the_first(cast: Cast) -> None:
    with scope(cast.organisation_id):
        create_deployment(cast.assessor, "Gates", unit="Facilities")
    client = sign_in(cast.dpo)
    assert listed(client, "?status=all&unit=Facilities") == ["Gates"]
    assert listed(client, "?status=all&unit=Elsewhere") == []
    assert '<option value="Elsewhere" selected>' in page_of(client, "?unit=Elsewhere")[1]


def test_what_is_not_known_in_the_address_asks_for_nothing(cast: Cast) -> None:
    put(cast, "Gates")
    client = sign_in(cast.dpo)
    for query in (
        "?status=zzz&overall=1&red=x&due=y&age=z&order=w",
        "?author__email__startswith=a&organisation=1&deployment__name=x&id__in=1",
        "?after=nonsense&before=~&p=7&o=1.2&all=&e=1&_popup=1",
        "?_to_field=id",
    ):
        if "_to_field" in query:
            assert client.get(reverse("desk") + query).status_code in (200, 400)
        else:
            assert listed(client, query) == ["Gates"], query


def test_an_empty_desk_says_so_and_a_filter_that_finds_nothing_leads_back(cast: Cast) -> None:
    client = sign_in(cast.dpo)
    assert "Nothing waits for review." in page_of(client)[1]
    text = page_of(client, "?q=zzz")[1]
    assert "No assessment matches the filter." in text
    assert "Show what waits for review" in text


def test_nothing_can_be_written_or_reached_beside_the_one_page(cast: Cast) -> None:
    assessment_id = put(cast, "Gates")
    client = sign_in(cast.dpo)
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(
            reverse("desk"), {"action": "delete_selected", "_selected_action": str(assessment_id)}
        )
        assert answer.status_code == 405
    for path in ("add/", "login/", "logout/", "jsi18n/", f"{assessment_id}/change/", f"{assessment_id}/history/"):
        assert client.get(f"{reverse('desk')}{path}").status_code == 404
    assert client.get("/admin/").status_code == 404
    admin = site.get_model_admin(Assessment)
    assert isinstance(admin, QueueAdmin)
    request = client.get(reverse("desk")).wsgi_request
    assert not any(
        (
            admin.has_add_permission(request),
            admin.has_change_permission(request),
            admin.has_delete_permission(request),
            admin.get_actions(request),
            site.get_urls(),
        )
    )
    assert client.head(reverse("desk")).status_code == 200


def test_staff_of_the_installation_see_nothing(cast: Cast) -> None:
    put(cast, "Secret gates")
    staff = make_person("St Aff")
    Person.objects.filter(id=staff.id).update(is_staff=True)
    answer = sign_in(staff).get(reverse("desk"))
    assert answer.status_code == 403
    assert "Secret" not in answer.content.decode()


def test_a_dpo_sees_nothing_of_another_organisation(cast: Cast) -> None:
    put(cast, "Secret gates")
    assert "Secret" not in page_of(sign_in(cast.outsider), "?status=all")[1]
    assert listed(sign_in(cast.dpo)) == ["Secret gates"]


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    client, counts = sign_in(at(cast.dpo, NOW)), []
    for names in ("a", "bcdefghij"):
        for name in names:
            put(cast, name)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
