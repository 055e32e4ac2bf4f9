"""The upgrade to the current edition: what it would do, before and after, and the button. Doing it is a service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.catalogues import edition, editions_since
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.counsel import points_of
from assessments.domain.engine import assess
from assessments.domain.explanations import answer_words
from assessments.domain.lifecycle import EDITABLE, Refusal
from assessments.domain.upgrading import (
    AffectedObligation,
    Outcome,
    Passage,
    UpgradePlan,
    changed_verdicts,
    concerned_obligations,
)
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.review import MoveRefused
from assessments.services.upgrades import newest_entry, upgrade
from assessments.web.earlier import reasons


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One answer of the old edition and what becomes of it."""

    number: str
    text: str
    words: str
    now: str
    """The answer in the words of the new edition, where they differ."""
    asked_as: Sequence[str]
    """The questions that ask for it now, where they are others."""
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One obligation that is concerned, and why."""

    key: str
    title: str
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One obligation that comes out otherwise; a verdict is empty where an edition does not know it."""

    title: str
    before: str
    after: str


def upgrade_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Show what the upgrade does; a POST does it."""
    workspace = load_workspace(actor_of(request), assessment_id)
    problem = ""
    if request.method == "POST":
        try:
            new = upgrade(
                actor_of(request), assessment_id, to=request.POST.get("to", ""), based_on=_number(request.POST)
            )
        except MoveRefused as refused:
            problem = _refused(refused)
        else:
            return redirect("resume", assessment_id=new)
    plan = workspace.upgrade
    if plan is None or workspace.assessment.upgraded_to is not None:
        return redirect("findings", assessment_id=assessment_id)
    context = _context(workspace, plan, get_language() or "en")
    return TemplateResponse(
        request,
        "assessments/upgrade.html",
        {**context, "problem": problem},
        status=409 if problem else 200,
    )


def _number(sent: Mapping[str, str]) -> int:
    written = sent.get("based_on", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1


def _refused(refused: MoveRefused) -> str:
    if refused.refusal is Refusal.ANSWERS_CHANGED:
        return _("Somebody saved answers since you opened this page. Look at the list again, then upgrade.")
    return _("The assessment has moved on since you opened this page. Load it again.")


def _context(workspace: Workspace, plan: UpgradePlan, language: str) -> dict[str, object]:
    old, new = workspace.catalogue, edition(plan.new)

    def rows(outcome: Outcome) -> list[PassageRow]:
        return [_row(each, old, new, language) for each in plan.with_outcome(outcome)]

    return {
        "workspace": workspace,
        "plan": plan,
        "newest": newest_entry(workspace),
        "may_upgrade": workspace.may_edit,
        "is_open": workspace.assessment.status in EDITABLE,
        "reconfirm": rows(Outcome.RECONFIRM),
        "asked_again": rows(Outcome.ASKED_AGAIN),
        "archived": rows(Outcome.ARCHIVED),
        "mapped": rows(Outcome.MAPPED),
        "carried": rows(Outcome.CARRIED),
        "new_questions": [(new.questions[one.key], reasons((one.because,), language)) for one in plan.new_questions],
        "obligations": obligation_rows(plan.obligations, old, new, language),
        "verdicts": _verdicts(workspace, plan, new, language),
    }


def _row(passage: Passage, old: Catalogue, new: Catalogue, language: str) -> PassageRow:
    question = old.questions[passage.origin]
    words = answer_words(question, passage.answer, language)
    now = ""
    if passage.value is not None:
        now = answer_words(new.questions[passage.targets[0]], passage.value, language)
    targets = [new.questions[key] for key in passage.targets if key != passage.origin]
    return PassageRow(
        question.number,
        question.text.in_language(language),
        words,
        now if now != words else "",
        [f"{one.number} {one.text.in_language(language)}" for one in targets],
        reasons(passage.because, language),
    )


def obligation_rows(
    obligations: Sequence[AffectedObligation], old: Catalogue, new: Catalogue, language: str
) -> list[ObligationRow]:
    """Obligations by title, each with every reason."""
    return [
        ObligationRow(str(one.key), _title(one.key, old, new, language), reasons(one.because, language))
        for one in obligations
    ]


def _title(key: ObligationKey, old: Catalogue, new: Catalogue, language: str) -> str:
    known = new.obligations.get(key) or old.obligations[key]
    return known.title.in_language(language)


def _verdicts(workspace: Workspace, plan: UpgradePlan, new: Catalogue, language: str) -> list[VerdictRow]:
    after = assess(new, plan.answers, workspace.as_of, points_of(workspace.counsel))
    return [
        VerdictRow(
            _title(each.key, workspace.catalogue, new, language),
            each.before.value if each.before else "",
            each.after.value if each.after else "",
        )
        for each in changed_verdicts(workspace.assessed, after)
    ]


def changed_since(edition_key: str, language: str) -> tuple[str, list[ObligationRow]] | None:
    """The current edition and the obligations that changed since this one; None where this one is current."""
    chain = editions_since(edition_key)
    if len(chain) < 2:
        return None
    return str(chain[-1].key), obligation_rows(concerned_obligations(chain), chain[0], chain[-1], language)
