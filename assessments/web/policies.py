"""Who may open which address: one table, one guard. What a person may do to an assessment is decided in services."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect

from assessments.domain.lifecycle import Role
from assessments.services.access import NotAllowed, NotFound, TrialOver, actor_of, scoped
from assessments.services.trail import READERS
from assessments.web.demanding import lacks_second_factor
from assessments.web.errors import trial_over, wrong_method

View = Callable[..., HttpResponseBase]


class Policy(Enum):
    """Who may open an address."""

    PUBLIC = "everyone"
    SIGNED_IN = "every person who is signed in"
    INSIDE = "every member of the active organisation"
    LEAVING = "every member of the active organisation, also before the second factor that it demands is set up"
    MEMBER = "members whose role lets them see answers"
    ADMINISTRATOR = "administrators of the organisation"
    ASSESSOR = "assessors"
    TRAIL = "auditors and DPOs"
    REVIEWER = "DPO, auditor, assessor (reading); deciding is the DPO's alone"


ROLES: dict[Policy, frozenset[Role]] = {
    Policy.INSIDE: frozenset(Role),
    Policy.LEAVING: frozenset(Role),
    Policy.MEMBER: frozenset({Role.ASSESSOR, Role.DPO, Role.AUDITOR}),
    Policy.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
    Policy.ASSESSOR: frozenset({Role.ASSESSOR}),
    Policy.TRAIL: READERS,
    Policy.REVIEWER: frozenset({Role.DPO}),
}
"""Roles of which a person needs at least one."""

POLICIES: dict[str, Policy] = {
    "landing": Policy.PUBLIC,
    "login": Policy.PUBLIC,
    "set_language": Policy.PUBLIC,
    "help": Policy.PUBLIC,
    "try": Policy.PUBLIC,
    "take-over": Policy.INSIDE,
    "glossary": Policy.PUBLIC,
    "example": Policy.PUBLIC,
    "verify": Policy.PUBLIC,
    "coverage": Policy.PUBLIC,
    "graph": Policy.PUBLIC,
    "graph-drawing": Policy.PUBLIC,
    "healthz": Policy.PUBLIC,
    "readyz": Policy.PUBLIC,
    "metrics": Policy.PUBLIC,
    "policy-report": Policy.PUBLIC,
    "logout": Policy.SIGNED_IN,
    "account": Policy.SIGNED_IN,
    "reminders": Policy.SIGNED_IN,
    "own-data": Policy.SIGNED_IN,
    "own-data-file": Policy.SIGNED_IN,
    "calendar": Policy.PUBLIC,
    "trail": Policy.TRAIL,
    "trail-table": Policy.TRAIL,
    "trail-file": Policy.TRAIL,
    "account_login": Policy.PUBLIC,
    "mfa_authenticate": Policy.PUBLIC,
    "mfa_login_webauthn": Policy.PUBLIC,
    "provider-sign-in": Policy.PUBLIC,
    "provider-callback": Policy.PUBLIC,
    "provider-refused": Policy.PUBLIC,
    "provider-confirm": Policy.SIGNED_IN,
    "account_reauthenticate": Policy.SIGNED_IN,
    "mfa_reauthenticate": Policy.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Policy.SIGNED_IN,
    "mfa_index": Policy.SIGNED_IN,
    "mfa_activate_totp": Policy.SIGNED_IN,
    "mfa_deactivate_totp": Policy.SIGNED_IN,
    "mfa_view_recovery_codes": Policy.SIGNED_IN,
    "mfa_generate_recovery_codes": Policy.SIGNED_IN,
    "mfa_add_webauthn": Policy.SIGNED_IN,
    "mfa_remove_webauthn": Policy.SIGNED_IN,
    "password": Policy.SIGNED_IN,
    "second-factor-needed": Policy.SIGNED_IN,
    "password-forgotten": Policy.PUBLIC,
    "password-sent": Policy.PUBLIC,
    "password-reset": Policy.PUBLIC,
    "password-reset-done": Policy.PUBLIC,
    "dashboard": Policy.INSIDE,
    "desk": Policy.REVIEWER,
    "people": Policy.ADMINISTRATOR,
    "person": Policy.ADMINISTRATOR,
    "demand-second-factor": Policy.ADMINISTRATOR,
    "invite": Policy.ADMINISTRATOR,
    "invitation": Policy.ADMINISTRATOR,
    "join": Policy.PUBLIC,
    "choose-organisation": Policy.LEAVING,
    "new-deployment": Policy.ASSESSOR,
    "resume": Policy.MEMBER,
    "step": Policy.MEMBER,
    "check": Policy.MEMBER,
    "findings": Policy.MEMBER,
    "actions": Policy.MEMBER,
    "action": Policy.MEMBER,
    "actions-file": Policy.MEMBER,
    "reassessment": Policy.MEMBER,
    "by-article": Policy.MEMBER,
    "deadlines": Policy.MEMBER,
    "deadlines-file": Policy.MEMBER,
    "history": Policy.MEMBER,
    "copy": Policy.ASSESSOR,
    "reconfirm": Policy.MEMBER,
    "together": Policy.MEMBER,
    "question": Policy.MEMBER,
    "search": Policy.MEMBER,
    "uncertain": Policy.MEMBER,
    "evidence": Policy.MEMBER,
    "evidence-question": Policy.MEMBER,
    "evidence-file": Policy.MEMBER,
    "places": Policy.MEMBER,
    "places-findings": Policy.MEMBER,
    "place": Policy.MEMBER,
    "place-question": Policy.MEMBER,
    "draft": Policy.MEMBER,
    "draft-file": Policy.MEMBER,
    "hand-in": Policy.ASSESSOR,
    "review": Policy.REVIEWER,
    "reopen": Policy.ASSESSOR,
    "upgrade": Policy.MEMBER,
    "revision": Policy.MEMBER,
    "retry-sealing": Policy.REVIEWER,
    "withdraw": Policy.MEMBER,
    "report": Policy.MEMBER,
    "twin": Policy.MEMBER,
    "twin-file": Policy.MEMBER,
}
"""The policy of every named address. An address without one cannot be routed."""


def guarded(name: str, view: View) -> View:
    """The view behind the policy of its address, which it carries as `policy`."""
    policy = POLICIES[name]
    behind = _behind(policy, view)
    behind.policy = policy  # type: ignore[attr-defined]  # read by the check of all addresses
    return behind


def _behind(policy: Policy, view: View) -> View:
    if policy is Policy.PUBLIC:
        return login_not_required(_with_page_for_405(view))
    if policy is Policy.SIGNED_IN:
        return _with_page_for_405(view)
    inside = _with_role(view, ROLES[policy])
    if policy is not Policy.LEAVING:
        inside = _with_second_factor(inside)
    return _with_page_for_405(_translate(scoped(inside)))


def _with_page_for_405(view: View) -> View:
    """Django answers a wrong method with an empty page."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return wrong_method(request, response.headers["Allow"])
        return response

    return answered


def _with_role(view: View, roles: frozenset[Role]) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if roles.isdisjoint(actor_of(request).roles):
            raise NotAllowed
        return view(request, *args, **kwargs)

    return checked


def _with_second_factor(view: View) -> View:
    """Where the organisation demands a second factor, whoever has none is led to set one up and gets nothing else."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if actor_of(request).second_factor_demanded and lacks_second_factor(request):
            return redirect("second-factor-needed")
        return view(request, *args, **kwargs)

    return checked


def _translate(view: View) -> View:
    """Outside the transaction, so that it has been rolled back by then."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as missing:
            raise Http404 from missing
        except TrialOver:
            logout(request)
            return trial_over(request)
        except NotAllowed as refused:
            raise PermissionDenied from refused

    return answered
