"""What the product holds about the person: to take along as a file, and to have forgotten."""

from __future__ import annotations

import json

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.access import local_day
from assessments.services.erasing import WorkUnderReview, erase_person
from assessments.services.members import LastAdministrator
from assessments.services.own_data import load_own_data
from assessments.web.downloads import as_download
from assessments.web.fields import statement_field
from assessments.web.securing import require_confirmation
from assessments.web.sessions import TRIAL


class EraseForm(forms.Form):
    """A statement that the person means it."""

    use_required_attribute = False
    sure = statement_field(
        gettext_lazy("I want my account erased. I know that it cannot be brought back."),
        gettext_lazy("Tick the statement if you want your account erased"),
    )


def own_data_page(request: HttpRequest) -> HttpResponse:
    """What is held and why; a POST erases the account."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    if TRIAL in request.session:
        return redirect("dashboard")
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        require_confirmation(request)
        try:
            erase_person(request.user.pk, timezone.now())
        except LastAdministrator:
            form.add_error("sure", _("You are the only administrator of an organisation. Make somebody else one first"))
        except WorkUnderReview:
            form.add_error(
                "sure", _("An assessment that you worked on is in review. Wait until it is sealed or returned")
            )
        else:
            logout(request)
            return TemplateResponse(request, "account/erased.html")
    return TemplateResponse(request, "account/own_data.html", {"form": form}, status=422 if form.errors else 200)


def own_data_file(request: HttpRequest) -> HttpResponse:
    """Everything about the person, as JSON."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    if TRIAL in request.session:
        return redirect("dashboard")
    require_confirmation(request)
    now = timezone.now()
    written = json.dumps(load_own_data(request.user.pk, now), ensure_ascii=False, indent=2, sort_keys=True)
    response = HttpResponse(written + "\n", content_type="application/json; charset=utf-8")
    as_download(response, f"face-recognition-own-data-{local_day(now)}.json")
    return response
