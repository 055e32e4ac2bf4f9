"""Database and heads files side by side: has the database been put back, have the files been cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from assessments.domain.chain import Chain
from assessments.domain.heads import Heads
from assessments.domain.tampering import Break, Tampering

GRACE = timedelta(minutes=5)
"""How far the heads may be behind: they are written once a minute."""
SHORT = (Tampering.TAIL_CUT, Tampering.ALL_DELETED)


def unwitnessed(chain: Chain, as_of: datetime) -> Break | None:
    """Events that a head should long have told of, where heads are kept at all."""
    since = chain.unwitnessed_since
    if not since or as_of - datetime.fromisoformat(since) <= GRACE:
        return None
    text = f"No head tells of the events since {since}: the end of the heads was cut off, or they were not written."
    return Break(Tampering.HEADS_CUT, chain.organisation, max(chain.witnessed, default=0) + 1, text)


def judge_together(breaks: Sequence[Break], lengths: Mapping[str, int], heads: Heads) -> list[Break]:
    """Several chains that end too early at one and the same moment are one database that was put back."""
    short = {each.organisation for each in breaks if each.kind in SHORT}
    if len(short) < 2 or not _at_one_moment(short, lengths, heads.moves):
        return list(breaks)
    return [_as_rolled_back(each) if each.organisation in short else each for each in breaks]


def _at_one_moment(short: set[str], lengths: Mapping[str, int], moves: Iterable[tuple[int, str, int]]) -> bool:
    """Whether nothing that was witnessed after the first missing event is there."""
    missing = False
    for _, organisation, sequence in moves:
        is_there = sequence <= lengths.get(organisation, 0)
        missing = missing or (organisation in short and not is_there)
        if missing and is_there:
            return False
    return missing


def _as_rolled_back(found: Break) -> Break:
    text = f"{found.said} Others end at the same moment: the database was put back to an earlier state."
    return replace(found, kind=Tampering.ROLLED_BACK, said=text)
