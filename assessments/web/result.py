"""The findings page: overall result, charts, articles, each finding with its reasons, deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.domain.catalogue import Question
from assessments.domain.explanations import overall_sentence
from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Move, Status
from assessments.domain.place_words import places_sentence
from assessments.domain.reviewing import disagreements
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.copying import may_copy
from assessments.services.reviewer_views import load_reviewer_views
from assessments.web.articles import plan_articles
from assessments.web.charts import severity_bars, step_marks
from assessments.web.findings import Shown, advice, by_severity, gaps, left_aside, show_all, with_verdict
from assessments.web.moves import last_return, waiting
from assessments.web.narrowing import part_context
from assessments.web.other_day import plan_timeline, read_asked_day
from assessments.web.rail import question_address, unsure_questions
from assessments.web.scope import out_of_scope, ruled_out
from assessments.web.terms import plan_terms, to_keep

FIRST = 8
"""Gaps that the list of what to do first names at once."""


def findings_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Everything that came out, as of today, of the day of handing in, or as if on another day that is asked for."""
    language = get_language() or "en"
    actor = actor_of(request)
    stored = load_workspace(actor, assessment_id)
    asked = read_asked_day(request.GET.get("as_of"))
    workspace = stored.on(asked.day) if asked.day else stored
    shown = show_all(workspace, language)
    one = stored.assessment
    in_the_making = one.status is Status.DRAFT  # nothing of it was in review yet
    views = () if in_the_making else load_reviewer_views(one.id, one.number, workspace.assessed.findings)
    titles = {each.obligation.key: each.title for each in shown}
    context = {
        **result_context(workspace, shown, language),
        "differing": [(titles[each.obligation], each) for each in disagreements(views)],
        **part_context(request, gaps(shown), asked.day),
        "asked": asked,
        "stored_day": stored.as_of,
        "is_other_day": workspace.as_of != stored.as_of,
        "timeline": plan_timeline(stored, asked.day) if asked.typed else (),
        "may_hand_in": Move.HAND_IN in workspace.moves and workspace.is_complete,
        "may_copy": may_copy(actor_of(request)) and bool(workspace.entries),
        "may_reopen": Move.REOPEN in workspace.moves,
        "handed_in": waiting(stored),
        "last_return": last_return(stored),
        "may_review": not {Move.APPROVE, Move.RETURN}.isdisjoint(workspace.moves),
    }
    return TemplateResponse(request, "assessments/findings.html", context, status=422 if asked.error else 200)


def result_context(workspace: Workspace, shown: Sequence[Shown], language: str) -> dict[str, object]:
    """What the templates of the result are given."""
    found, aside = gaps(shown), left_aside(shown)
    unsure = unsure_questions(workspace)
    terms = plan_terms(workspace, shown, language)
    articles = plan_articles(shown, workspace.catalogue, language)
    return {
        "workspace": workspace,
        "overall": whole_sentence(workspace, language),
        "shown": shown,
        "gaps": found,
        "advice": advice(shown),
        "undetermined": with_verdict(shown, Verdict.UNDETERMINED),
        "judgement": [*aside, *(one for one in with_verdict(shown, Verdict.NEEDS_JUDGEMENT) if not one.our_verdict)],
        "aside": aside,
        "red_lines_aside": sum(one.finding.is_red_line_set_aside for one in aside),
        "met": with_verdict(shown, Verdict.MET),
        "ruled_out": ruled_out(shown),
        "not_applicable_count": len(with_verdict(shown, Verdict.NOT_APPLICABLE)),
        "outside": out_of_scope(workspace, language),
        "unsure": [(one, question_address(workspace.assessment.id, one)) for one in unsure],
        "bars": severity_bars([*by_severity(found), ("to_clarify", len(unsure))]),
        "marks": step_marks(workspace, found, unsure),
        "loud": [each for each in articles if not each.is_quiet],
        "quiet": [each for each in articles if each.is_quiet],
        "terms": terms,
        "has_calendar": bool(to_keep(terms)),
        "next_term": next((term for term, _day in to_keep(terms)), None),
        "red_lines": _red_lines(found),
        "first_gaps": found[:FIRST],
        "later_gaps": found[FIRST:],
        "unsettled_gates": _unsettled(workspace),
    }


def whole_sentence(workspace: Workspace, language: str) -> str:
    """The result as a whole in some sentences: in common, then how places differ."""
    common = overall_sentence(workspace.assessed, workspace.catalogue, language)
    return common + places_sentence(workspace.assessed, workspace.place_marks, language)


def _red_lines(found: Sequence[Shown]) -> int:
    return sum(one.finding.is_red_line for one in found)


def _unsettled(workspace: Workspace) -> list[tuple[Question, str]]:
    gates = [workspace.catalogue.questions[key] for key in workspace.assessed.scope_not_settled]
    return [(one, question_address(workspace.assessment.id, one)) for one in gates]
