"""The people of the organisation: who belongs to it, in which roles, who may act; and the choice between several."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assessments.domain.lifecycle import Role
from assessments.services.access import CHOSEN_ORGANISATION, NotFound, actor_of
from assessments.services.invitations import load_invitations
from assessments.services.members import (
    LastAdministrator,
    change_roles,
    deactivate,
    demand_second_factor,
    load_member,
    load_members,
    reactivate,
)
from assessments.web.belonging import where_opened
from assessments.web.errors import conflict
from assessments.web.securing import require_confirmation

ROLE_NAMES = {
    Role.ASSESSOR: gettext_lazy("Assessor: starts assessments, answers, attests and hands in"),
    Role.DPO: gettext_lazy("DPO: reviews what others have handed in, returns or approves it"),
    Role.AUDITOR: gettext_lazy("Auditor: reads everything and changes nothing"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator: looks after people and roles, and sees no answers"),
}


def _box(role: Role) -> forms.BooleanField:
    return forms.BooleanField(label=ROLE_NAMES[role], required=False)


class RolesForm(forms.Form):
    """One box for each role."""

    use_required_attribute = False
    assessor = _box(Role.ASSESSOR)
    dpo = _box(Role.DPO)
    auditor = _box(Role.AUDITOR)
    administrator = _box(Role.ADMINISTRATOR)

    def roles(self) -> frozenset[Role]:
        """Those that are ticked."""
        return frozenset(role for role in Role if self.cleaned_data.get(role.value))

    def clean(self) -> dict[str, object]:
        """At least one box."""
        cleaned: dict[str, object] = super().clean() or {}
        if not self.roles():
            self.add_error(Role.ASSESSOR.value, _("Choose at least one role"))
        return cleaned


def ticked(roles: Collection[Role]) -> dict[str, bool]:
    """What a form of roles shows at first."""
    return {role.value: role in roles for role in Role}


def people_page(request: HttpRequest) -> HttpResponse:
    """Members and open invitations."""
    actor = actor_of(request)
    context = {"members": load_members(actor), "invitations": load_invitations(actor), "now": actor.now}
    return TemplateResponse(request, "people/people.html", context)


@require_POST
@where_opened
def demand_page(request: HttpRequest) -> HttpResponse:
    """Demand a second factor of all members, or no longer; the administrator confirms who they are."""
    require_confirmation(request)
    demand_second_factor(actor_of(request), demanded=request.POST.get("go") == "demand")
    return redirect("people")


@where_opened
def person_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One member: roles, and whether they may act."""
    member = load_member(actor_of(request), person_id)
    go = request.POST.get("go", "")
    form = RolesForm(request.POST if go == "roles" else None, initial=ticked(member.roles))
    if request.method == "POST" and (go != "roles" or form.is_valid()):
        try:
            return _act(request, person_id, go, form)
        except LastAdministrator:
            return conflict(
                request,
                _("Nobody else is an administrator here. Give somebody else the role first. Nothing was changed."),
            )
    status = 422 if form.errors else 200
    return TemplateResponse(request, "people/person.html", {"member": member, "form": form}, status=status)


def _act(request: HttpRequest, person_id: UUID, go: str, form: RolesForm) -> HttpResponse:
    actor = actor_of(request)
    if go == "roles":
        change_roles(actor, person_id, form.roles())
    elif go == "deactivate":
        deactivate(actor, person_id)
    elif go == "reactivate":
        reactivate(actor, person_id)
    return redirect("dashboard" if person_id == actor.person_id else "people")


@require_POST
def choose_organisation(request: HttpRequest) -> HttpResponse:
    """Work in another of the organisations to which the person belongs."""
    wanted = request.POST.get("organisation", "")
    if wanted not in [str(key) for key, _name in actor_of(request).elsewhere]:
        raise NotFound
    request.session[CHOSEN_ORGANISATION] = wanted
    return redirect("dashboard")
