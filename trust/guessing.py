"""Guesses at passwords, and how many of them are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from trust.browser import browser

HOUR_SECONDS = 3600
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")
"""What proxies say about where somebody comes from, and anybody can say."""


class CountingHasher(MD5PasswordHasher):
    """Quick, and it counts how often a password came as far as this."""

    reached = 0

    def encode(self, password: str, salt: str) -> str:
        """The hash."""
        CountingHasher.reached += 1
        return super().encode(password, salt)


@contextmanager
def counting() -> Iterator[type[CountingHasher]]:
    """Passwords are hashed so that it is counted; nothing that was counted before limits anybody."""
    cache.clear()
    path = f"{CountingHasher.__module__}.{CountingHasher.__qualname__}"
    with override_settings(PASSWORD_HASHERS=[path]):
        yield CountingHasher


def guess(dice: Random, email: str, number: int, *, hours: int = 1) -> tuple[int, int]:
    """So many wrong passwords within so many hours, each said to come from somewhere else. How many of them were
    looked at in the hour with most, and how many were."""
    counts: list[int] = []
    clock = _Clock()
    with patch("allauth.core.internal.ratelimit.time.time", clock):
        for _ in range(hours):
            before = CountingHasher.reached
            for _turn in range(number // hours):
                clock.now += HOUR_SECONDS * hours / number
                _try(dice, email)
            counts.append(CountingHasher.reached - before)
    return max(counts), sum(counts)


def _try(dice: Random, email: str) -> None:
    said = {dice.choice(FORWARDED): f"{dice.randint(1, 223)}.{dice.randint(0, 255)}.0.{dice.randint(1, 254)}"}
    sent = {"username": dice.choice((email, email.upper())), "password": f"guess {dice.getrandbits(64)}"}
    browser(None).post(reverse("login"), sent, headers=said)


class _Clock:
    """A clock that only the counting of attempts reads."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now
