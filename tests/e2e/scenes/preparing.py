"""Makes what the scenes show, in the database of a product: python -m tests.e2e.scenes.preparing FOLDER.

Prints the identifiers and the cookies of the people as JSON; leaves reports in FOLDER (`Visit.folder`).
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frcompliance.settings")
django.setup()

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY  # noqa: E402
from django.conf import settings  # noqa: E402  Django must be set up first
from django.contrib.auth.tokens import default_token_generator  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.http import urlsafe_base64_encode  # noqa: E402

from assessments.domain.answers import Answer  # noqa: E402
from assessments.domain.catalogue import QuestionKey, StepKey  # noqa: E402
from assessments.domain.lifecycle import Role  # noqa: E402
from assessments.domain.progress import ActionState  # noqa: E402
from assessments.domain.reassessing import Trigger  # noqa: E402
from assessments.models import DraftReport, Person, Report, Revision, WithdrawalRequest  # noqa: E402
from assessments.report.keys import make_self_issued_key  # noqa: E402
from assessments.services.access import Actor, scope  # noqa: E402
from assessments.services.assessments import load_workspace  # noqa: E402
from assessments.services.assigning import assign  # noqa: E402
from assessments.services.clarifying import Wish, ask  # noqa: E402
from assessments.services.comments import say  # noqa: E402
from assessments.services.copying import start_from  # noqa: E402
from assessments.services.deployments import NewDeployment, create_deployment  # noqa: E402
from assessments.services.drafts import LATE, ask_for_draft  # noqa: E402
from assessments.services.entries import record_entry  # noqa: E402
from assessments.services.evidence import withdraw  # noqa: E402
from assessments.services.invitations import invite  # noqa: E402
from assessments.services.judging import NewView as JudgedAs  # noqa: E402
from assessments.services.judging import record_views  # noqa: E402
from assessments.services.listing import PER_PAGE  # noqa: E402
from assessments.services.marking import NewMark, record_marks  # noqa: E402
from assessments.services.members import deactivate  # noqa: E402
from assessments.services.organisations import NewMember, add_member, found_organisation  # noqa: E402
from assessments.services.place_exceptions import record_exception  # noqa: E402
from assessments.services.place_values import PlaceFields  # noqa: E402
from assessments.services.places import add_places, set_out  # noqa: E402
from assessments.services.reassessing import NewTrigger, record_trigger  # noqa: E402
from assessments.services.remediation import Commitment, record_action  # noqa: E402
from assessments.services.review import approve, hand_in, reopen, return_to_assessor  # noqa: E402
from assessments.services.sealing import Attempt, _make, seal_revision  # noqa: E402
from assessments.services.upgrades import newest_entry, upgrade  # noqa: E402
from assessments.services.withdrawing import ask_to_withdraw, confirm_withdrawal  # noqa: E402
from tests.conftest import case_answers  # noqa: E402
from tests.e2e.scenes.factors import vouched_for, with_second_factors  # noqa: E402
from tests.e2e.scenes.newer import make_newer_current  # noqa: E402
from tests.e2e.scenes.scene import Who  # noqa: E402
from tests.e2e.scenes.stage import DISTRUSTED  # noqa: E402
from tests.services.filing import put_file, put_paper  # noqa: E402
from tests.services.reviewing import a_change_that_matters, change, hand_in_again  # noqa: E402

REPORTS = {"superseded": "superseded.pdf", "sealed": "report.pdf", "withdrawn": "withdrawn.pdf"}
LONG = "Turnstile-registration-of-visitors-and-contractors-" + "W" * 40
NAMES = {
    Role.ASSESSOR: "Lin Yue 林悦",
    Role.DPO: "Zhou Ning 周宁",
    Role.AUDITOR: "He Jun 何俊",
    Role.ADMINISTRATOR: "Xu Lan 徐岚",
}
DRAFTS = {
    "fresh": ("Visitor gates, Tower C 访客闸机（C座）", "", 0),
    "half": ("Visitor gates, Tower B 访客闸机（B座）", "half-answered.yaml", 7),
    "neglected": ("Office tower 写字楼", "a-02-office-tower-neglected.yaml", 99),
    "unsure": (LONG, "a-04-office-tower-nobody-knows.yaml", 99),
    "abroad": ("بوابات الزوار Singapore", "g-05-not-in-the-mainland.yaml", 99),
    "ready": ("Airport lounges 机场贵宾室", "sealed.yaml", 99),
}


EXCEPTIONS = ((1, "q_private_room", "yes"), (1, "q_sign", "no"), (2, "q_cctv", "yes"), (3, "q_public", "no"))
"""Place, question, and the answer there."""


def prepare(folder: Path) -> dict[str, str]:
    """Everything the scenes need, by name."""
    now = timezone.now()
    people = [
        NewMember(role, f"{role.value}@scenes.example", name, "a password of the scenes")
        for role, name in NAMES.items()
    ]
    assessor, dpo, auditor, administrator = found_organisation("Yunhai Airports 云海机场集团", people, now)
    newcomer = NewMember(Role.ASSESSOR, "newcomer@scenes.example", "New Comer", "a password of the scenes")
    (alone,) = found_organisation("Small Shop 小店", [newcomer], now)
    collector = NewMember(Role.ASSESSOR, "collector@scenes.example", "Many Gates", "a password of the scenes")
    (many,) = found_organisation("Gates Everywhere 门店集团", [collector], now)
    for number in range(PER_PAGE + 1):
        draft(many, f"Shop 门店 {number}", "", 0)
    made = {name: str(draft(assessor, *what)) for name, what in DRAFTS.items()}
    drafts(assessor, made)
    evidence(assessor, UUID(made["half"]))
    plans(assessor, dpo, UUID(made["neglected"]))
    talk(assessor, dpo, UUID(made["unsure"]))
    made |= places(assessor)
    made |= under_review(assessor, dpo)
    made |= revisions(assessor, dpo, folder)
    made["copied"] = str(copied(assessor, UUID(made["ready"])))
    made["upgraded"] = str(upgraded(assessor))
    made |= invitations(administrator)
    guarded, made["passkey"] = with_second_factors()
    made |= {"dpo-person": str(dpo.person_id), "auditor-person": str(auditor.person_id)}
    here = {Who.ASSESSOR: assessor, Who.DPO: dpo, Who.AUDITOR: auditor, Who.NEWCOMER: alone, Who.COLLECTOR: many}
    made |= forgotten()
    here |= {Who.ADMINISTRATOR: administrator, Who.GUARDED: guarded, Who.VOUCHED: vouched_for()}
    return made | {who.value: cookie(actor) for who, actor in here.items()}


def invitations(administrator: Actor) -> dict[str, str]:
    """Somebody who left, and open invitations: for an address without account, and for one that has one."""
    left = Person.objects.create_user("left@scenes.example", "Gone Away " + "W" * 40)
    with scope(administrator.organisation_id):
        add_member(administrator.organisation_id, left, {Role.DPO, Role.AUDITOR}, administrator.now)
        deactivate(administrator, left.id)
        long_ago = replace(administrator, now=administrator.now - timedelta(days=8))
        invite(long_ago, "expired@scenes.example", {Role.AUDITOR})
        sent = invite(administrator, "invited@scenes.example", {Role.ASSESSOR, Role.DPO})
        known = invite(administrator, "newcomer@scenes.example", {Role.AUDITOR})
    return {"left-person": str(left.id), "join-token": sent.token, "known-token": known.token}


def forgotten() -> dict[str, str]:
    """The parts of a link with which somebody who never signs in could set a new password."""
    person = Person.objects.create_user("forgetful@scenes.example", "For Getful", "a password of the scenes")
    key = urlsafe_base64_encode(str(person.id).encode())
    return {"reset-person": key, "reset-token": default_token_generator.make_token(person)}


def draft(actor: Actor, name: str, case: str, most_steps: int) -> UUID:
    """An assessment whose first steps are answered by a case."""
    with scope(actor.organisation_id):
        place = "Shanghai 上海市浦东新区"
        made = create_deployment(
            actor, name, place, "Gates compare faces with the list of the day. 与名单比对。", "Facilities 物业部"
        )
        if case:
            answer(actor, made.assessment_id, case_answers(case), most_steps)
    return made.assessment_id


def answer(actor: Actor, assessment_id: UUID, answers: dict[str, Answer], most_steps: int) -> None:
    """Go through the first steps of the route."""
    space = load_workspace(actor, assessment_id)
    for step in space.catalogue.steps[:most_steps]:
        if space.route.step(step.key) is not None:
            here = {str(one.question): answers[one.question] for one in step.placements if one.question in answers}
            space = record_entry(actor, space, step.key, here, space.based_on(step.key)).workspace


def handed_in(assessor: Actor, name: str, case: str = "sealed.yaml") -> UUID:
    """An assessment that waits for the DPO."""
    made = draft(assessor, name, case, 99)
    with scope(assessor.organisation_id):
        digest = load_workspace(assessor, made).answers_digest
        hand_in(assessor, made, statement_accepted=True, expected_answers_digest=digest)
    return made


def drafts(assessor: Actor, made: dict[str, str]) -> None:
    """Draft reports: one is being made, one for longer than usual, one is ready, one failed."""
    states: dict[str, dict[str, object]] = {
        "half": {},
        "neglected": {"asked_at": assessor.now - 2 * LATE},
        "ready": {"status": "ready", "pdf": b"%PDF-", "size_bytes": 412_345, "as_at": assessor.now - 2 * LATE},
        "unsure": {"status": "failed", "failure": "the report took longer than 150 seconds"},
    }
    with scope(assessor.organisation_id):
        for name, state in states.items():
            ask_for_draft(assessor, UUID(made[name]), "both")
            DraftReport.objects.filter(assessment_id=made[name]).update(**{"language": "both", **state})


def evidence(assessor: Actor, assessment_id: UUID) -> None:
    """Documents of one question: a file, one that runs out soon, one that has run out, one withdrawn."""
    day = timedelta(days=1)
    today = assessor.now.date()
    with scope(assessor.organisation_id):
        put_file(assessor, assessment_id, name=f"{LONG}.pdf")
        for number, expires_on in enumerate((today + 9 * day, today - 9 * day)):
            put_paper(assessor, assessment_id, f"{number:064x}", expires_on)
        withdraw(assessor, assessment_id, put_paper(assessor, assessment_id))


def plans(assessor: Actor, dpo: Actor, assessment_id: UUID) -> None:
    """Actions that people see to: one in progress and late, one done although the answers still give it, one that
    nobody sees to; and an incident."""
    day = timedelta(days=1)
    past = replace(assessor, now=assessor.now - 20 * day)
    soon = past.now.date() + 5 * day
    first = Commitment(assessor.person_id, soon, ActionState.OPEN, "Asked the landlord. 已询问业主。" + LONG, None)
    with scope(assessor.organisation_id):
        record_action(past, assessment_id, "P13-basis", first, based_on=0)
        moved = replace(first, state=ActionState.IN_PROGRESS, owner=dpo.person_id)
        record_action(past, assessment_id, "P13-basis", moved, based_on=1)
        done = Commitment(dpo.person_id, None, ActionState.DONE, "Second gate opened. 已开放第二通道。", None)
        record_action(assessor, assessment_id, "M10-not-sole", done, based_on=0)
        record_trigger(past, assessment_id, NewTrigger(Trigger.INCIDENT, past.now.date(), LONG))
        idle = Commitment(None, soon + 40 * day, ActionState.OPEN, "", None)
        record_action(assessor, assessment_id, "M13-security-need", idle, based_on=0)


def talk(assessor: Actor, dpo: Actor, assessment_id: UUID) -> None:
    """A thread of comments, somebody who is asked, and a step that is the assessor's."""
    question = QuestionKey("q_basis")
    with scope(assessor.organisation_id):
        say(dpo, assessment_id, question, "Which company runs the gates? 门禁由哪家公司运行？")
        say(assessor, assessment_id, question, "Turnstile-" + "W" * 60)
        ask(dpo, assessment_id, question, Wish(dpo.person_id, "", dpo.now.date() + timedelta(days=9)), 0)
        assign(dpo, assessment_id, StepKey("purpose"), assessor.person_id, None)


def places(assessor: Actor) -> dict[str, str]:
    """Several places: like all, with a device in a private room, with open questions, with a long name, taken out."""
    made = draft(assessor, "Shops 门店", "sealed.yaml", 99)
    names = ("Century Avenue 世纪大道店", "Riverside 滨江店", "Old Town 老城店", LONG, "Closed 已闭店")
    wanted = [PlaceFields(name, "Shanghai 上海市浦东新区世纪大道100号", 4) for name in names]
    with scope(assessor.organisation_id):
        keys = add_places(assessor, made, wanted)
        for n, question, given in EXCEPTIONS:
            record_exception(assessor, load_workspace(assessor, made), keys[n], QuestionKey(question), given, 0)
        set_out(assessor, made, keys[4], 1, is_out=True)
    return {"places": str(made), "bad-place": str(keys[1])}


def under_review(assessor: Actor, dpo: Actor) -> dict[str, str]:
    """One that waits for the DPO, a short one that does, and one that came back with a message and a comment."""
    earlier, between = (replace(assessor, now=assessor.now - timedelta(hours=hours)) for hours in (3, 1))
    waiting = handed_in(earlier, "Hotel lobby 酒店大堂", "a-02-office-tower-neglected.yaml")
    with scope(dpo.organisation_id):
        return_to_assessor(replace(dpo, now=dpo.now - timedelta(hours=2)), waiting, "Look again. 请再核对。")
        change(between, waiting, a_change_that_matters(between, waiting))
        hand_in_again(between, waiting)
        space = load_workspace(dpo, waiting)
        gap = next(each.obligation for each in space.assessed.findings if each.is_gap)
        view = JudgedAs(agrees=False, reason="The sign was put up since. 标识已补设。")
        record_views(dpo, waiting, {gap: view}, expected_answers_digest=space.answers_digest)
        marks = {QuestionKey("q_orgkind"): NewMark(True, ""), QuestionKey("q_zone"): NewMark(False, LONG)}
        record_marks(dpo, waiting, marks, expected_answers_digest=space.answers_digest)
    returned = handed_in(assessor, "Canteen 食堂")
    with scope(dpo.organisation_id):
        comments = {"q_orgkind": "Which body is it? 是哪个主体？"}
        marks = {QuestionKey("q_orgkind"): NewMark(False, comments["q_orgkind"])}
        digest = load_workspace(dpo, returned).answers_digest
        record_marks(dpo, returned, marks, expected_answers_digest=digest)
        return_to_assessor(dpo, returned, "Look at the signs. 请核对提示标识。", comments)
    short = handed_in(assessor, "Kiosk abroad 境外自助终端", "g-05-not-in-the-mainland.yaml")
    return {"review": str(waiting), "returned": str(returned), "short-review": str(short)}


def revisions(assessor: Actor, dpo: Actor, folder: Path) -> dict[str, str]:
    """Frozen revisions: one waits for its seal, one failed, one is superseded by the next, which is sealed, and one is
    withdrawn. Somebody asks to withdraw the superseded one too."""
    made: dict[str, str] = {}
    for name in ("waiting", "failed", *REPORTS):
        row = frozen(assessor, dpo, name, UUID(made["superseded-assessment"]) if name == "sealed" else None)
        if name in REPORTS:
            seal_revision(dpo.organisation_id, row.id, timezone.now)
            with scope(dpo.organisation_id):
                (folder / REPORTS[name]).write_bytes(bytes(Report.objects.get(revision_id=row.id).pdf))
        if name == "failed":
            fail(row, folder)
        made |= {f"{name}-assessment": str(row.assessment_id), f"{name}-revision": str(row.id)}
    with scope(dpo.organisation_id):
        withdraw_as_two(assessor, dpo, UUID(made["withdrawn-revision"]))
        ask_to_withdraw(
            assessor, UUID(made["superseded-revision"]), f"Wrong gates. 评估对象有误。{LONG}", reason_is_public=False
        )
        made["code"] = Revision.objects.get(id=made["withdrawn-revision"]).code
        seal = Report.objects.get(revision_id=made["sealed-revision"]).signer_fingerprint
    (folder / DISTRUSTED).write_text(f"{seal} 2026-01-01T00:00:00+08:00 a laptop was stolen\n", encoding="utf-8")
    return made


def frozen(assessor: Actor, dpo: Actor, name: str, again: UUID | None) -> Revision:
    """A revision that waits for its seal: the first of a new assessment, or the next one of `again`."""
    if again is None:
        assessment_id = handed_in(assessor, f"Outside the mainland 境外（{name}）", "g-05-not-in-the-mainland.yaml")
    else:
        assessment_id = again
        with scope(dpo.organisation_id):
            reopen(assessor, assessment_id)
            hand_in_again(assessor, assessment_id)
    with scope(dpo.organisation_id):
        digest = load_workspace(dpo, assessment_id).answers_digest
        agreed = {"statement_accepted": True, "expected_answers_digest": digest}
        return approve(dpo, assessment_id, language="en", **agreed)  # type: ignore[arg-type]


def fail(row: Revision, folder: Path) -> None:
    """No seal was made of it; what another installation makes of it is kept."""
    foreign(folder, Attempt(row.organisation_id, row.id, 1, 1, bytes(row.content), row.frozen_at))
    with scope(row.organisation_id):
        failed = {"status": "failed", "failure": "the key of the seal could not be read", "attempts": 3}
        Revision.objects.filter(id=row.id).update(**failed)


def withdraw_as_two(assessor: Actor, dpo: Actor, revision_id: UUID) -> None:
    """Asked for by the assessor, confirmed by the DPO, with a reason for everybody."""
    assessor, dpo = (replace(each, now=timezone.now()) for each in (assessor, dpo))
    ask_to_withdraw(assessor, revision_id, "Another gate was meant. 评估对象有误。", reason_is_public=True)
    confirm_withdrawal(dpo, revision_id, WithdrawalRequest.objects.get(revision_id=revision_id).id)


def foreign(folder: Path, attempt: Attempt) -> None:
    """The report of a revision as another installation would seal it: this one did not issue it."""
    place = folder / "foreign.p12"
    make_self_issued_key(place, "another passphrase", "Somebody Else 他人", timezone.now())
    with override_settings(SEAL_KEY_FILE=str(place), SEAL_PASSPHRASE="another passphrase"):
        pdf = _make(attempt, timezone.now).pdf
    (folder / "foreign.pdf").write_bytes(pdf)


def copied(actor: Actor, source: UUID) -> UUID:
    """An assessment started from the answers of another, all still to be confirmed."""
    with scope(actor.organisation_id):
        return start_from(actor, source, NewDeployment("Airport lounges, east 机场贵宾室（东区）", "Shanghai 上海"))


def upgraded(actor: Actor) -> UUID:
    """An assessment that goes on in another one, on a newer edition. The last of all: here the newer is current."""
    made = draft(actor, "Staff entrance 员工入口", "half-answered.yaml", 2)
    newer = make_newer_current()
    with scope(actor.organisation_id):
        upgrade(actor, made, to=newer, based_on=newest_entry(load_workspace(actor, made)))
    return made


def cookie(actor: Actor) -> str:
    """The cookie of a browser in which the person is signed in, and has confirmed it for as long as scenes last."""
    client = Client()
    client.force_login(Person.objects.get(id=actor.person_id))
    session = client.session
    until = time.time() + timedelta(days=1).total_seconds()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": until, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(actor.person_id)
    session.set_expiry(timedelta(days=1))
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    print(json.dumps(prepare(Path(sys.argv[1]))))
