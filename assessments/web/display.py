"""What every page is given: theme, language, the edition in force."""

from __future__ import annotations

from django.http import HttpRequest

from assessments.catalogues import current_edition
from assessments.web.accounts import ThemeForm
from assessments.web.display_cookies import THEME_COOKIE
from assessments.web.sessions import TRIAL


def display(request: HttpRequest) -> dict[str, object]:
    """Context processor. Reads cookies and memory only; what needs the session waits until a page asks for it."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    theme = chosen if chosen in ("light", "dark") else ""
    return {
        "theme": theme,
        "menu_form": lambda: ThemeForm(initial={"theme": theme}, auto_id="menu-%s"),
        "edition": current_edition(),
        "actor": getattr(request, "actor", None),
        "in_trial": lambda: TRIAL in request.session,
    }
