"""Checking the whole audit trail: every chain by itself, and all of them against the heads outside the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from assessments.domain.heads import Heads, Verify, check_heads
from assessments.domain.tampering import Break
from assessments.domain.witnesses import judge_together, unwitnessed
from assessments.models import Organisation
from assessments.services.access import scope
from assessments.services.audit import examine_chain
from assessments.services.heads import load_heads
from assessments.services.heads_files import lines_in


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """One organisation's chain that was looked at."""

    organisation: str
    length: int
    digest: str
    witnessed_up_to: int
    """0 where no head outside tells of it."""
    found: Break | None


@dataclass(frozen=True, slots=True)
class CheckedTrail:
    """What a check found."""

    chains: Sequence[CheckedChain]
    heads: Heads | None
    """None where no heads were given."""

    @property
    def breaks(self) -> list[Break]:
        """All first breaks, of the files and of each chain."""
        of_files = [self.heads.first] if self.heads is not None else []
        return [each for each in (*of_files, *(one.found for one in self.chains)) if each is not None]


def read_heads(folder: Path, verify: Verify) -> Heads:
    """What the files in the folder say. Raises OSError."""
    return check_heads(lines_in(folder), verify)


def check_trail(heads: Heads | None, as_of: datetime, only: UUID | None = None) -> CheckedTrail:
    """Every chain that the database or the heads know of, or only one."""
    known = set(load_heads()) | (set(heads.witnessed) if heads else set())
    wanted = [str(only)] if only else sorted(known)
    chains = [_check(each, heads, as_of) for each in wanted]
    if heads is not None and heads.first is None:
        lengths = {each.organisation: each.length for each in chains}
        found = [each.found for each in chains if each.found is not None]
        judged = {each.organisation: each for each in judge_together(found, lengths, heads)}
        chains = [
            CheckedChain(one.organisation, one.length, one.digest, one.witnessed_up_to, judged.get(one.organisation))
            for one in chains
        ]
    return CheckedTrail(chains, heads)


def _check(organisation: str, heads: Heads | None, as_of: datetime) -> CheckedChain:
    witnessed = heads.of(organisation) if heads is not None else {}
    with scope(UUID(organisation)):
        chain, found = examine_chain(UUID(organisation), witnessed)
        is_trial = Organisation.objects.filter(trial_expires_at__isnull=False).exists()
    if found is None and heads is not None and heads.first is None and not is_trial:
        found = unwitnessed(chain, as_of)
    return CheckedChain(organisation, chain.length, chain.digest, max(witnessed, default=0), found)
