"""The DPO's page: answers and findings, a comment per question, return with a reason, or approve and seal."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.domain.lifecycle import Move, Status
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.review import MoveRefused, approve, return_to_assessor
from assessments.web.answers import AnswerGroup, group_answers
from assessments.web.findings import show_all
from assessments.web.moves import last_made, refused
from assessments.web.reading import Unreadable, read_text
from assessments.web.result import result_context
from assessments.web.securing import require_confirmation

LONGEST_COMMENT = 2000
NARROW = "narrow"
"""Not a decision: only another part of the answers is asked for. What was typed stays on the page."""
SHOWS = ("all", "findings", "unsure", "comments")
LANGUAGES = (("en", "English"), ("zh-hans", "简体中文"), ("both", _("Both: English and Chinese in one report")))


class ReviewForm(forms.Form):
    """Decision on the whole; comments on single questions are read beside it."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Message to the assessor"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=_("Language of the report"), choices=LANGUAGES, required=False)
    statement = forms.BooleanField(
        label=_(
            "I have reviewed the answers and findings in my function as the person in charge of personal information "
            "protection, and I approve them for sealing."
        ),
        required=False,
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, object]:
        """Returning needs a message; approving needs a language and the statement."""
        cleaned: dict[str, object] = super().clean() or {}
        if self.data.get("go") == "return" and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", _("Write what has to change before you return it"))
        if self.data.get("go") == "approve":
            if not cleaned.get("statement"):
                self.add_error("statement", _("Accept the statement to approve"))
            if not cleaned.get("language"):
                self.add_error("language", _("Choose the language of the report"))
        return cleaned

    def clean_reason(self) -> str:
        """A text fit to be kept."""
        return _fit_text(self.cleaned_data["reason"])


def _fit_text(text: str) -> str:
    try:
        return read_text(text, LONGEST_COMMENT)
    except Unreadable as unreadable:
        raise ValidationError(unreadable.message) from unreadable


def _elsewhere(workspace: Workspace) -> HttpResponse:
    """There is nothing to decide: to the report that is being sealed, otherwise to the findings."""
    one = workspace.assessment
    if one.status is Status.SEALING and one.revision is not None:
        return redirect("revision", revision_id=one.revision.id)
    return redirect("findings", assessment_id=one.id)


def review(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Read, comment, decide."""
    workspace = load_workspace(actor_of(request), assessment_id)
    if not {Move.APPROVE, Move.RETURN}.intersection(workspace.moves):
        return _elsewhere(workspace)
    language = get_language() or "en"
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, initial={"digest": workspace.answers_digest, "language": language})
    problem = ""
    comment_errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("go") != NARROW:
        comments, comment_errors = _comments(request.POST, workspace)
        if form.is_valid() and not comment_errors:
            try:
                return _decide(request, assessment_id, form, comments)
            except MoveRefused as error:
                problem = refused(error)
    return _page(request, workspace, form, problem, comment_errors)


def _typed(data: QueryDict, workspace: Workspace) -> dict[str, str]:
    """The comments as they were typed, fit to be kept or not."""
    typed = {str(key): data.get(f"comment.{key}", "") for key in workspace.catalogue.questions}
    return {key: text for key, text in typed.items() if text.strip()}


def _comments(data: QueryDict, workspace: Workspace) -> tuple[dict[str, str], dict[str, str]]:
    comments, errors = {}, {}
    for key, text in _typed(data, workspace).items():
        try:
            comments[key] = read_text(text, LONGEST_COMMENT)
        except Unreadable as unreadable:
            errors[key] = unreadable.message
    return comments, errors


def _decide(request: HttpRequest, assessment_id: UUID, form: ReviewForm, comments: dict[str, str]) -> HttpResponse:
    actor, given = actor_of(request), form.cleaned_data
    if request.POST.get("go") == "approve":
        require_confirmation(request)
        revision = approve(
            actor,
            assessment_id,
            language=given["language"],
            statement_accepted=given["statement"],
            expected_answers_digest=given["digest"],
            comments=comments,
        )
        return redirect("revision", revision_id=revision.id)
    return_to_assessor(actor, assessment_id, given["reason"], comments)
    return redirect("findings", assessment_id=assessment_id)


def _page(
    request: HttpRequest, workspace: Workspace, form: ReviewForm, problem: str, comment_errors: dict[str, str]
) -> HttpResponse:
    language = get_language() or "en"
    show = request.POST.get("show") or request.GET.get("show", "all")
    typed = _typed(request.POST, workspace)
    context = {
        **result_context(workspace, show_all(workspace, language), language),
        "form": form,
        "problem": problem,
        "show": show if show in SHOWS else "all",
        "groups": _chosen(group_answers(workspace, language), show, typed),
        "typed": typed,
        "comment_errors": comment_errors,
        "go": request.POST.get("go", ""),
        "handed_in": last_made(workspace, Move.HAND_IN),
    }
    wrong = bool(form.errors or comment_errors)
    return TemplateResponse(
        request, "assessments/review.html", context, status=409 if problem else 422 if wrong else 200
    )


def _chosen(groups: list[AnswerGroup], show: str, typed: Collection[str]) -> list[AnswerGroup]:
    """The answers that are asked for; those with a comment that is not sent yet are always among them."""
    keep = {
        "findings": lambda row: row.findings,
        "unsure": lambda row: row.is_unsure,
        "comments": lambda row: row.comments,
    }.get(show)
    if keep is None:
        return groups
    rows = [[row for row in group.rows if keep(row) or row.key in typed] for group in groups]
    return [AnswerGroup(group.step, group.title, kept) for group, kept in zip(groups, rows, strict=True) if kept]
