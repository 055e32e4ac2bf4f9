"""The page of one question: comments, and who can answer by when where the answer is "not sure"."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import QuestionKey
from assessments.domain.explanations import answer_words
from assessments.domain.working_together import CommentAct
from assessments.services.access import Actor, NotAllowed, NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.clarifying import InThePast, IsSure, StaleClarification, Wish, ask, load_asked
from assessments.services.colleagues import load_colleagues, may_work
from assessments.services.comments import CLOSED, StaleThread, load_threads, say, settle
from assessments.services.entries import NotEditable
from assessments.web.question_forms import AskForm, CommentForm, as_it_stands
from assessments.web.rail import question_address

SETTLING = {"resolve": CommentAct.RESOLVE, "reopen": CommentAct.REOPEN}


def question_page(request: HttpRequest, assessment_id: UUID, question: str) -> HttpResponse:
    """What is being said of a question; a POST adds to it."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    key = QuestionKey(question)
    if key not in workspace.catalogue.questions:
        raise NotFound
    if request.method != "POST":
        return _page(request, workspace, key)
    if not may_work(actor):
        raise NotAllowed
    try:
        return _act(request, actor, workspace, key)
    except StaleThread:
        problem = _("Somebody wrote since you opened this page. Read it, then decide again.")
    except StaleClarification:
        problem = _("Somebody changed who is asked since you opened this page. Look again, then decide.")
    except IsSure:
        problem = _("The question is answered by now.")
    except NotEditable:
        problem = _("This assessment was closed. Nothing was added.")
    return _page(request, load_workspace(actor, assessment_id), key, problem=problem, status=409)


def _act(request: HttpRequest, actor: Actor, workspace: Workspace, key: QuestionKey) -> HttpResponse:
    go, based_on = request.POST.get("go", ""), _place(request.POST.get("based_on", ""))
    comment = CommentForm(request.POST) if go == "say" else CommentForm()
    asking = AskForm(request.POST, prefix="c") if go == "ask" else None
    if asking is not None:
        asking.offer(load_colleagues(actor))
    here = workspace.assessment.id
    if go in SETTLING:
        settle(actor, here, key, SETTLING[go], based_on)
    elif go == "nobody":
        ask(actor, here, key, Wish(), based_on)
    elif go == "say" and comment.is_valid():
        say(actor, here, key, comment.cleaned_data["text"])
    elif not (asking is not None and asking.is_valid() and _asked(actor, here, key, asking, based_on)):
        return _page(request, workspace, key, comment, asking, status=422)
    return redirect("question", assessment_id=here, question=str(key))


def _asked(actor: Actor, here: UUID, key: QuestionKey, form: AskForm, based_on: int) -> bool:
    try:
        ask(actor, here, key, form.wish(), based_on)
    except InThePast:
        form.add_error("due", _("Choose today or a later day"))
    return not form.errors


def _place(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0


def _page(
    request: HttpRequest,
    workspace: Workspace,
    key: QuestionKey,
    comment: CommentForm | None = None,
    asking: AskForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    actor, language = actor_of(request), get_language() or "en"
    question, answer = workspace.catalogue.questions[key], workspace.answers.get(key)
    may = may_work(actor) and workspace.assessment.status not in CLOSED
    asked = load_asked(workspace.assessment.id).get(key)
    asking = asking or AskForm(prefix="c", initial=as_it_stands(asked))
    if may:
        asking.offer(load_colleagues(actor))
    context = {
        "workspace": workspace,
        "question": question,
        "words": answer_words(question, answer, language) if answer is not None else "",
        "is_unsure": answer is NotSure.NOT_SURE,
        "thread": load_threads(workspace.assessment.id).get(key),
        "asked": asked,
        "comment": comment or CommentForm(),
        "asking": asking,
        "may_work": may,
        "problem": problem,
        "today": workspace.today,
        "back": question_address(workspace.assessment.id, question)
        if key in workspace.route.asked and workspace.may_edit
        else "",
    }
    return TemplateResponse(request, "assessments/question.html", context, status=status)
