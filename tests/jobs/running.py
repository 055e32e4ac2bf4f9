"""Running what a worker runs by the clock, once and here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from procrastinate.contrib.django import app

Found = TypeVar("Found")


def run(act: Callable[[Any], Awaitable[Found]]) -> Found:
    """What comes of it, with an application that is open as a worker's is."""

    async def opened() -> Found:
        with app.replace_connector(cast(Any, app.connector).get_worker_connector()) as working:
            async with working.open_async():
                return await act(working)

    return asyncio.run(opened())


def run_task(task: Any) -> None:
    """A task that is given its context."""
    run(lambda working: task.func(SimpleNamespace(app=working), 0))
