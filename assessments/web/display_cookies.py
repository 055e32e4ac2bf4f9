"""The cookies that carry language and theme of a person into the browser."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

THEMES = (("device", _("Same as the device")), ("light", _("Light")), ("dark", _("Dark")))
THEME_COOKIE = "theme"
ONE_YEAR_SECONDS = 365 * 24 * 3600


def keep_display(response: HttpResponseBase, language: str, theme: str) -> None:
    """Write the choices to cookies; unknown values are left out."""
    if language in dict(settings.LANGUAGES):
        _cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
    if theme in dict(THEMES):
        _cookie(response, THEME_COOKIE, theme)


def _cookie(response: HttpResponseBase, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=ONE_YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
