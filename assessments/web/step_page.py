"""The page of one step: showing it, and where a save leads. Saving itself is a service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from assessments.catalogues.guidance import guide
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.services.assessments import Workspace
from assessments.services.comments import load_open_questions
from assessments.web.citing import anchor_of
from assessments.web.earlier import beside_question
from assessments.web.moves import last_return
from assessments.web.questions import QuestionRow, QuestionRows, flat
from assessments.web.rail import plan_beside
from assessments.web.sessions import seconds_left
from assessments.web.step_form import StepForm

IN_ADDRESS = ("new", "gone", "found")
EVIDENCE = "evidence/"
"""Beginning of what a button says that leads to the documents of a question, after saving."""


@dataclass(frozen=True, slots=True)
class News:
    """What a save led to, as keys. The address brings the first three along; only fragments tell the others."""

    new: Sequence[str] = ()
    """Questions of the step that opened."""
    gone: Sequence[str] = ()
    """Answered questions that count no longer."""
    found: Sequence[str] = ()
    """Findings that were not there before."""
    closed: Sequence[str] = ()
    """Questions that left the page without having been answered."""
    lost: Sequence[str] = ()
    """Findings that are there no longer."""


def _told(request: HttpRequest) -> News:
    """The news that the address brings along from the save before."""
    return News(*(request.GET.get(name, "").split(",") for name in IN_ADDRESS))


def is_live(request: HttpRequest) -> bool:
    """Whether the page asks in the background, for fragments."""
    return request.headers.get("HX-Request") == "true"


def step_page(
    request: HttpRequest,
    workspace: Workspace,
    form: StepForm,
    language: str,
    status: int = 200,
    news: News | None = None,
) -> HttpResponse:
    """The questions of a step with the list of steps and the findings; in the background, only what may change."""
    news = news or _told(request)
    on_route = workspace.route.step(form.step.key)
    rows = (
        QuestionRows(form, workspace, language, frozenset(news.new)).build(on_route, workspace.comments)
        if on_route
        else []
    )
    everything = flat(rows)
    for row in everything:
        question = workspace.catalogue.questions[QuestionKey(row.key)]
        row.earlier = beside_question(workspace, question, form, language)
    beside = plan_beside(workspace, language, str(form.step.key))
    found = frozenset(news.found)
    context = {
        "workspace": workspace,
        "step": form.step,
        "rows": rows,
        "asked": " ".join(row.key for row in everything),
        "based_on": workspace.based_on(form.step.key),
        "entry": workspace.entries.get(form.step.key),
        "errors": [row for row in everything if row.error],
        "opened": [row for row in everything if row.is_new],
        "after": _number_before_the_new(everything),
        "gone": _numbers(workspace, news.gone),
        "closed": news.closed,
        "lost": news.lost,
        "open_here": len(on_route.open) if on_route else 0,
        "beside": beside,
        "found": found,
        "newly_found": [one for one in beside.panel.gaps if one.key in found],
        "last_return": last_return(workspace),
        "assigned": workspace.assigned.get(form.step.key),
        "open_threads": 0 if is_live(request) else _open_threads(workspace, form),
        "waiting_here": any(one.current and one.waiting for one in beside.steps),
        "words": list({word.key: word for row in everything for word in row.words}.values()),
        "knowers": guide().who_knows(form.step.key),
        "session_ends": seconds_left(request),
        "megabytes": settings.EVIDENCE_FILE_BYTES // 1_000_000,
    }
    template = "steps/live.html" if is_live(request) else "steps/step.html"
    return TemplateResponse(request, template, context, status=status)


def _open_threads(workspace: Workspace, form: StepForm) -> int:
    """How many questions of the step have comments that nobody has resolved."""
    return len(load_open_questions(workspace.assessment.id) & {each.key for each in form.questions})


def _number_before_the_new(rows: Sequence[QuestionRow]) -> str:
    """Number of the question that the first new one stands after; empty where there is none."""
    first = next((place for place, row in enumerate(rows) if row.is_new), 0)
    return rows[first - 1].number if first else ""


def _numbers(workspace: Workspace, keys: Iterable[str]) -> list[str]:
    questions = workspace.catalogue.questions
    return [questions[QuestionKey(key)].number for key in keys if QuestionKey(key) in questions]


def leave(request: HttpRequest, before: Workspace, after: Workspace, form: StepForm, language: str) -> HttpResponse:
    """Where a saved step leads: mistakes and new follow-ups first, then where the button said."""
    status = 422 if form.errors else 200
    if form.errors and not is_live(request):
        form.answers = after.answers
        return step_page(request, after, form, language, status)
    news = _news(before, after, form)
    if is_live(request):
        form.answers = after.answers
        return step_page(request, after, form, language, status, news)
    go = request.POST.get("go", "next")
    on_route = after.route.step(form.step.key)
    if go == "later":
        return redirect("dashboard")
    if (asked := go.removeprefix(EVIDENCE)) in {str(one.key) for one in form.questions}:
        return redirect(reverse("evidence-question", kwargs={**_which(after), "question": asked}))
    if on_route is not None and (go == "stay" or news.new):
        return redirect(_with(_address(after, form.step.key), news, _anchor(after, news.new)))
    following = _next_step(after, form.step.key)
    target = _address(after, following) if following else reverse("check", kwargs=_which(after))
    return redirect(_with(target, News(found=news.found) if following else News(), ""))


def _news(before: Workspace, after: Workspace, form: StepForm) -> News:
    step = after.route.step(form.step.key)
    shown_now = [str(key) for key in step.shown] if step else []
    open_now = {str(key) for key in step.open} if step else set()
    was = before.route.step(form.step.key)
    shown_before = form.asked | {str(key) for key in (was.shown if was else ())}
    old_gaps, gaps = _gaps(before), _gaps(after)
    answered_before = [str(key) for key in before.route.asked if key in before.answers]
    gone = [key for key in _in_order(after, answered_before) if QuestionKey(key) not in after.route.asked]
    return News(
        new=[key for key in shown_now if key in open_now and key not in shown_before],
        gone=gone,
        found=[key for key in gaps if key not in old_gaps],
        closed=[key for key in _in_order(after, form.asked) if key not in shown_now and key not in gone],
        lost=[key for key in old_gaps if key not in gaps],
    )


def _gaps(workspace: Workspace) -> list[str]:
    return [str(each.obligation) for each in workspace.assessed.findings if each.is_gap]


def _in_order(workspace: Workspace, keys: Iterable[str]) -> list[str]:
    wanted = set(keys)
    return [str(key) for key in workspace.catalogue.questions if str(key) in wanted]


def _next_step(workspace: Workspace, step: StepKey) -> StepKey | None:
    numbers = {one.key: one.number for one in workspace.catalogue.steps}
    later = [one.step for one in workspace.route.steps if one.step.number > numbers[step]]
    return later[0].key if later else None


def _which(workspace: Workspace) -> dict[str, object]:
    return {"assessment_id": workspace.assessment.id}


def _address(workspace: Workspace, step: StepKey) -> str:
    return reverse("step", kwargs={**_which(workspace), "step": str(step)})


def _anchor(workspace: Workspace, opened: Sequence[str]) -> str:
    return f"#{anchor_of(workspace.catalogue.questions[QuestionKey(opened[0])])}" if opened else ""


def _with(address: str, news: News, anchor: str) -> str:
    told = {name: ",".join(keys) for name in IN_ADDRESS if (keys := getattr(news, name))}
    return f"{address}{'?' + urlencode(told, safe=',') if told else ''}{anchor}"
