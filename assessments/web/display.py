"""What every page is given: theme, language, the edition in force."""

from __future__ import annotations

from django.http import HttpRequest

from assessments.catalogues import current_edition
from assessments.domain.catalogue import Catalogue
from assessments.web.accounts import THEME_COOKIE, THEMES


def display(request: HttpRequest) -> dict[str, str | Catalogue | object]:
    """Context processor. Reads cookies and memory only, never the database."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in ("light", "dark") else "",
        "themes": THEMES,
        "edition": current_edition(),
        "actor": getattr(request, "actor", None),
    }
