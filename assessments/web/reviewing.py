"""The DPO's page: answers and findings, a comment per question, return with a reason, or approve and seal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.domain.lifecycle import Move, Status
from assessments.domain.reviewing import disagreements
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.deciding import DecidedMeanwhile, load_seen, refuse_unseen
from assessments.services.judging import record_views
from assessments.services.marking import record_marks
from assessments.services.printing import NotPrintable
from assessments.services.review import MoveRefused, approve, return_to_assessor
from assessments.services.reviewer_views import load_reviewer_views
from assessments.services.since_review import load_since_review
from assessments.web.answers import AnswerGroup, AnswerRow, group_answers
from assessments.web.fields import TypedField
from assessments.web.findings import Shown, show_all
from assessments.web.judging import AnswerMoved, judge, moved, places_moved, read_views, verdicts_moved
from assessments.web.marking import MarkShown, chosen, read_decisions, show_marks
from assessments.web.moves import last_made, refused, unprintable
from assessments.web.places import number_in
from assessments.web.reading import Unreadable, read_text
from assessments.web.result import result_context
from assessments.web.securing import require_confirmation

LONGEST_COMMENT = 2000
VIEWS = "views"
"""Not a decision: the views of verdicts are recorded, and the review goes on."""
NARROW = "narrow"
"""Not a decision: only another part of the answers is asked for. What was typed stays on the page."""
SHOWS = ("all", "changed", "undecided", "findings", "unsure", "comments")
LANGUAGES = (("en", "English"), ("zh-hans", "简体中文"), ("both", _("Both: English and Chinese in one report")))


class ReviewForm(forms.Form):
    """Decision on the whole; comments on single questions are read beside it."""

    use_required_attribute = False
    reason = TypedField(label=_("Message to the assessor"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    language = forms.ChoiceField(label=_("Language of the report"), choices=LANGUAGES, required=False)
    statement = forms.BooleanField(
        label=_(
            "I have reviewed the answers and findings in my function as the person in charge of personal information "
            "protection, and I approve them for sealing."
        ),
        required=False,
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

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


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong with single entries, by question and by obligation."""

    comments: dict[str, str]
    views: dict[str, str]

    @property
    def any(self) -> bool:
        """Whether anything is."""
        return bool(self.comments or self.views)


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
    seen = number_in(request, "seen") if request.method == "POST" else load_seen(actor_of(request))
    workspace = load_workspace(actor_of(request), assessment_id)
    if not {Move.APPROVE, Move.RETURN}.intersection(workspace.moves):
        return _elsewhere(workspace)
    language = get_language() or "en"
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, initial={"digest": workspace.answers_digest, "language": language, "seen": seen})
    problem, errors = "", Errors({}, {})
    if request.method == "POST" and request.POST.get("go") != NARROW:
        comments, wrong = _comments(request.POST, workspace)
        decisions = read_decisions(request.POST, workspace, comments)
        views, wrong_views = read_views(request.POST, workspace)
        errors = Errors({**decisions.errors, **wrong}, wrong_views)
        if form.is_valid() and not errors.any:
            try:
                with transaction.atomic():
                    digest = form.cleaned_data["digest"]
                    refuse_unseen(actor_of(request), assessment_id, seen)
                    record_views(actor_of(request), assessment_id, views, expected_answers_digest=digest)
                    record_marks(actor_of(request), assessment_id, decisions.marks, expected_answers_digest=digest)
                    return _decide(request, assessment_id, form, decisions.comments)
            except MoveRefused as error:
                problem = refused(error)
            except DecidedMeanwhile as other:
                problem = _("%(who)s decided of answers or verdicts since you opened this page.") % {
                    "who": other.made_by
                }
            except NotPrintable as error:
                problem = unprintable(error)
    return _page(request, workspace, form, problem, errors)


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


def _decide(request: HttpRequest, assessment_id: UUID, form: ReviewForm, comments: Mapping[str, str]) -> HttpResponse:
    actor, given = actor_of(request), form.cleaned_data
    if request.POST.get("go") == VIEWS:
        return redirect(f"{reverse('review', args=[assessment_id])}#verdicts")
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


def _page(request: HttpRequest, workspace: Workspace, form: ReviewForm, problem: str, errors: Errors) -> HttpResponse:
    language = get_language() or "en"
    shown = show_all(workspace, language)
    show = request.POST.get("show") or request.GET.get("show", "all")
    marks = show_marks(workspace, language)
    typed = _in_the_fields(request, workspace, marks)
    choices = chosen(request.POST, marks, [str(key) for key in workspace.route.asked])
    unsent = {key for key, choice in choices.items() if choice and choice != _standing(marks.get(key))}
    since = load_since_review(actor_of(request), workspace)
    changed = moved(since.between, workspace, language) if since else []
    context = {
        **result_context(workspace, shown, language),
        **_judging(request, workspace, shown, errors),
        "marks": marks,
        "choices": choices,
        "decided_count": sum(not one.is_changed for key, one in marks.items() if key in choices),
        "to_correct": [one for one in marks.values() if one.is_to_correct],
        "still": [one for one in marks.values() if one.is_to_correct and not one.in_this_review],
        "since": since,
        "changed": changed,
        "changed_count": len(changed) + len(since.places if since else ()),
        "places_changed": places_moved(since.places, workspace, language) if since else [],
        "otherwise": verdicts_moved(since.between.otherwise, workspace, language) if since else [],
        "form": form,
        "problem": problem,
        "show": show if show in SHOWS else "all",
        "groups": _chosen(
            group_answers(workspace, language), show, unsent | _unsent(typed, marks), _kinds(changed, marks)
        ),
        "typed": typed,
        "comment_errors": errors.comments,
        "view_errors": errors.views,
        "go": request.POST.get("go", ""),
        "handed_in": last_made(workspace, Move.HAND_IN),
    }
    wrong = bool(form.errors) or errors.any
    return TemplateResponse(
        request, "assessments/review.html", context, status=409 if problem else 422 if wrong else 200
    )


def _judging(request: HttpRequest, workspace: Workspace, shown: Sequence[Shown], errors: Errors) -> dict[str, object]:
    """The verdicts that apply, with the reviewer's views of them."""
    one = workspace.assessment
    standing = load_reviewer_views(one.id, one.number, workspace.assessed.findings)
    return {
        "judged": judge(shown, standing, request.POST, errors.views),
        "differing_count": len(disagreements(standing)),
    }


def _in_the_fields(request: HttpRequest, workspace: Workspace, marks: Mapping[str, MarkShown]) -> dict[str, str]:
    """The comments as they stand in the fields: as they were typed, else with the decision that counts."""
    standing = {key: one.said for key, one in marks.items() if one.said and not one.is_changed}
    kept = {key: said for key, said in standing.items() if f"comment.{key}" not in request.POST}
    return kept | _typed(request.POST, workspace)


def _standing(one: MarkShown | None) -> str:
    return one.choice if one and not one.is_changed else ""


def _unsent(typed: Mapping[str, str], marks: Mapping[str, MarkShown]) -> set[str]:
    """Questions with a comment that is on record nowhere."""
    return {key for key, text in typed.items() if key not in marks or marks[key].said != text}


def _kinds(changed: Sequence[AnswerMoved], marks: Mapping[str, MarkShown]) -> dict[str, frozenset[str]]:
    """Questions whose answer changed, and those whose answer was decided of as it stands."""
    decided = frozenset(key for key, one in marks.items() if not one.is_changed)
    return {"changed": frozenset(each.key for each in changed), "decided": decided}


def _chosen(
    groups: list[AnswerGroup], show: str, unsent: Collection[str], kinds: Mapping[str, frozenset[str]]
) -> list[AnswerGroup]:
    """The answers that are asked for; those with a comment or decision that is not sent yet are always among them."""
    keeps: dict[str, Callable[[AnswerRow], object]] = {
        "changed": lambda row: row.key in kinds["changed"],
        "undecided": lambda row: row.key not in kinds["decided"],
        "findings": lambda row: row.findings,
        "unsure": lambda row: row.is_unsure,
        "comments": lambda row: row.comments,
    }
    keep = keeps.get(show)
    if keep is None:
        return groups
    rows = [[row for row in group.rows if keep(row) or row.key in unsent] for group in groups]
    return [AnswerGroup(group.step, group.title, kept) for group, kept in zip(groups, rows, strict=True) if kept]
