"""What people of an organisation do, at random: allowed or not, in any order, through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import cast as taken_as
from uuid import UUID

from assessments.domain.catalogue import QuestionKey, StepKey, UncertainPointKey
from assessments.domain.lifecycle import Role
from assessments.models import Assessment, Evidence, Report, Revision
from assessments.report.sealing import SealKey
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.assigning import assign
from assessments.services.comments import say
from assessments.services.counsel import NewView, record_view
from assessments.services.drafts import ask_for_draft
from assessments.services.entries import record_entry
from assessments.services.evidence import Details, Registration, register, withdraw
from assessments.services.invitations import invite
from assessments.services.members import change_roles, deactivate
from assessments.services.organisations import add_member
from assessments.services.places import PlaceFields, add_places
from assessments.services.review import approve, hand_in, reopen, return_to_assessor
from assessments.services.withdrawing import ask_to_withdraw
from trust.cast import Cast, at, make_person, put_on_record, start
from trust.short import SHORT

KEY = taken_as(SealKey, SimpleNamespace(fingerprint="ab" * 32, subject="Lanting 兰庭", is_self_issued=True))
"""What storing a report asks of a key."""


@dataclass
class Acting:
    """People of one organisation and the dice that decide what they do; inside that organisation's scope."""

    cast: Cast
    dice: Random
    people: list[Actor] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        """With an administrator besides the cast."""
        here = self.cast
        now = here.assessor.now
        administrator = add_member(here.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, now)
        self.people = [here.assessor, here.assessor, here.colleague, here.dpo, here.dpo, here.auditor, administrator]

    def choose(self) -> tuple[str, Callable[[], object]]:
        """The next thing that somebody does."""
        self.turn += 1
        act = self.dice.choice(ACTS)
        usual: dict[object, Actor] = dict.fromkeys(OF_THE_DPO, self.people[3])
        usual |= dict.fromkeys(OF_THE_ADMINISTRATOR, self.people[-1])
        one = usual.get(act, self.people[0]) if self.dice.random() < 0.7 else self.dice.choice(self.people)
        who = at(one, self.cast.assessor.now + timedelta(seconds=self.turn))
        return act.__name__, lambda: act(self, who)

    def assessment(self) -> UUID:
        """Any, more often a newer one."""
        found = list(Assessment.objects.order_by("-created_at").values_list("id", flat=True)[:3])
        return self.dice.choice(found)


def start_one(acting: Acting, who: Actor) -> None:
    """A deployment with its assessment."""
    start(who, f"Gates {acting.turn}")


def answer(acting: Acting, who: Actor) -> None:
    """A step of the route, with answers that lead to its end, or one changed."""
    space = load_workspace(who, acting.assessment())
    for step in space.catalogue.steps:
        if space.route.step(step.key) is None:
            continue
        here = {str(one.question): SHORT[str(one.question)] for one in step.placements if str(one.question) in SHORT}
        if "q_orgkind" in here and acting.dice.random() < 0.3:
            here["q_orgkind"] = acting.dice.choice(["company", "state_organ"])
        space = record_entry(who, space, step.key, here, space.based_on(step.key)).workspace


def hand(acting: Acting, who: Actor) -> None:
    """To whoever decides."""
    key = acting.assessment()
    seen = load_workspace(who, key).answers_digest
    hand_in(who, key, statement_accepted=True, expected_answers_digest=seen)


def give_back(acting: Acting, who: Actor) -> None:
    """With a reason."""
    return_to_assessor(who, acting.assessment(), "Look again.", {})


def agree(acting: Acting, who: Actor) -> None:
    """Approve."""
    key = acting.assessment()
    seen = load_workspace(who, key).answers_digest
    approve(who, key, language="en", statement_accepted=True, expected_answers_digest=seen)


def seal_one(acting: Acting, who: Actor) -> None:
    """As the worker does, without the paper."""
    waiting = Revision.objects.filter(status="sealing").values_list("id", flat=True).first()
    if waiting:
        put_on_record(who.organisation_id, waiting, b"%PDF-1.7 " + waiting.bytes, KEY, who.now)


def open_again(acting: Acting, who: Actor) -> None:
    """What is sealed."""
    reopen(who, acting.assessment())


def take_back(acting: Acting, who: Actor) -> None:
    """Ask for a report to be withdrawn."""
    if reports := list(Report.objects.order_by("sealed_at").values_list("revision_id", flat=True)):
        ask_to_withdraw(who, acting.dice.choice(reports), "The wrong gates", reason_is_public=False)


def document(acting: Acting, who: Actor) -> None:
    """Register a paper."""
    one = Registration("Contract 合同", "Records office", "Room 3", f"{acting.turn:064x}")
    register(who, acting.assessment(), QuestionKey("q_orgkind"), one, Details())


def take_document_back(acting: Acting, who: Actor) -> None:
    """Any that is there."""
    if found := list(Evidence.objects.order_by("audit_sequence").values_list("assessment_id", "id")):
        withdraw(who, *acting.dice.choice(found))


def comment(acting: Acting, who: Actor) -> None:
    """About a question."""
    say(who, acting.assessment(), QuestionKey("q_orgkind"), "Whose gate is it?")


def divide(acting: Acting, who: Actor) -> None:
    """Give a step to somebody."""
    someone = acting.dice.choice(acting.people).person_id
    assign(who, acting.assessment(), StepKey("place"), someone, None)


def add_place(acting: Acting, who: Actor) -> None:
    """One more."""
    add_places(who, acting.assessment(), [PlaceFields(f"Shop {acting.turn}")])


def counsel(acting: Acting, who: Actor) -> None:
    """Another view on an uncertain point."""
    view = NewView("Law firm", who.now.date(), "required", "The text is open.")
    record_view(who, acting.assessment(), UncertainPointKey("U8"), view)


def draft(acting: Acting, who: Actor) -> None:
    """Ask for one."""
    ask_for_draft(who, acting.assessment(), acting.dice.choice(["en", "zh-hans", "both"]))


def bring_in(acting: Acting, who: Actor) -> None:
    """Invite somebody."""
    invite(who, f"new-{acting.turn}@test.example", {Role.AUDITOR})


def regroup(acting: Acting, who: Actor) -> None:
    """Give the auditor other roles."""
    change_roles(who, acting.cast.auditor.person_id, {Role.AUDITOR, acting.dice.choice(list(Role))})


def send_away(acting: Acting, who: Actor) -> None:
    """The auditor."""
    deactivate(who, acting.cast.auditor.person_id)


OF_THE_DPO = (give_back, agree, seal_one)
OF_THE_ADMINISTRATOR = (bring_in, regroup, send_away)
ACTS: tuple[Callable[[Acting, Actor], None], ...] = (
    *(start_one, answer, answer, hand, hand, give_back, agree, agree, seal_one, seal_one, open_again, take_back),
    *(document, take_document_back, comment, divide, add_place, counsel, draft, bring_in, regroup, send_away),
)
