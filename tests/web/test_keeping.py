"""Parts of pages that are drawn once: what they depend on, and what is never kept."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import override

from assessments.templatetags import keeping

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
