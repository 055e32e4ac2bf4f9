"""What answers say beside their content: who may keep them, and what a browser forgets at signing out."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.web.throttling import is_too_often
from tests.conftest import Cast, sign_in
from tests.services.test_counting import let_pass


def test_browsers_keep_nothing_from_behind_a_sign_in(cast: Cast) -> None:
    kept = Client().get(reverse("help")).headers["Cache-Control"]
    assert kept == "private, no-cache"
    for name in ("dashboard", "account", "new-deployment"):
        assert sign_in(cast.assessor).get(reverse(name)).headers["Cache-Control"] == "private, no-store"


def test_signing_out_clears_what_the_browser_kept_but_not_language_and_theme(cast: Cast) -> None:
    client = sign_in(cast.assessor)
    client.post(reverse("set_language"), {"language": "zh-hans"})
    answer = client.post(reverse("logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("landing")).headers["Content-Language"] == "zh-hans"
    assert "Clear-Site-Data" not in client.get(reverse("landing")).headers


@pytest.mark.no_cover
def test_counts_of_attempts_are_not_pushed_out_by_others(db: None) -> None:
    """Those of wrong passwords and codes, which stand in the cache."""
    cache.set("attempts", 3, 600)
    cache.set_many({f"other:{number}": 1 for number in range(400)}, 600)
    assert cache.get("attempts") == 3


def test_the_time_of_a_count_begins_with_the_first_request_and_not_anew_with_each(db: None) -> None:
    def again() -> bool:
        return is_too_often("guess", "victim", most=2, seconds=3600)

    assert [again() for _ in range(4)] == [False, False, True, True]
    let_pass(minutes=59)
    assert again()
    let_pass(minutes=1)
    assert [again() for _ in range(3)] == [False, False, True]


def test_whoever_asks_often_holds_up_nobody_else_and_nothing_else(db: None) -> None:
    assert [is_too_often("guess", "one", 1, 60) for _ in range(2)] == [False, True]
    assert not is_too_often("guess", "another", 1, 60)
    assert not is_too_often("look", "one", 1, 60)
