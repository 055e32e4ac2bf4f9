"""The sealing key is with the signer alone, and the signer seals what was approved and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments.report.sealing import SealingFailed
from assessments.services import release, sealing
from trust.cast import make_cast
from trust.checking import Check, Run, Tally
from trust.forged_requests import APPROVAL, FORGERIES, Forgery, forged
from trust.frozen import Frozen, frozen_of
from trust.key_drills import in_a_token, rotation
from trust.key_traces import sweep
from trust.short import short_revision


def run(run: Run) -> Tally:
    """Forged requests; a sweep while the product runs; a new key, a lost key, a key in a token."""
    tally = requests(run, FORGERIES)
    run.say(f"forged requests: {tally.cases - 1}, of {len(FORGERIES)} kinds, signed: {len(tally.faults)}")
    swept, report = sweep(run)
    for each in (swept, rotation(run, report), in_a_token(run)):
        tally.add(each)
    return tally


def waiting() -> Frozen:
    """A revision that waits for its seal, and another organisation with one."""
    here, there = make_cast(timezone.now()), make_cast(timezone.now())
    mine, other = short_revision(here), short_revision(there)
    return frozen_of(here.organisation_id, mine, (there.organisation_id, other), here.assessor.person_id)


def requests(run: Run, forgeries: Sequence[Forgery]) -> Tally:
    """Each kind of forged request, and in the end the one that is none: only for that the signer may use its key."""
    tally, frozen = Tally(), waiting()
    for forgery in forgeries:
        for number in range(forgery.rounds * run.size(quick=1, deep=20)):
            with forged(forgery, frozen, run.dice(f"{forgery.name} {number}")) as asked:
                tally.expect(not uses_key(*asked), f"signed: {forgery.name}")
    with forged(Forgery("as approved"), frozen, run.dice()) as asked:
        tally.expect(uses_key(*asked), "not signed: what was approved")
    return tally


def uses_key(organisation_id: UUID, revision_id: UUID) -> bool:
    """Whether the signer, told these identifiers, comes to the point of signing. Nothing is rendered."""
    used = []

    def seal(*args: object, **kwargs: object) -> bytes:
        used.append(revision_id)
        raise SealingFailed("only asked whether")

    with replaced(sealing, "seal", seal), replaced(sealing, "render_in_child", lambda *args, **kwargs: b"%PDF-"):
        logging.disable(logging.CRITICAL)
        with suppress(*sealing.FAILURES):
            sealing.seal_revision(organisation_id, revision_id, timezone.now)
        logging.disable(logging.NOTSET)
    return bool(used)


@contextmanager
def replaced(module: Any, name: str, by: Callable[..., object]) -> Iterator[None]:
    """While open, a function of a module is another one."""
    before = getattr(module, name)
    setattr(module, name, by)
    try:
        yield
    finally:
        setattr(module, name, before)


def control(run: Run) -> Tally:
    """A signer that believes whoever asks."""
    with replaced(sealing, "check_release", lambda organisation, revision, frozen: release._read(frozen)):
        return requests(run, APPROVAL)


CHECK = Check(
    "Only the signer has the sealing key, and it seals what was approved and nothing else.",
    run,
    control,
    "the signer's own examination of what it is to seal",
)
