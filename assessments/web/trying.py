"""Trying without an account, and taking what was tried over into one."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.lifecycle import Role
from assessments.services.access import NotFound, actor_of
from assessments.services.trials import (
    BegunTrial,
    TooManyTrials,
    TrialContent,
    TrialNames,
    begin_trial,
    end_trial,
    load_trial,
    source_of,
    take_over,
)
from assessments.web.belonging import where_opened
from assessments.web.deployments import DeploymentForm
from assessments.web.errors import no_trial_now
from assessments.web.origin import origin_of
from assessments.web.sessions import TRIAL, TRIAL_TO_TAKE
from assessments.web.signing_in import sign_in


def are_offered() -> bool:
    """Whether this installation lets people try."""
    return settings.TRIALS_AT_ONCE > 0


def try_page(request: HttpRequest) -> HttpResponse:
    """What a trial is, and the beginning of one; a person who is signed in, or is trying, goes to the assessments."""
    if request.user.is_authenticated:
        return redirect("dashboard")
    if request.method != "POST":
        return TemplateResponse(request, "public/try.html", {"offered": are_offered()})
    names = TrialNames(_("Trial without an account"), _("Trial"), _("My deployment"))
    try:
        begun = begin_trial(names, source_of(origin_of(request)), timezone.now(), language=get_language() or "en")
    except TooManyTrials:
        return no_trial_now(request)
    _sign_in(request, begun)
    return redirect("resume", assessment_id=begun.assessment_id)


def _sign_in(request: HttpRequest, begun: BegunTrial) -> None:
    sign_in(request, begun.person)
    request.session[TRIAL] = str(begun.organisation_id)
    request.session.set_expiry(0)


class SignOut(LogoutView):
    """Signs out; a trial, which nobody could come back to, ends with it."""

    next_page = "landing"

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """End the trial where there is one, then sign out."""
        trial = request.session.get(TRIAL)
        if trial:
            end_trial(UUID(trial), timezone.now())
        response = super().post(request, *args, **kwargs)
        # Language and theme stay: they are cookies, and say nothing of anybody.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


@where_opened
def take_over_page(request: HttpRequest) -> HttpResponse:
    """What was tried in this browser, to be copied into the organisation of the person who has signed in."""
    actor = actor_of(request)
    if actor.trial_until:
        return redirect(f"{reverse('login')}?next={reverse('take-over')}")
    held = _held(request)
    if held is None:
        request.session.pop(TRIAL_TO_TAKE, None)
        return redirect("dashboard")
    trial, content = held
    initial = {"name": content.deployment_name, "place": content.place, "description": content.description}
    form = DeploymentForm(request.POST if request.method == "POST" else None, initial=initial)
    may_take = Role.ASSESSOR in actor.roles
    if request.method == "POST" and may_take and form.is_valid():
        made = take_over(actor, trial, **form.cleaned_data)
        del request.session[TRIAL_TO_TAKE]
        return redirect("resume", assessment_id=made)
    context = {"form": form, "content": content, "may_take": may_take, "steps": len(content.entries)}
    return TemplateResponse(request, "assessments/take_over.html", context, status=422 if form.errors else 200)


def _held(request: HttpRequest) -> tuple[UUID, TrialContent] | None:
    """The trial that this browser held before signing in, where it is still there."""
    kept = request.session.get(TRIAL_TO_TAKE)
    if not kept:
        return None
    try:
        return UUID(kept), load_trial(actor_of(request), UUID(kept))
    except NotFound:
        return None
