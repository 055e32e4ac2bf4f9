"""Forgeries of a sealed report, and every bit that may be turned in it, against page, command and verifier."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from random import Random

from django.db import connections

from trust.checking import Check, Run, Tally
from trust.forging import FORGERIES
from trust.forging.around import BEHIND
from trust.forging.checkers import GENUINE, NOT_GENUINE, by_verifier
from trust.forging.expected import expected
from trust.forging.flips import flips
from trust.forging.issued import Issued, Said, issued_in
from trust.forging.summary import by_summary

LOTS = 40
"""Into so many the flips of a deep run are divided; each processor takes the next."""


def run(run: Run) -> Tally:
    """The genuine report, every structured forgery, and bits turned at random."""
    tally, here = Tally(), issued_in(run.folder)
    said = here.by_all(here.material.pdf)
    tally.expect(said == (GENUINE, GENUINE, GENUINE), f"the genuine report: {said}")
    counted = Counter[Said]()
    for each in FORGERIES:
        said = here.by_all(each.make(here.material))
        counted[said] += 1
        tally.expect(said == expected(each.name), f"{each.name}: {said} instead of {expected(each.name)}")
    run.say(f"{len(FORGERIES)} structured forgeries: {told(counted)}")
    found = flipped(run, here)
    run.say(f"{found.total()} single bits turned: {told(found)}")
    for said, number in found.items():
        for _ in range(number):
            tally.expect(said == (NOT_GENUINE, NOT_GENUINE, NOT_GENUINE), f"a single bit turned: {said}")
    return tally


def flipped(run: Run, here: Issued) -> Counter[Said]:
    """What was said of files with one bit turned; a deep run uses every processor."""
    if not run.is_deep:
        return lot(here, run.dice(), 600)
    connections.close_all()
    counted, lots = Counter[Said](), [run.dice(str(number)) for number in range(LOTS)]
    # The keys of the material cannot be sent to another process; a copy of this one has them.
    with get_context("fork").Pool(os.cpu_count(), _SHOWN.append, (here,)) as processors:
        for found in processors.imap_unordered(_lot_of, lots):
            counted += found
    return counted


_SHOWN: list[Issued] = []


def _lot_of(dice: Random) -> Counter[Said]:
    return lot(_SHOWN[0], dice, 20_000 // LOTS)


def lot(here: Issued, dice: Random, times: int) -> Counter[Said]:
    """What was said of so many."""
    return Counter(map(here.by_all_quickly, flips(here.material.pdf, dice, times)))


def told(counted: Counter[Said]) -> str:
    """Verdicts and how often."""
    return "; ".join(f"{number} × {' | '.join(said)}" for said, number in counted.most_common())


def control(run: Run) -> Tally:
    """The same forgeries for those who leave something out; each of the three has to be taken in by some."""
    material, tally = issued_in(run.folder).material, Tally()
    ours = {material.key.fingerprint}
    anybody = ours | {material.sibling.fingerprint, material.impostor.fingerprint}

    def by_library(pdf: bytes) -> bool:
        """Takes its time over each, so that a quick run shows it a few."""
        return by_summary(pdf, material.key)

    careless: dict[str, Callable[[bytes], bool]] = {
        "registry and report number": lambda pdf: by_verifier(pdf, ours, None, "") == GENUINE,
        "known certificate": lambda pdf: by_verifier(pdf, anybody, None, "") == GENUINE,
        "anything but pyHanko's own summary": by_library,
    }
    forged = {each.name: each.make(material) for each in FORGERIES}
    few = [each.name for each in FORGERIES[: run.size(quick=len(BEHIND), deep=len(FORGERIES))]]
    for without, accepts in careless.items():
        shown = few if accepts is by_library else list(forged)
        taken = [name for name in shown if accepts(forged[name])]
        run.say(f"control without {without}: {len(taken)} of {len(shown)} accepted")
        if not taken:
            return Tally(len(shown))
        tally.add(Tally(len(shown), [f"{name}, without {without}" for name in taken]))
    return tally


CHECK = Check(
    "Any change to a sealed report is detected, by page, command and stand-alone verifier alike.",
    run,
    control,
    "registry, known certificate or our own verification",
)
