"""The edge: text that is not well-formed is refused, with a reason, before anything reads it; what each answer says
beside its content; no cache keeps a page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils.translation import gettext as _
from whitenoise.middleware import WhiteNoiseFileResponse

UNUSED = (
    *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock"),
    *("serial", "usb", "xr-spatial-tracking"),
)
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
FURTHER = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([*(f"{each}=()" for each in UNUSED), *(f"{each}=(self)" for each in PASSKEYS)]),
    "Reporting-Endpoints": 'policy="/policy-report/"',
}
"""What pages say besides: nobody else may embed what is here, and of the device they need passkeys alone."""
ONLY_FOR_PAGES = ("Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy", "Reporting-Endpoints")


class HostileText(SuspiciousOperation):
    """Text that no keyboard sends; the message says what is wrong with it."""


class LightSecurity(SecurityMiddleware):
    """Django's middleware; files carry only those of its headers that mean something for a file."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response with its headers of security."""
        response = super().process_response(request, response)
        for name, value in FURTHER.items():
            response.headers.setdefault(name, value)
        if isinstance(response, WhiteNoiseFileResponse):
            for name in ONLY_FOR_PAGES:
                response.headers.pop(name, None)
        return response


class WellFormedText:
    """Middleware: addresses and forms must be UTF-8 without NUL. Django would replace bad bytes silently."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; its text is checked when a view is about to read it."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_rest: object) -> None:
        """Raises HostileText, which is answered with status 400."""
        _check(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
            _check(request.body)


class KeptByNobody:
    """Middleware: no cache between server and person keeps a page; what somebody saw who was signed in, the browser
    does not keep either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and mark what comes back."""
        response = self.get_response(request)
        signed_in = not isinstance(getattr(request, "_cached_user", AnonymousUser()), AnonymousUser)
        response.headers.setdefault("Cache-Control", "private, no-store" if signed_in else "private, no-cache")
        return response


def _check(encoded: bytes) -> None:
    if b"%" not in encoded and encoded.isascii() and b"\x00" not in encoded:
        return
    raw = unquote_to_bytes(encoded.replace(b"+", b" "))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HostileText(_("The text holds bytes that are not valid UTF-8. Nothing was saved.")) from error
    if "\x00" in text:
        raise HostileText(_("The text holds the character NUL, which cannot be stored. Nothing was saved."))
