"""Parts of pages that are drawn once: what they depend on, and what is never kept."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.services.assessments import load_workspace
from assessments.services.review import hand_in
from assessments.templatetags import keeping
from assessments.templatetags.keeping import Kept
from tests.conftest import Cast, sign_in
from tests.web.test_other_day import stock

PART = "{% load keeping %}{% kept a b %}{{ seen }}{% endkept %}"


def draw(template: Template, **values: object) -> str:
    return template.render(Context(values))


def test_a_part_is_drawn_again_only_for_other_values_or_another_language() -> None:
    template = Template(PART)
    assert draw(template, a=1, b=1, seen="first") == "first"
    assert draw(template, a=1, b=1, seen="second") == "first"
    assert draw(template, a=1, b=2, seen="third") == "third"
    with override("zh-hans"):
        assert draw(template, a=1, b=1, seen="fourth") == "fourth"


def test_without_a_first_value_nothing_is_kept() -> None:
    template = Template(PART)
    assert [draw(template, a=(), b=1, seen=word) for word in ("one", "two")] == ["one", "two"]


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_KEPT", 1)
    template = Template(PART)
    assert [draw(template, a=a, b=1, seen=str(place)) for place, a in enumerate((1, 2, 1))] == ["0", "1", "2"]


def body(client: Client, address: str, **asked: str) -> str:
    """A page without what is new each time."""
    return re.sub(
        r'(name="csrfmiddlewaretoken" value|data-session-ends)="[^"]*"', "", client.get(address, asked).content.decode()
    )


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_pages_are_the_same_whether_their_parts_are_kept_or_not(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assessment_id = stock(cast)
    findings, step = (reverse("findings", args=[assessment_id]), reverse("step", args=[assessment_id, "system"]))
    asked = [{}, {"as_of": "2025-06-01"}, {"severity": "high"}, {"as_of": "2026-11-02", "severity": "high"}]
    readers = [sign_in(who) for who in (cast.auditor, cast.assessor, cast.dpo)]
    for client, theme in zip(readers, ("unheard of", "dark", "light"), strict=True):
        client.cookies["theme"] = theme

    def read() -> list[str]:
        found = [body(client, findings, **each) for client in readers for each in asked]
        return found + [body(client, address) for client in readers for address in (step, reverse("help"))]

    def read_without_keeping() -> list[str]:
        with monkeypatch.context() as without:
            without.setattr(Kept, "render", lambda self, context: self.nodelist.render(context))
            return read()

    drawn = read_without_keeping()
    assert read() == read() == drawn
    value = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)
    assert read() == read_without_keeping()


def test_the_way_to_the_deadlines_is_that_of_the_day_that_is_shown(cast: Cast) -> None:
    assessment_id, auditor = stock(cast), sign_in(cast.auditor)
    findings, deadlines = (reverse(name, args=[assessment_id]) for name in ("findings", "deadlines"))
    way = 'class="chg" href="{}">How it is counted'
    assert way.format("#dates") in body(auditor, findings, as_of="2026-11-02")
    value = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)
    handed_in = body(auditor, findings)
    assert way.format(deadlines) in handed_in
    assert way.format("#dates") not in handed_in
