"""What the log tells of jobs."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.middleware import AsyncCallNext

from frcompliance.log_lines import bound


async def numbered(call_next: AsyncCallNext, context: JobContext, worker: object) -> object:
    """Around every job: its lines in the log carry its number and kind."""
    with bound(job=context.job.id or 0, task=context.job.task_name):
        return await call_next()
