"""How often something may be asked for, counted for all web processes together."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from assessments.services.counting import count_request


def is_too_often(what: str, by: str, most: int, seconds: int) -> bool:
    """Count one more request for `what` by `by`, and say whether that is more than `most` in so many seconds.

    The seconds begin with the first request and not anew with each: whoever goes on asking is heard again after them.
    """
    # Who asks may be a network address, which a plain digest would give away.
    key = f"{what}:{salted_hmac(what, by, algorithm='sha256').hexdigest()}"
    return count_request(key, seconds) > most
