"""Figures that the commands keep in var/benchmarks, so that `benchmarks.goals` can show them together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "var" / "benchmarks"
TAKEN = "taken"


def keep(name: str, figures: Mapping[str, float | str]) -> None:
    """Keep what a command found; what it found before goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken = datetime.now(UTC).isoformat(timespec="seconds")
    (FOLDER / f"{name}.json").write_text(json.dumps({**figures, TAKEN: taken}, indent=1, sort_keys=True))


def kept(name: str) -> dict[str, float | str]:
    """What a command found last; empty where it never ran here."""
    path = FOLDER / f"{name}.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def age_of(figures: Mapping[str, float | str]) -> timedelta:
    """How long ago they were taken."""
    return datetime.now(UTC) - datetime.fromisoformat(str(figures[TAKEN]))
