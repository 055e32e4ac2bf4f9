"""Evidence for one question: what is on record, a file to add, a document to register, and taking back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from assessments.domain.catalogue import QuestionKey
from assessments.domain.lifecycle import Role
from assessments.services.access import Actor, NotAllowed, NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.evidence import (
    FileRefused,
    IllegalDetails,
    LimitReached,
    NotEditable,
    add_file,
    may_change,
    register,
    withdraw,
)
from assessments.services.evidence_files import StoreFailed
from assessments.services.evidence_views import load_file, load_usage, load_withdrawn
from assessments.web.errors import store_failed
from assessments.web.evidence_forms import RegisterForm, UploadForm
from assessments.web.evidence_words import detail_problem, file_problem, limit_words
from assessments.web.rail import question_address
from assessments.web.receiving import FIELD

UNTRUSTED = "sandbox; default-src 'none'"
"""What a browser may do with a file that it was made to show after all: nothing."""


def question_page(request: HttpRequest, assessment_id: UUID, question: str) -> HttpResponse:
    """What is on record for the question; a POST adds, registers or withdraws."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    key = QuestionKey(question)
    if key not in workspace.catalogue.questions:
        raise NotFound
    if request.method != "POST":
        return _page(request, workspace, key, UploadForm(), RegisterForm(prefix="r"))
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    try:
        return _act(request, actor, workspace, key)
    except NotEditable:
        return redirect("evidence-question", assessment_id=assessment_id, question=question)
    except StoreFailed:
        return store_failed(request)


def _act(request: HttpRequest, actor: Actor, workspace: Workspace, key: QuestionKey) -> HttpResponse:
    if not may_change(actor, workspace.assessment.status):
        raise NotEditable
    go = request.POST.get("go", "")
    if getattr(request, "is_too_large", False):
        raise RequestDataTooBig
    if getattr(request, "has_no_room", False):
        raise StoreFailed
    if go == "withdraw":
        withdraw(actor, workspace.assessment.id, _id_in(request))
        return _back(workspace, key)
    upload = UploadForm(request.POST, request.FILES) if go == "upload" else UploadForm()
    registering = RegisterForm(request.POST, prefix="r") if go == "register" else RegisterForm(prefix="r")
    if go == "upload" and upload.is_valid() and _add(actor, workspace, key, upload):
        return _back(workspace, key)
    if go == "register" and registering.is_valid() and _register(actor, workspace, key, registering):
        return _back(workspace, key)
    return _page(request, workspace, key, upload, registering, status=422)


def _add(actor: Actor, workspace: Workspace, key: QuestionKey, form: UploadForm) -> bool:
    try:
        add_file(actor, workspace.assessment.id, key, form.upload(), form.details())
    except FileRefused as refused:
        form.add_error(FIELD, file_problem(refused.problem))
    except (LimitReached, IllegalDetails) as refused:
        _explain(form, refused, FIELD)
    return not form.errors


def _register(actor: Actor, workspace: Workspace, key: QuestionKey, form: RegisterForm) -> bool:
    try:
        register(actor, workspace.assessment.id, key, form.registration(), form.details())
    except (LimitReached, IllegalDetails) as refused:
        _explain(form, refused, "name")
    return not form.errors


def _explain(form: forms.Form, refused: LimitReached | IllegalDetails, first: str) -> None:
    if isinstance(refused, LimitReached):
        form.add_error(first, limit_words(refused.limit))
    else:
        form.add_error(refused.field, detail_problem(refused.problem))


def _id_in(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("evidence", ""))
    except ValueError:
        raise NotFound from None


def _back(workspace: Workspace, key: QuestionKey) -> HttpResponse:
    return redirect("evidence-question", assessment_id=workspace.assessment.id, question=str(key))


def _page(
    request: HttpRequest,
    workspace: Workspace,
    key: QuestionKey,
    upload: UploadForm,
    registering: RegisterForm,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    question = workspace.catalogue.questions[key]
    on_route = key in workspace.route.asked
    context = {
        "workspace": workspace,
        "question": question,
        "documents": workspace.evidence.get(key, ()),
        "withdrawn": [each for each in load_withdrawn(workspace.assessment.id) if each.question == key],
        "upload": upload,
        "registering": registering,
        "may_change": may_change(actor, workspace.assessment.status),
        "usage": load_usage(actor.organisation_id),
        "per_question": settings.EVIDENCE_PER_QUESTION,
        "back": question_address(workspace.assessment.id, question) if on_route and workspace.may_edit else "",
    }
    return TemplateResponse(request, "evidence/question.html", context, status=status)


def file_page(request: HttpRequest, evidence_id: UUID) -> HttpResponseBase:
    """The file as a download of no particular kind, never something that a browser shows or runs here."""
    try:
        name, size_bytes, content = load_file(actor_of(request), evidence_id)
    except StoreFailed:
        return store_failed(request)
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    response.headers["Content-Length"] = str(size_bytes)
    response.headers["Content-Security-Policy"] = UNTRUSTED
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
