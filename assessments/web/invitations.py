"""Invitations: sent by an administrator, accepted by whoever holds the link, with an account old or new."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assessments.domain.lifecycle import Role
from assessments.services.access import CHOSEN_ORGANISATION, NotFound, actor_of
from assessments.services.invitations import (
    AlreadyInvited,
    AlreadyMember,
    AnotherAddress,
    HasAccount,
    OpenInvitation,
    SentInvitation,
    accept,
    accept_with_new_account,
    invite,
    load_invitation,
    send_again,
    withdraw,
)
from assessments.web.belonging import where_opened
from assessments.web.factor_forms import password_field
from assessments.web.fields import text_field
from assessments.web.mail import absolute, send_after_commit
from assessments.web.members import RolesForm
from assessments.web.sessions import TRIAL, TRIAL_TO_TAKE
from assessments.web.signing_in import sign_in, way_on

LONGEST_NAME = 100


class InviteForm(RolesForm):
    """An address, and the roles that its holder is to have."""

    field_order = ("email", *(role.value for role in Role))
    email = forms.EmailField(
        label=gettext_lazy("Work email"),
        error_messages={
            "required": gettext_lazy("Enter the work email of the person"),
            "invalid": gettext_lazy("Enter the work email in full, for example name@company.cn"),
        },
        widget=forms.EmailInput(attrs={"class": "inp", "spellcheck": "false", "autocomplete": "off"}),
    )


class JoinForm(forms.Form):
    """Name and password of a new account."""

    use_required_attribute = False
    name = text_field(
        gettext_lazy("Your name"),
        gettext_lazy("As it is to stand on attestations and in reports"),
        LONGEST_NAME,
        gettext_lazy("Enter your name"),
    )
    password = password_field(gettext_lazy("Password"), "new-password")
    again = password_field(gettext_lazy("Password again"), "new-password")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        wanted = _("At least %(n)s characters; not one that many people use")
        self.fields["password"].help_text = wanted % {"n": settings.SHORTEST_PASSWORD}

    def clean(self) -> dict[str, object]:
        """Both passwords are the same, and good enough."""
        cleaned: dict[str, object] = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ"))
        elif isinstance(password, str):
            try:
                validate_password(password)
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned


@where_opened
def invite_page(request: HttpRequest) -> HttpResponse:
    """Ask somebody to join."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = invite(actor_of(request), form.cleaned_data["email"], form.roles())
        except AlreadyMember:
            form.add_error("email", _("This person belongs to the organisation already. Change the roles instead."))
        except AlreadyInvited:
            form.add_error("email", _("An invitation is open for this address. Send it again, or withdraw it."))
        else:
            _send(request, sent)
            return redirect("people")
    return TemplateResponse(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Withdraw an open invitation, or send it again with a new link."""
    if request.POST.get("go") == "withdraw":
        withdraw(actor_of(request), invitation_id)
    else:
        _send(request, send_again(actor_of(request), invitation_id))
    return redirect("people")


def _send(request: HttpRequest, sent: SentInvitation) -> None:
    organisation = actor_of(request).organisation_name
    link = absolute("join", sent.token)
    send_after_commit(sent.email, "invitation", {"organisation": organisation, "link": link})


def join_page(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation. Whatever is wrong with a link, the answer is the same."""
    try:
        found = load_invitation(token, timezone.now())
        return _join(request, token, found)
    except NotFound:
        return TemplateResponse(request, "people/no_invitation.html", status=404)


def _join(request: HttpRequest, token: str, found: OpenInvitation) -> HttpResponse:
    person = request.user
    if not isinstance(person, AnonymousUser) and TRIAL not in request.session:
        return _join_as(request, token, found, person.pk, person.email)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not found.has_account and form.is_valid():
        given = form.cleaned_data
        try:
            made = accept_with_new_account(token, given["name"], given["password"], timezone.now())
        except HasAccount:
            return redirect("join", token)
        wanted = way_on(request, reverse("dashboard"))
        sign_in(request, made)
        return redirect(wanted)
    context = {"invitation": found, "form": form, "token": token}
    return TemplateResponse(request, "people/join.html", context, status=422 if form.errors else 200)


def _join_as(request: HttpRequest, token: str, found: OpenInvitation, person_id: UUID, email: str) -> HttpResponse:
    if request.method == "POST":
        try:
            organisation = accept(token, person_id, timezone.now())
        except AnotherAddress:
            return redirect("join", token)
        request.session[CHOSEN_ORGANISATION] = str(organisation)
        return redirect("take-over" if TRIAL_TO_TAKE in request.session else "dashboard")
    context = {"invitation": found, "token": token, "fits": email == found.email}
    return TemplateResponse(request, "people/join_as.html", context)
