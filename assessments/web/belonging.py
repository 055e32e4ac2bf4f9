"""Forms that name nothing of an organisation: they are answered in the one in which they were opened, or not at all.

Somebody who belongs to several may have switched in another tab meanwhile. Where a form names an assessment, the walls
already say that there is no such thing here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from assessments.services.access import actor_of
from assessments.web.errors import opened_elsewhere

FIELD = "within"
"""Hidden in each such form (forms/within.html): key of the organisation that its page was about."""


def where_opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, for what was opened in the organisation in which the person works now; else 409."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        opened_in = request.POST.get(FIELD)
        if opened_in is not None and opened_in != str(actor_of(request).organisation_id):
            return opened_elsewhere(request)
        return view(request, *args, **kwargs)

    return answered
