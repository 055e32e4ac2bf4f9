"""Withdrawing a sealed report: asking for it with a reason; another person confirms or refuses on the same page."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.domain.lifecycle import Role, Status
from assessments.services.access import Actor, NotAllowed, actor_of
from assessments.services.colleagues import Colleague, load_colleagues
from assessments.services.revision_pages import RevisionPage, load_revision
from assessments.services.withdrawing import (
    ASKING,
    LONGEST_REASON,
    Obstacle,
    WithdrawalRefused,
    Withdrawing,
    ask_to_withdraw,
    confirm_withdrawal,
    find_asker,
    load_withdrawing,
    refuse_withdrawal,
    take_back_request,
)
from assessments.web.errors import conflict
from assessments.web.fields import statement_field, text_field
from assessments.web.mail import absolute, send_after_commit
from assessments.web.securing import require_confirmation

ASK, CONFIRM, REFUSE, TAKE_BACK = "ask", "confirm", "refuse", "take-back"


class AskForm(forms.Form):
    """Why the report should no longer be relied on."""

    use_required_attribute = False
    reason = text_field(
        _("Reason"),
        _("Kept with the revision; seen by the members of your organisation"),
        LONGEST_REASON,
        _("Write why the report should no longer be relied on"),
        rows=4,
    )
    reason_is_public = forms.BooleanField(
        label=_("Show this reason on the public verification page, to everybody who has the report"), required=False
    )


class ConfirmForm(forms.Form):
    """The other person's statement."""

    use_required_attribute = False
    request_id = forms.UUIDField(widget=forms.HiddenInput)
    statement = statement_field(
        _("I have read the reason, and I withdraw this report in my function as DPO. This cannot be undone."),
        _("Accept the statement to withdraw the report"),
    )


class RefuseForm(forms.Form):
    """Why the report stays."""

    use_required_attribute = False
    request_id = forms.UUIDField(widget=forms.HiddenInput)
    refusal = text_field(
        _("Why the report stays as it is"),
        _("Seen by the members of your organisation"),
        LONGEST_REASON,
        _("Write why the report stays as it is"),
        rows=3,
    )


class TakeBackForm(forms.Form):
    """Nothing but which request."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)


FORMS: dict[str, type[forms.Form]] = {
    ASK: AskForm,
    CONFIRM: ConfirmForm,
    REFUSE: RefuseForm,
    TAKE_BACK: TakeBackForm,
}


def withdraw_page(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """What was asked and decided, and the form for what the person may do next."""
    actor = actor_of(request)
    page = load_revision(actor, revision_id)
    if page.status is Status.SEALING:
        return redirect("revision", revision_id=revision_id)
    form = None
    if request.method == "POST":
        if ASKING.isdisjoint(actor.roles):
            raise NotAllowed
        go = request.POST.get("go", "")
        form = FORMS.get(go, AskForm)(request.POST)
        if form.is_valid():
            return _act(request, actor, page, go, form.cleaned_data)
    one = load_withdrawing(actor, revision_id, page.status.value)
    if form is not None and not _is_offered(form, one):
        return conflict(request, _words(Obstacle.ASKED_ALREADY if one.open_request else Obstacle.NOT_ASKED))
    return _page(request, page, one, form)


def _is_offered(form: forms.Form, one: Withdrawing) -> bool:
    """Whether the page shows this form, and so what is wrong in it."""
    return one.may_ask if isinstance(form, AskForm) else one.may_decide and not isinstance(form, TakeBackForm)


def _act(request: HttpRequest, actor: Actor, page: RevisionPage, go: str, given: dict[str, object]) -> HttpResponse:
    if go == CONFIRM:
        require_confirmation(request)
    try:
        _do(actor, page.id, go, given)
    except WithdrawalRefused as refused:
        return conflict(request, _words(refused.obstacle))
    if go in (CONFIRM, REFUSE):
        _tell_asker(actor, page.id, UUID(str(given["request_id"])), is_confirmed=go == CONFIRM)
    elif go != TAKE_BACK:
        _tell_deciders(actor, page.id)
    return redirect("withdraw" if go == ASK else "revision", revision_id=page.id)


def _tell_deciders(actor: Actor, revision_id: UUID) -> None:
    """Every other DPO that there is something to decide; the mail says neither what nor why."""
    for each in load_colleagues(actor, {Role.DPO}):
        if each.person_id != actor.person_id:
            _send(actor, each, "withdrawal_asked", revision_id)


def _tell_asker(actor: Actor, revision_id: UUID, request_id: UUID, *, is_confirmed: bool) -> None:
    """Whoever asked what became of it, where they still work here."""
    asker = find_asker(actor, request_id)
    for each in load_colleagues(actor):
        if each.person_id == asker != actor.person_id:
            _send(actor, each, "withdrawal_decided", revision_id, confirmed=is_confirmed)


def _send(actor: Actor, person: Colleague, template: str, revision_id: UUID, **further: bool) -> None:
    link = absolute("withdraw", str(revision_id))
    said = {"who": actor.person_name, "link": link, "language": person.language, **further}
    send_after_commit(person.email, template, said)


def _do(actor: Actor, revision_id: UUID, go: str, given: dict[str, object]) -> None:
    if go not in (CONFIRM, REFUSE, TAKE_BACK):
        public = bool(given["reason_is_public"])
        return ask_to_withdraw(actor, revision_id, str(given["reason"]), reason_is_public=public)
    asked = UUID(str(given["request_id"]))
    if go == CONFIRM:
        return confirm_withdrawal(actor, revision_id, asked)
    if go == REFUSE:
        return refuse_withdrawal(actor, revision_id, asked, str(given["refusal"]))
    return take_back_request(actor, revision_id, asked)


def _words(obstacle: Obstacle) -> str:
    return {
        Obstacle.NOT_SEALED: gettext("Only a sealed report can be withdrawn."),
        Obstacle.WITHDRAWN: gettext("This report has been withdrawn already."),
        Obstacle.ASKED_ALREADY: gettext("Somebody asked already to withdraw this report. Load the page again."),
        Obstacle.NOT_ASKED: gettext("What was asked has been decided or taken back meanwhile. Load the page again."),
        Obstacle.ASKED_ONESELF: gettext("You asked for it yourself. Another DPO has to decide."),
        Obstacle.NOT_ONES_OWN: gettext("Only the person who asked can take it back."),
    }[obstacle]


def _page(request: HttpRequest, page: RevisionPage, one: Withdrawing, form: forms.Form | None) -> HttpResponse:
    waiting = one.open_request
    initial = {"request_id": waiting.id} if waiting else {}
    context = {
        "revision": page,
        "withdrawing": one,
        "waiting": waiting,
        "form": form,
        "ask_form": form if isinstance(form, AskForm) else AskForm(),
        "confirm_form": form if isinstance(form, ConfirmForm) else ConfirmForm(initial=initial, auto_id="c-%s"),
        "refuse_form": form if isinstance(form, RefuseForm) else RefuseForm(initial=initial, auto_id="r-%s"),
        "take_back_form": TakeBackForm(initial=initial, auto_id="t-%s"),
    }
    return TemplateResponse(request, "revisions/withdraw.html", context, status=422 if form is not None else 200)
