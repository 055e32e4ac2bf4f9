"""How often something may be asked for, counted for all web processes together."""

from __future__ import annotations

import hashlib

from django.core.cache import cache


def is_too_often(what: str, by: str, most: int, seconds: int) -> bool:
    """Count one more request for `what` by `by`, and say whether that is more than `most` in so many seconds."""
    key = f"often:{what}:{hashlib.sha256(by.encode()).hexdigest()}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False
