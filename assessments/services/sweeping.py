"""What is done for one organisation after another: whatever is wrong with one, the others have their turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

logger = logging.getLogger(__name__)

_Done = TypeVar("_Done")


def sweep_apart(organisations: Iterable[UUID], act: Callable[[UUID], _Done], undone: str) -> list[_Done]:
    """What `act` gives for each. Where it fails, the log tells it with `undone`, which has a place for the
    organisation, and nothing is in the list."""
    done = []
    for each in organisations:
        try:
            done.append(act(each))
        except Exception:
            logger.exception(undone, each)
    return done
