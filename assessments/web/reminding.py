"""How the person is reminded: by mail or not, and by a calendar at a secret address that can be renewed."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from assessments.services.reminder_choices import choose_mail, load_choice, renew_calendar, stop_calendar
from assessments.web.mail import absolute
from assessments.web.sessions import TRIAL


def reminders_page(request: HttpRequest) -> HttpResponse:
    """What is chosen; a POST chooses. The calendar's address is shown once, when it is made."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    if TRIAL in request.session:
        return redirect("dashboard")
    person_id, go = request.user.pk, request.POST.get("go", "")
    if request.method == "POST" and go != "renew":
        _choose(request, person_id, go)
        return redirect("reminders")
    secret = renew_calendar(person_id, timezone.now()) if request.method == "POST" else ""
    address = absolute("calendar", secret) if secret else ""
    context = {"choice": load_choice(person_id), "address": address}
    response = TemplateResponse(request, "account/reminders.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _choose(request: HttpRequest, person_id: UUID, go: str) -> None:
    if go == "stop":
        stop_calendar(person_id)
    elif go == "mail":
        choose_mail(person_id, by_mail="by_mail" in request.POST)
