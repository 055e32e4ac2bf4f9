"""Ways in which somebody with every right on the database, or on the folder of heads, could bend a trail."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from assessments.domain.canonical import read_object, to_bytes
from assessments.domain.chain import START
from assessments.domain.heads import read_line
from assessments.domain.tampering import Tampering
from trust.trail.made import Trail, digest_of, event, new_key

Bend = Callable[[Trail, str, int], None]
"""Done to one organisation's chain, at an event by its place in the list (never the first, never the last)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of tampering, done in one way."""

    name: str
    bend: Bend
    expected: Tampering
    without_heads: bool = True
    """Whether the database alone gives it away."""
    of_heads: bool = False


def _edit_column(trail: Trail, one: str, place: int) -> None:
    rows = trail.rows[one]
    rows[place] = replace(rows[place], action="approve" if rows[place].action != "approve" else "return")


def _edit_payload(trail: Trail, one: str, place: int) -> None:
    rows = trail.rows[one]
    rows[place] = replace(rows[place], payload=event(rows[place], subject="another").payload)


def _edit_all_of_a_row(trail: Trail, one: str, place: int) -> None:
    """Columns, payload and digest fit each other; the next event was made after another one."""
    rows = trail.rows[one]
    rows[place] = event(rows[place], subject="another")


def _claim_no_place(trail: Trail, one: str, place: int) -> None:
    """A payload whose place is no number, with a digest that fits."""
    rows = trail.rows[one]
    payload = to_bytes({**read_object(rows[place].payload), "sequence": ["3"]})
    rows[place] = replace(rows[place], payload=payload, digest=digest_of(payload))


def _delete(trail: Trail, one: str, place: int) -> None:
    del trail.rows[one][place]


def _delete_and_renumber(trail: Trail, one: str, place: int) -> None:
    rows = trail.rows[one]
    del rows[place]
    rows[place:] = [replace(row, sequence=row.sequence - 1) for row in rows[place:]]
    trail.settle(one)


def _insert(trail: Trail, one: str, place: int) -> None:
    rows = trail.rows[one]
    between = event(rows[place], subject="never happened")
    rows[place:] = [between, *(replace(row, sequence=row.sequence + 1) for row in rows[place:])]
    trail.settle(one)


def _insert_twice_the_number(trail: Trail, one: str, place: int) -> None:
    rows = trail.rows[one]
    rows.insert(place + 1, event(rows[place], subject="never happened"))


def _reorder(trail: Trail, one: str, place: int) -> None:
    rows = trail.rows[one]
    here, before = rows[place], rows[place - 1]
    rows[place - 1], rows[place] = replace(here, sequence=before.sequence), replace(before, sequence=here.sequence)


def _redate(trail: Trail, one: str, place: int) -> None:
    rows = trail.rows[one]
    rows[place] = replace(rows[place], at="2020-01-01T00:00:00+00:00")


def _cut_tail(trail: Trail, one: str, place: int) -> None:
    del trail.rows[one][place:]
    trail.settle(one)


def _delete_all(trail: Trail, one: str, place: int) -> None:
    trail.rows[one] = []
    trail.settle(one)


def _cut_tail_only(trail: Trail, one: str, place: int) -> None:
    """And the row that says where the chain ends is forgotten."""
    del trail.rows[one][place:]


def _delete_all_rows_only(trail: Trail, one: str, place: int) -> None:
    trail.rows[one] = []


def _delete_end(trail: Trail, one: str, place: int) -> None:
    del trail.ends[one]


def _move_end(trail: Trail, one: str, place: int) -> None:
    trail.ends[one] = (place, trail.rows[one][place - 1].digest)


def _rewrite(trail: Trail, one: str, place: int) -> None:
    """Another event, and every later one bound to it anew."""
    rows = trail.rows[one]
    rows[place] = event(rows[place], subject="another")
    for number in range(place + 1, len(rows)):
        rows[number] = event(rows[number], previous=rows[number - 1].digest)
    trail.settle(one)


def _roll_back(trail: Trail, one: str, place: int) -> None:
    """The whole database as it was at one moment."""
    moment = trail.rows[one][min(place, len(trail.rows[one]) // 2)].at
    for each, rows in trail.rows.items():
        trail.rows[each] = [row for row in rows if row.at < moment]
        trail.settle(each)


def _cut_heads(trail: Trail, one: str, place: int) -> None:
    del trail.lines[len(trail.lines) // 2 :]


def _take_head_out(trail: Trail, one: str, place: int) -> None:
    del trail.lines[place % (len(trail.lines) - 1)]


def _forge_head(trail: Trail, one: str, place: int) -> None:
    """A rewritten chain, and heads for it, signed with a key of one's own that bears the name of the right one."""
    _rewrite(trail, one, place)
    right, trail.key = trail.key, replace(new_key(), name=trail.key.name)
    trail.lines.clear()
    trail._written.heads, trail._written.line, trail._written.digest = {}, 0, START
    trail.witness()
    trail.key = right


def _say_a_head_anew(trail: Trail, one: str, place: int) -> None:
    """Another line with the same number, signed with the right key; the line after it names the first."""
    number = place % (len(trail.lines) - 1)
    found = read_line(trail.lines[number])
    assert found is not None
    line = replace(found[0], at="2026-11-02T06:30:00+00:00")
    trail.lines[number] = line.written(trail.key.sign(line.to_sign()))


def _edit_head(trail: Trail, one: str, place: int) -> None:
    number = place % len(trail.lines)
    line = trail.lines[number]
    trail.lines[number] = line.replace(b'"sequence":', b'"sequence":1')


def _swap_heads(trail: Trail, one: str, place: int) -> None:
    number = place % (len(trail.lines) - 1)
    trail.lines[number], trail.lines[number + 1] = trail.lines[number + 1], trail.lines[number]


KINDS = (
    Kind("a column of a row changed", _edit_column, Tampering.CHANGED),
    Kind("the payload of a row changed", _edit_payload, Tampering.CHANGED),
    Kind("a whole row changed", _edit_all_of_a_row, Tampering.CHANGED),
    Kind("a payload that claims no place", _claim_no_place, Tampering.REORDERED),
    Kind("a row deleted", _delete, Tampering.DELETED),
    Kind("a row deleted and the rest renumbered", _delete_and_renumber, Tampering.DELETED),
    Kind("a row inserted and the rest renumbered", _insert, Tampering.INSERTED),
    Kind("a row inserted under a number that is taken", _insert_twice_the_number, Tampering.INSERTED),
    Kind("two rows in the other order", _reorder, Tampering.REORDERED),
    Kind("a row dated otherwise", _redate, Tampering.REDATED),
    Kind("the tail cut off", _cut_tail, Tampering.TAIL_CUT, without_heads=False),
    Kind("everything deleted", _delete_all, Tampering.ALL_DELETED, without_heads=False),
    Kind("the tail cut off and the end left", _cut_tail_only, Tampering.TAIL_CUT),
    Kind("everything deleted and the end left", _delete_all_rows_only, Tampering.ALL_DELETED),
    Kind("the end deleted", _delete_end, Tampering.DELETED),
    Kind("the end moved back", _move_end, Tampering.CHANGED),
    Kind("the chain rewritten from a row on", _rewrite, Tampering.REWRITTEN, without_heads=False),
    Kind("the database put back", _roll_back, Tampering.ROLLED_BACK, without_heads=False),
    Kind("the end of the heads cut off", _cut_heads, Tampering.HEADS_CUT, of_heads=True),
    Kind("a head taken out", _take_head_out, Tampering.HEADS_CUT, of_heads=True),
    Kind("heads forged for a rewritten chain", _forge_head, Tampering.HEADS_CHANGED, of_heads=True),
    Kind("a head changed", _edit_head, Tampering.HEADS_CHANGED, of_heads=True),
    Kind("a head said anew", _say_a_head_anew, Tampering.HEADS_CHANGED, of_heads=True),
    Kind("two heads in the other order", _swap_heads, Tampering.HEADS_CUT, of_heads=True),
)


def bend_somewhere(trail: Trail, kind: Kind, luck: random.Random) -> str:
    """Do it at a random place; the organisation it was done to."""
    one = luck.choice(sorted(trail.rows))
    kind.bend(trail, one, luck.randrange(1, len(trail.rows[one]) - 1))
    return one
