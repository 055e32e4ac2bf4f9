"""Every request has an id, which its answer, its lines in the log and its error page carry; and every request is one
line: who asked for which kind of page, and how it went."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse

from assessments.web.figures import count_request
from frcompliance.log_lines import Fact, bound

logger = logging.getLogger("assessments.access")

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
NOWHERE = "none"
"""The route of an address that does not exist."""


class Traced:
    """Middleware, around all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Number the request, pass it on, tell how it went."""
        began, identity = time.perf_counter(), _identity(request)
        request.META["REQUEST_ID"] = identity
        with bound(request=identity):
            response = self.get_response(request)
            response.headers[HEADER] = identity
            if not isinstance(response, WhiteNoiseFileResponse):
                _tell(request, response.status_code, time.perf_counter() - began)
        return response


def id_of(request: HttpRequest) -> str:
    """The id of a request; empty outside of the middleware."""
    return str(request.META.get("REQUEST_ID", ""))


def _identity(request: HttpRequest) -> str:
    """That of the proxy, where one is trusted and says one that looks like it; else a new one."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)


def _tell(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    route = match.view_name if match else NOWHERE
    count_request(request.method or "", route, status, seconds)
    facts: dict[str, Fact] = {"method": request.method or "", "route": route, "status": status}
    facts["milliseconds"] = round(seconds * 1000)
    if match:
        # Keys of things are no secret; keys that open something are no UUIDs.
        facts |= {name: str(value) for name, value in match.kwargs.items() if isinstance(value, UUID)}
    person = getattr(request, "_cached_user", None)  # who is asked for here would cost a query
    if person is not None and not isinstance(person, AnonymousUser):
        facts["person"] = str(person.pk)
    logger.info("request", extra={"facts": facts})
