"""Addresses that go wrong: /mistakes/KIND/ answers as the product does when KIND happens anywhere in it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from assessments.services.access import NoOrganisation
from assessments.web import errors
from assessments.web.edge import HostileText
from frcompliance import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def _raise(problem: Exception) -> HttpResponse:
    raise problem


def _caused(problem: Exception, cause: Exception) -> Exception:
    problem.__cause__ = cause
    return problem


MISTAKES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "hostile-text": lambda request: _raise(HostileText("The text holds the character NUL, which cannot be stored.")),
    "too-much": lambda request: _raise(RequestDataTooBig()),
    "forbidden": lambda request: _raise(PermissionDenied()),
    "expired-form": errors.forged,
    "no-organisation": lambda request: errors.forbidden(request, _caused(PermissionDenied(), NoOrganisation())),
    "wrong-method": lambda request: errors.wrong_method(request, "POST"),
    "too-late": lambda request: errors.conflict(request, "It has been approved meanwhile."),
    "no-trial-now": errors.no_trial_now,
    "no-draft-now": errors.no_draft_now,
    "trial-over": errors.trial_over,
    "program": lambda request: _raise(ValueError("a mistake")),
    "no-database": lambda request: _raise(OperationalError("no server")),
}


@login_not_required
def mistake(request: HttpRequest, kind: str) -> HttpResponse:
    """What is answered when `kind` happens."""
    return MISTAKES[kind](request)


urlpatterns = [*urls.urlpatterns, path("mistakes/<slug:kind>/", mistake)]
