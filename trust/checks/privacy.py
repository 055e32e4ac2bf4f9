"""What is held about a person can be taken along and forgotten, and what was sealed still holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from assessments.domain.actions import Act
from assessments.domain.catalogue import QuestionKey, StepKey, UncertainPointKey
from assessments.models import Person, Report
from assessments.services.access import scope
from assessments.services.assigning import assign
from assessments.services.audit import examine_chain, record_event
from assessments.services.comments import say
from assessments.services.counsel import NewView, record_view
from assessments.services.erasing import erase_person
from assessments.services.evidence import Details, Registration, register
from assessments.services.own_data import load_own_data, tables_about_people
from assessments.services.places import PlaceFields, add_places
from assessments.services.reminder_choices import renew_calendar
from assessments.services.verification import Genuineness, verify_upload
from trust.cast import Cast, answer_all, approved, make_cast, start
from trust.checking import Check, Run, Tally
from trust.personal import hits, keys_to_people
from trust.sealed import seal_here
from trust.short import SHORT

UNDER_SEAL = {"assessments_revision", "assessments_report"}
"""What was sealed is kept as it is, names included, for as long as the law asks."""


def busy(cast: Cast) -> tuple[str, str]:
    """The assessor leaves something wherever they can, and it is sealed; name and address."""
    who, person = cast.assessor, Person.objects.get(id=cast.assessor.person_id)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "a seed"})
    renew_calendar(person.pk, who.now)
    assessment_id = start(who)
    answer_all(who, assessment_id, SHORT)
    with scope(cast.organisation_id):
        for act in _traces(cast, assessment_id):
            act()
    seal_here(cast, approved(cast, assessment_id))
    return person.name, person.email


def _traces(cast: Cast, assessment_id: UUID) -> list[Callable[[], object]]:
    who = cast.assessor
    paper = Registration("Contract 合同", "Records office", "Room 3", "a" * 64)
    view = NewView("Law firm", who.now.date(), "required", "The text is open.")
    return [
        lambda: register(who, assessment_id, QuestionKey("q_orgkind"), paper, Details()),
        lambda: record_view(who, assessment_id, UncertainPointKey("U8"), view),
        lambda: say(who, assessment_id, QuestionKey("q_orgkind"), "Whose gate is it?"),
        lambda: assign(cast.colleague, assessment_id, StepKey("place"), who.person_id, None),
        lambda: add_places(who, assessment_id, [PlaceFields("Shop 1")]),
    ]


def run(run: Run) -> Tally:
    """Export, erasure, and what has to stand afterwards."""
    tally, cast = Tally(), make_cast(timezone.now())
    name, address = busy(cast)
    tally.add(exported(cast, name, address))
    with scope(cast.organisation_id):
        before = hits(name, address)
    tally.expect(len(before) > 5, f"hardly anything was said of the person: {sorted(before)}")
    tally.add(erased(cast, name, address))
    run.say(f"name and address stood in {len(before)} tables; {len(keys_to_people())} tables speak of people")
    return tally


def exported(cast: Cast, name: str, address: str) -> Tally:
    """Every table that refers to people, as the schema of the database has them, and nothing of others."""
    tally = Tally()
    found = load_own_data(cast.assessor.person_id, timezone.now())
    text = json.dumps(found, ensure_ascii=False)
    for table in sorted(keys_to_people() | {each._meta.db_table for each in tables_about_people()}):
        tally.expect(f'"{table}"' in text, f"{table} speaks of people and is not in the export")
    for word in (name, address, "totp", str(cast.organisation_id)):
        tally.expect(word in text, f"{word} is not in the export")
    for word in ("a seed", "argon2", cast.dpo.person_name):
        tally.expect(word not in text, f"{word} is in the export")
    return tally


def erased(cast: Cast, name: str, address: str) -> Tally:
    """Nothing but what is sealed knows the name, and seal and chain are as sound as before."""
    tally = Tally()
    erase_person(cast.assessor.person_id, timezone.now())
    with scope(cast.organisation_id):
        for table in sorted(hits(name, address)):
            tally.expect(table in UNDER_SEAL, f"the name still stands in {table}")
        _, broken = examine_chain(cast.organisation_id, {})
        pdf = bytes(Report.objects.get().pdf)
    tally.expect(broken is None, f"the chain does not fit: {broken}")
    tally.expect(verify_upload(pdf).genuineness is Genuineness.CURRENT, "the sealed report no longer verifies")
    return tally


def control(run: Run) -> Tally:
    """A name that somebody wrote into the trail."""
    cast = make_cast(timezone.now())
    name, address = busy(cast)
    with scope(cast.organisation_id):
        record_event(cast.organisation_id, cast.assessor.person_id, Act.COMMENT, uuid4(), timezone.now(), by=name)
    return erased(cast, name, address)


CHECK = Check(
    "What is held about a person can be exported and erased, and chain and seals still hold.",
    run,
    control,
    "the rule that the trail names nobody",
)
