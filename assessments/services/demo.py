"""The demo organisation: four people, one deployment half answered, one sealed. Made through the ordinary services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer
from assessments.domain.lifecycle import Role
from assessments.models import Person
from assessments.services.access import Actor, scope
from assessments.services.assessments import load_workspace
from assessments.services.deployments import create_deployment
from assessments.services.entries import record_entry
from assessments.services.organisations import NewMember, found_organisation
from assessments.services.review import approve, hand_in

CASES = Path(__file__).resolve().parent.parent / "catalogues" / "demo"
PASSWORD = "demo-2026-frcompliance"  # noqa: S105  a public demo account; never made in production (the command asks)


ACCOUNTS = (
    NewMember(Role.ASSESSOR, "assessor@demo.example", "Lin Yue 林悦", PASSWORD),
    NewMember(Role.DPO, "dpo@demo.example", "Zhou Ning 周宁", PASSWORD),
    NewMember(Role.AUDITOR, "auditor@demo.example", "He Jun 何俊", PASSWORD),
    NewMember(Role.ADMINISTRATOR, "admin@demo.example", "Xu Lan 徐岚", PASSWORD),
)


def load_demo(now: datetime) -> bool:
    """Make the demo organisation; False where it is there already."""
    if Person.objects.filter(email=ACCOUNTS[0].email).exists():
        return False
    assessor, dpo, *_ = found_organisation("Yunhai Mall Group 云海商业集团", ACCOUNTS, now)
    _half_answered(assessor)
    _sealed(assessor, dpo)
    return True


def _half_answered(assessor: Actor) -> None:
    with scope(assessor.organisation_id):
        made = create_deployment(
            assessor,
            "Visitor gates, Tower B 访客闸机（B座）",
            "Shanghai 上海",
            "Gates at the lobby compare visitors with the list of the day. 大堂闸机将访客与当日名单比对。",
        )
        _answer(assessor, made.assessment_id, _answers("half-answered.yaml"), most_steps=7)


def _sealed(assessor: Actor, dpo: Actor) -> None:
    with scope(assessor.organisation_id):
        made = create_deployment(
            assessor,
            "Member lounges 会员休息室",
            "Guangzhou 广州",
            "Members open the door with their face. 会员刷脸进入。",
        )
        _answer(assessor, made.assessment_id, _answers("sealed.yaml"), most_steps=99)
        digest = load_workspace(assessor, made.assessment_id).answers_digest
        hand_in(assessor, made.assessment_id, statement_accepted=True, expected_answers_digest=digest)
        approve(dpo, made.assessment_id, language="both", statement_accepted=True, expected_answers_digest=digest)


def _answers(name: str) -> Mapping[str, Answer]:
    return read_case(CASES / name, current_edition()).answers


def _answer(actor: Actor, assessment_id: UUID, answers: Mapping[str, Answer], most_steps: int) -> None:
    """Go through the wizard as a person would: each step of the route in turn, as it stands then."""
    workspace = load_workspace(actor, assessment_id)
    for count, step in enumerate(workspace.catalogue.steps, start=1):
        on_route = workspace.route.step(step.key)
        if on_route is None or count > most_steps:
            continue
        here = {str(each.question): answers[each.question] for each in step.placements if each.question in answers}
        acting = replace(actor, now=actor.now + timedelta(minutes=count - 99))
        workspace = record_entry(acting, workspace, step.key, here, workspace.based_on(step.key)).workspace
