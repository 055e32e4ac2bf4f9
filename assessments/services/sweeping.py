"""What is done for one organisation after another: one that the database refuses stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from django.db import DatabaseError

logger = logging.getLogger(__name__)

_Done = TypeVar("_Done")


def sweep_apart(organisations: Iterable[UUID], act: Callable[[UUID], _Done], undone: str) -> list[_Done]:
    """What `act` gives for each. Where the database refuses, the log tells it with `undone`, which has a place for the
    organisation, and nothing is in the list."""
    done = []
    for each in organisations:
        try:
            done.append(act(each))
        except DatabaseError:
            logger.exception(undone, each)
    return done
