"""Every address, as everybody, with every method, with keys of one's own, of another organisation and of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from django.test import override_settings
from django.urls import reverse

from assessments.models import Person
from assessments.services.access import Actor
from trust import planted
from trust.browser import METHODS, browser, plain, quiet, text_of
from trust.cast import make_person
from trust.checking import Check, Run, Tally
from trust.foreign_keys import GOES
from trust.furnished import Furnished, furnish
from trust.held import held_by
from trust.urlconf import Address, addresses
from trust.visiting import Visitor, forms_of

LISTS = ("dashboard", "desk", "trail", "trail-table", "people", "account", "own-data", "new-deployment")
"""Pages that name nothing and could count too much."""
ALL_ROLES = "everything"


def run(run: Run) -> Tally:
    """Two organisations; what everybody can learn of the other, and do to it."""
    with quiet():
        return _run(run)


def _run(run: Run) -> Tally:
    tally, here = Tally(), furnish(mark_of(run, "here"))
    before = _lists(here)
    other = furnish(mark_of(run, "other"))
    for name, text in _lists(here).items():
        tally.expect(text == before[name], f"{name}: changes when another organisation is filled")
    kept = held_by(other.organisation_id)
    tally.add(everybody(run, list(addresses()), here, other))
    for table, rows in held_by(other.organisation_id).items():
        tally.expect(rows == kept[table], f"rows of {table} are not what they were")
    return tally


def mark_of(run: Run, name: str) -> str:
    """What the words of one organisation begin with."""
    return f"zq{run.dice(name).getrandbits(24):06x}"


def everybody(run: Run, every: list[Address], here: Furnished, other: Furnished) -> Tally:
    """Each person before each address."""
    tally, seen, dice = Tally(), set[str](), run.dice("methods")
    for each in every:
        tally.expect(each.declared is not None, f"{each.name}: no policy is declared")
    people = _people(here)
    for name, person in people.items():
        visitor = Visitor(name, person, here, other, seen)
        for each in every:
            visitor.visit(each, *_methods(run.is_deep, dice, name))
        if name == ALL_ROLES:
            _forms(visitor, every, dice, run.size(quick=3, deep=len(GOES)))
        tally.add(visitor.tally)
    hidden = [each.removeprefix(here.words.mark) for each in here.words.given if each not in seen]
    run.say(f"{len(every)} addresses, {len(people)} people, {len(METHODS)} methods")
    run.say(f"own words seen: {len(seen)} of {len(here.words.given)}; on no page: {', '.join(hidden)}")
    return tally


def _methods(is_deep: bool, dice: Random, name: str) -> tuple[Sequence[str], Sequence[str]]:
    """With keys of one's own, and with others; quick runs leave most to whoever may do most."""
    if is_deep:
        return METHODS, METHODS
    if name == ALL_ROLES:
        return ("GET", "POST", dice.choice(METHODS[2:])), ("GET", "POST")
    return ("GET",), (dice.choice(METHODS),)


def _people(here: Furnished) -> dict[str, Actor | Person | None]:
    return {"anonymous": None, "stranger": make_person("Stran Ger"), **here.people}


def _forms(visitor: Visitor, every: list[Address], dice: Random, buttons: int) -> None:
    for each in every:
        visitor.fill_in(each, dice.sample(GOES, buttons))
    for form, address in forms_of(every):
        visitor.name_in(form, address)


def _lists(here: Furnished) -> dict[str, str]:
    client = browser(here.people["everything"])
    return {name: plain(text_of(client.get(reverse(name)))) for name in LISTS}


def control(run: Run) -> Tally:
    """One more address, whose view believes the key."""
    here, other = (furnish(mark_of(run, f"control {each}")) for each in ("here", "other"))
    planted.organisation_ids[:] = [here.organisation_id, other.organisation_id]
    with quiet(), override_settings(ROOT_URLCONF=planted.__name__):
        return everybody(run, [each for each in addresses() if each.name == planted.NAME], here, other)


CHECK = Check(
    "Nobody sees or changes anything of another organisation, at any address, with any method.",
    run,
    control,
    "the one door to the rows",
)
