"""What a check is, and how its outcome is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from trust.product import Product

MOST_FAULTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Run:
    """How much is to be tried, and where."""

    seed: int
    is_deep: bool
    """Deep runs take as long as they need; quick ones are part of `./run test`."""
    folder: Path
    """Empty, and gone afterwards."""
    product: Product
    """This process works as this product, on a database of its own; what it has, control and run share."""
    until_judged: ExitStack = field(default_factory=ExitStack)
    """What else run and control share and is to be put away when both are done."""

    def dice(self, salt: str = "") -> Random:
        """Random choices that the seed decides; the same for the same salt."""
        return Random(f"{self.seed} {salt}")

    def size(self, quick: int, deep: int) -> int:
        """How many are to be tried."""
        return deep if self.is_deep else quick

    def say(self, line: str) -> None:
        """A figure or a step, for whoever watches."""
        print(f"  {line}", flush=True)

    def within(self, name: str) -> Run:
        """The same in a folder of its own inside."""
        folder = self.folder / name
        folder.mkdir()
        return replace(self, folder=folder)


@dataclass(slots=True)
class Tally:
    """What was tried, and what went wrong."""

    cases: int = 0
    faults: list[str] = field(default_factory=list)
    """One sentence each: what was done, what came of it."""

    def expect(self, holds: bool, fault: str) -> None:
        """Counts one case; where it does not hold, the fault."""
        self.cases += 1
        if not holds:
            self.faults.append(fault)

    def add(self, other: Tally) -> None:
        """Takes in what another one counted."""
        self.cases += other.cases
        self.faults += other.faults


@dataclass(frozen=True, slots=True)
class Check:
    """One promise and how it is put to the test."""

    promise: str
    """A sentence."""
    run: Callable[[Run], Tally]
    control: Callable[[Run], Tally]
    """The same, or its decisive part, with the defence off."""
    defence: str
    """What the control switches off."""


def judge(name: str, check: Check, run: Run) -> bool:
    """Runs a check and its control and prints the outcome; whether the promise holds and the control found faults."""
    with run.until_judged:
        return _judge(name, check, run)


def _judge(name: str, check: Check, run: Run) -> bool:
    print(f"{name}: {check.promise} (seed {run.seed})", flush=True)
    tally = check.run(run.within("run"))
    for fault in tally.faults[:MOST_FAULTS_SHOWN]:
        print(f"  FAULT {fault}", flush=True)
    control = check.control(run.within("control"))
    example = f", such as: {control.faults[0]}" if control.faults else ""
    print(f"  control without {check.defence}: {len(control.faults)} of {control.cases} found{example}", flush=True)
    holds = tally.cases > 0 and not tally.faults and bool(control.faults)
    print(f"{name} cases={tally.cases} bad={len(tally.faults)} {'PASS' if holds else 'FAIL'}", flush=True)
    return holds
