"""The audit trail bent in every way a database superuser has, at random places, before both checks of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessments.domain.chain import EventRow
from assessments.domain.tampering import Break
from assessments.models import AuditEvent
from assessments.services.access import scope
from assessments.services.heads import write_heads
from trust.cast import at, make_cast, start
from trust.checking import Check, Run, Tally
from trust.trail.bending import KINDS, Kind, bend_somewhere
from trust.trail.database import BENT, Kept
from trust.trail.made import Trail, made_trail, told

BROKEN = re.compile(r"BROKEN (\S+): (?:event|line) (\d+)(?: of the heads)?: ([a-z ]+)\.")
Verdicts = dict[str, tuple[int, str]]
"""Place and kind of what is broken, by organisation ("heads" for those)."""


def verdicts(lines: list[str]) -> Verdicts:
    """What either check says in words."""
    found = (BROKEN.match(line) for line in lines)
    return {one.group(1): (int(one.group(2)), one.group(3)) for one in found if one}


def words(found: dict[str, Break]) -> Verdicts:
    """What the product's check says, alike."""
    return {each.organisation or "heads": (each.place, each.kind.value.replace("_", " ")) for each in found.values()}


def run(run: Run) -> Tally:
    """In memory every kind; in a real database what its owner can do; each at random places."""
    tally, places = Tally(), run.size(quick=5, deep=1_000)
    for kind in KINDS:
        for number in range(places):
            tally.add(bent_in_memory(run, kind, number))
    run.say(f"{len(KINDS)} kinds of tampering at {places} places each, in memory")
    kept, places = trail_in_database(run), run.size(quick=5, deep=50)
    for name in BENT:
        for number in range(places):
            tally.add(bent_in_database(run, kept, name, f"{name} {number}"))
    run.say(f"{len(BENT)} kinds of tampering at {places} places each, in a database under the rights of its owner")
    return tally


def bent_in_memory(run: Run, kind: Kind, number: int) -> Tally:
    """One kind at one place: both checks see it, call it by its name and name the same event."""
    tally, dice, what = Tally(), run.dice(f"{kind.name} {number}"), f"{kind.name}, {number}"
    trail = made_trail(dice)
    before = {one: list(rows) for one, rows in trail.rows.items()}
    one = bend_somewhere(trail, kind, dice)
    found, folder = trail.found(), run.folder / "memory"
    code, lines = told(trail.write(folder))
    shutil.rmtree(folder)
    tally.expect({each.kind for each in found.values()} == {kind.expected}, f"{what}: the product says {found}")
    tally.expect(code == 1 and verdicts(lines) == words(found), f"{what}: the verifier says {lines}")
    if one in found and not kind.of_heads:
        first, last = first_bad(trail, before[one], one)
        tally.expect(first <= found[one].place <= last, f"{what}: names {found[one].place}, not {first} to {last}")
    return tally


def first_bad(trail: Trail, before: list[EventRow], one: str) -> tuple[int, int]:
    """Between which events the first bad one has to be named: where rows differ; or, for rows that fit among
    themselves, between the last head that still fits and the first that does not."""
    rows = trail.rows[one]
    differing = (place for place, row in enumerate(before, start=1) if place > len(rows) or rows[place - 1] != row)
    first = next(differing, len(before))
    witnessed = trail.heads().witnessed.get(one, {})
    earlier = max((place for place in witnessed if place < first), default=0) + 1
    own = rows[first - 1].sequence if first <= len(rows) else first
    return min(earlier, own), min((place for place in witnessed if place > first), default=first) + 1


def trail_in_database(run: Run) -> Kept:
    """Of two organisations; yesterday's, since the events of the last minute need no head yet."""
    began = timezone.now() - timedelta(days=1)
    cast = make_cast(began)
    for number in range(8):
        moment = began + timedelta(minutes=number)
        start(at(cast.assessor, moment), f"Gates {number}")
        start(at(cast.outsider, moment))
        write_heads(moment)
    return Kept(cast, Path(settings.TRAIL_FOLDER), run.product.folder / "trail.pub")


@contextmanager
def bent(run: Run, kept: Kept, name: str, salt: str) -> Iterator[Kept]:
    """The same trail, bent; as it was when this ends."""
    copied = run.folder / "database" / "heads"
    shutil.copytree(kept.heads, copied)
    one = replace(kept, heads=copied)
    with scope(kept.cast.organisation_id):
        place = run.dice(salt).randrange(2, AuditEvent.objects.count())
    with transaction.atomic():
        BENT[name][0](one, place)
        yield one
        transaction.set_rollback(True)
    shutil.rmtree(copied.parent)


def bent_in_database(run: Run, kept: Kept, name: str, salt: str) -> Tally:
    """`verify_audit`, and the stand-alone verifier on an export and on a dump, say the same of the same event."""
    tally, expected = Tally(), BENT[name][1]
    with bent(run, kept, name, salt) as one:
        found = verdicts(one.verify().splitlines())
        tally.expect({kind for _, kind in found.values()} == {expected}, f"{salt}: verify_audit says {found}")
        for write in (one.export, one.dump):
            said = verdicts(one.verify_elsewhere(write()).splitlines())
            tally.expect(said == found, f"{salt}: the verifier says {said} of a {write.__name__}, not {found}")
    return tally


def control(run: Run) -> Tally:
    """Without heads outside: what is not seen then."""
    tally, kept = Tally(), trail_in_database(run)
    missed: list[str] = []
    for kind in KINDS:
        trail = made_trail(run.dice(kind.name))
        bend_somewhere(trail, kind, run.dice(kind.name))
        _count(tally, missed, kind.name, lambda trail=trail: bool(trail.found(with_heads=False)))  # type: ignore[misc]
    for name in BENT:
        with bent(run, kept, name, name) as one:
            _count(
                tally, missed, f"in the database: {name}", lambda: bool(one.verify_elsewhere(one.export(), heads=False))
            )
    run.say(f"not seen without heads: {'; '.join(missed)}")
    return tally


def _count(tally: Tally, missed: list[str], name: str, seen: Callable[[], bool]) -> None:
    if not (is_seen := seen()):
        missed.append(name)
    tally.expect(is_seen, f"{name} was not seen")


CHECK = Check(
    "Every change to the audit trail by a superuser of the database is seen, and the first bad event named.",
    run,
    control,
    "signed heads outside the database",
)
