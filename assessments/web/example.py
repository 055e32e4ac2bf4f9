"""A worked example: one situation in words, its answers, and what the rules make of them. Verdicts and reasons are
computed when the page is shown, like everybody's; only the remarks beside them are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.catalogues import edition
from assessments.catalogues.cases import Case, read_case
from assessments.domain.catalogue import EditionKey, ObligationKey
from assessments.domain.engine import assess
from assessments.domain.explanations import overall_sentence
from assessments.domain.findings import Assessed
from assessments.services.demo import CASES
from assessments.web.findings import Shown
from assessments.web.trying import are_offered

EDITION = EditionKey("2026-11")
"""The edition that the situation was written for; it stays when a newer one comes."""
SAMPLE = ObligationKey("M13-signage")
LESSONS = (
    (
        ObligationKey("M10-not-sole"),
        _("The card is as good as the face at every door, so nobody is forced to give a face. The duty is met."),
    ),
    (
        ObligationKey("M06-withdrawal"),
        _(
            "Joining takes one tick, leaving takes a visit to the desk. There is a way, but not an easy one: partly "
            "met."
        ),
    ),
    (
        ObligationKey("M09-pipia"),
        _(
            "The assessment was written, but after the doors had opened. Doing it late is better than not at all, and "
            "still a gap: the law wants it before."
        ),
    ),
    (
        ObligationKey("M15-filing"),
        _(
            "More than 100,000 people were stored from 12 October on. The filing is under way, and its last day is "
            "counted in working days from there."
        ),
    ),
    (
        ObligationKey("H13-workforce"),
        _(
            "Whether staff were consulted nobody could say. “Not sure” is neither good nor bad: it stays open until "
            "somebody asks human resources."
        ),
    ),
    (
        ObligationKey("M13-security-need"),
        _(
            "The answers are all there, and lawyers still disagree on whether consent can carry such a device. The "
            "tool does not decide that for you."
        ),
    ),
)
"""Obligations that show one verdict each, with what to see in them."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One finding of the example with a remark."""

    shown: Shown
    remark: str


@cache
def _assessed(name: str) -> tuple[Case, Assessed]:
    catalogue = edition(EDITION)
    case = read_case(CASES / name, catalogue)
    return case, assess(catalogue, case.answers, case.as_of)


def sample_finding(language: str) -> Shown:
    """One finding of the other example, whose single answer, article and verdict show how the tool reasons."""
    case, assessed = _assessed("half-answered.yaml")
    (finding,) = (one for one in assessed.findings if one.obligation == SAMPLE)
    catalogue = edition(EDITION)
    return Shown(finding, catalogue.obligations[SAMPLE], catalogue, language, case.as_of)


def example_page(request: HttpRequest) -> HttpResponse:
    """The situation, the answers that decide, the verdicts, and why."""
    language = get_language() or "en"
    case, assessed = _assessed("sealed.yaml")
    catalogue = edition(EDITION)
    by_key = {one.obligation: one for one in assessed.findings}
    lessons = [
        Lesson(Shown(by_key[key], catalogue.obligations[key], catalogue, language, case.as_of), str(remark))
        for key, remark in LESSONS
    ]
    context = {
        "situation": case.situation,
        "as_of": case.as_of,
        "lessons": lessons,
        "overall": overall_sentence(assessed, catalogue, language),
        "answered": len(case.answers),
        "trials_offered": are_offered(),
    }
    return TemplateResponse(request, "public/example.html", context)
