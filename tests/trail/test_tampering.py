"""Every kind of tampering is seen, by the product's check and by the stand-alone verifier alike; without heads outside
the database some go unseen, which is why there are heads."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from trust.trail.bending import KINDS, Kind, bend_somewhere
from trust.trail.made import made_trail, told

ROUNDS = 1
BROKEN = re.compile(r"BROKEN (\S+): (?:event|line) (\d+)(?: of the heads)?: ([a-z ]+)\.")


def verdicts(lines: list[str]) -> dict[str, tuple[int, str]]:
    """What the stand-alone verifier says is broken: place and kind, by organisation."""
    found = (BROKEN.match(line) for line in lines)
    return {one.group(1): (int(one.group(2)), one.group(3)) for one in found if one}


def test_a_trail_that_nobody_bent_is_whole(tmp_path: Path) -> None:
    trail = made_trail(random.Random(1))
    assert trail.found() == {}
    code, lines = told(trail.write(tmp_path))
    assert code == 0
    assert [line.split()[0] for line in lines] == ["whole"] * 3


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_of_tampering_is_seen_at_every_place_by_both(kind: Kind, tmp_path: Path) -> None:
    for seed in range(ROUNDS):
        luck = random.Random(seed)
        trail = made_trail(luck)
        one = bend_somewhere(trail, kind, luck)
        found = trail.found()
        about = "" if "" in found else one
        assert {each.kind for each in found.values()} == {kind.expected}, (seed, found)
        assert about in found or kind.of_heads
        code, lines = told(trail.write(tmp_path / str(seed)))
        assert code == 1
        expected = {
            each.organisation or "heads": (each.place, each.kind.value.replace("_", " ")) for each in found.values()
        }
        assert verdicts(lines) == expected, (seed, lines)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_control_without_the_heads_the_database_alone_shows_only_some(kind: Kind, tmp_path: Path) -> None:
    luck = random.Random(7)
    trail = made_trail(luck)
    bend_somewhere(trail, kind, luck)
    seen = bool(trail.found(with_heads=False))
    # Heads that were forged for a rewritten chain leave a database that fits in itself.
    assert seen == (kind.without_heads and not kind.of_heads)
    code, lines = told(trail.write(tmp_path)[:1])
    assert code == (1 if seen else 0)
    assert lines[0].startswith("No heads were given")


def test_the_first_event_that_does_not_fit_is_named(tmp_path: Path) -> None:
    trail = made_trail(random.Random(3))
    one = sorted(trail.rows)[0]
    next(kind for kind in KINDS if kind.name == "a row dated otherwise").bend(trail, one, 4)
    assert str(trail.found()[one]).startswith("event 5: redated. Dated 2020-01-01T00:00:00+00:00, but")


def test_tails_cut_off_at_different_moments_are_no_database_that_was_put_back(tmp_path: Path) -> None:
    trail = made_trail(random.Random(5))
    early, late, _ = sorted(trail.rows)
    cut = next(kind for kind in KINDS if kind.name == "the tail cut off")
    cut.bend(trail, early, 2)
    cut.bend(trail, late, len(trail.rows[late]) - 1)
    assert {one: each.kind.value for one, each in trail.found().items()} == {early: "tail_cut", late: "tail_cut"}
    _, lines = told(trail.write(tmp_path))
    assert {kind for _, kind in verdicts(lines).values()} == {"tail cut"}
