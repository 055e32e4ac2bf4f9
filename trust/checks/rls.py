"""Whoever forgets which organisation a query is for gets nothing, from any table and over any connection."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils import timezone

from assessments.models import Assessment
from assessments.services.access import ORGANISATION, scope
from assessments.services.grants import tenant_models
from trust.cast import Cast, answer_all, approved, demo_answers, make_cast, start
from trust.checking import Check, Run, Tally


def organisations(number: int = 2) -> list[UUID]:
    """So many, each with an approved assessment and a draft."""
    return [_filled(make_cast(timezone.now())).organisation_id for _ in range(number)]


def _filled(cast: Cast) -> Cast:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, demo_answers())
    approved(cast, assessment_id)
    start(cast.assessor)
    return cast


def run(run: Run) -> Tally:
    """No organisation, an unknown one, and requests of two that take turns on one connection."""
    tally, here = Tally(), organisations()
    for model in tenant_models():
        tally.expect(model._default_manager.count() == 0, f"{model.__name__}: rows without an organisation")
        with scope(UUID(int=0)):
            tally.expect(model._default_manager.count() == 0, f"{model.__name__}: rows of an unknown organisation")
    tally.add(taking_turns(run, here))
    return tally


def taking_turns(run: Run, here: list[UUID]) -> Tally:
    """Each request sees its own rows and, when it has ended, the connection sees none."""
    tally, dice = Tally(), run.dice()
    for _ in range(run.size(quick=1_000, deep=10_000)):
        organisation = dice.choice(here)
        with scope(organisation):
            seen = set(Assessment.objects.values_list("organisation_id", flat=True))
        tally.expect(seen == {organisation}, f"rows of {seen - {organisation}} in a request of {organisation}")
        tally.expect(Assessment.objects.count() == 0, f"rows of {organisation} after its request")
    return tally


def control(run: Run) -> Tally:
    """An organisation that is set for the connection, not for the transaction."""
    tally = Tally()
    try:
        for organisation in organisations():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, false)", [ORGANISATION, str(organisation)])
            tally.expect(Assessment.objects.count() == 0, f"rows of {organisation} after its request")
    finally:
        connection.close()
    return tally


CHECK = Check("Forgetting the organisation is harmless: no table gives a row.", run, control, "SET LOCAL")
