"""Tasks of the worker: sealing, drafts, the sweep for jobs whose worker died, what has ended
(trials, sessions, counts of requests, rows of the cache), files of evidence, and reminders."""

from __future__ import annotations

import logging
from uuid import UUID

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from assessments.services.cache_rows import purge_expired_cache
from assessments.services.counting import purge_counts
from assessments.services.draft_keeping import forget_old_drafts
from assessments.services.drafts import DRAFT_QUEUE, DRAFT_TASK, FORGET_QUEUE, FORGET_TASK, forget_draft, make_draft
from assessments.services.evidence_keeping import sweep_files
from assessments.services.freezing import SEAL_QUEUE, SEAL_TASK
from assessments.services.lost_jobs import end_waiting_without_job
from assessments.services.reminders import remind
from assessments.services.sealing import MOST_DEATHS, seal_revision
from assessments.services.self_check import CHECK_QUEUE, CHECK_TASK, check_itself
from assessments.services.sessions import purge_expired_sessions
from assessments.services.trials import erase_ended_trials

logger = logging.getLogger(__name__)

MAINTENANCE_QUEUE = "maintenance"
KEPT_HOURS = 7 * 24
"""How long jobs are kept after their end."""
MOST_DELIVERIES = MOST_DEATHS
"""After so many retries a job that kills its worker each time has failed: the delivery after them lets the service say
so of the revision."""


@app.task(name=SEAL_TASK, queue=SEAL_QUEUE, retry=RetryStrategy(max_attempts=MOST_DELIVERIES, exponential_wait=3))
def seal(organisation_id: str, revision_id: str) -> None:
    """Render and seal one revision."""
    seal_revision(UUID(organisation_id), UUID(revision_id), timezone.now)


@app.task(name=DRAFT_TASK, queue=DRAFT_QUEUE)
def make(organisation_id: str, draft_id: str) -> None:
    """Render one draft report."""
    make_draft(UUID(organisation_id), UUID(draft_id), timezone.now)


@app.task(name=FORGET_TASK, queue=FORGET_QUEUE)
def forget(organisation_id: str, draft_id: str) -> None:
    """Delete one draft report: for jobs from before `sweep_drafts` that wait in a queue."""
    forget_draft(UUID(organisation_id), UUID(draft_id), timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(name="assessments.sweep_drafts", queue=MAINTENANCE_QUEUE, queueing_lock="sweep_drafts")
def sweep_drafts(timestamp: int) -> None:
    """Delete the drafts that were asked for more than a day ago."""
    forget_old_drafts(timezone.now())


@app.periodic(cron="* * * * * */15")  # the sixth field counts seconds
@app.task(name="assessments.retry_stalled", queue=MAINTENANCE_QUEUE, queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give jobs of dead workers to living ones; procrastinate finds such jobs but leaves them lying.

    One that is given up has to end: in hand it would keep its lock, and nothing else under that lock would be done.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts < MOST_DELIVERIES:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
            logger.error("job %s (%s) was given up after %s deliveries", job.id, job.task_name, job.attempts)


@app.periodic(cron="*/3 * * * *")
@app.task(name="assessments.end_waiting", queue=MAINTENANCE_QUEUE, queueing_lock="end_waiting")
def end_waiting(timestamp: int) -> None:
    """Say of revisions that wait without a job that they do so in vain."""
    end_waiting_without_job(timezone.now())


@app.periodic(cron="40 * * * *")
@app.task(name="assessments.forget_jobs", queue=MAINTENANCE_QUEUE, queueing_lock="forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs that failed or were cancelled go after a week; those that succeeded the worker deletes at once."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="*/10 * * * *")
@app.task(name="assessments.erase_ended_trials", queue=MAINTENANCE_QUEUE, queueing_lock="erase_ended_trials")
def erase_trials(timestamp: int) -> None:
    """Delete what was tried without an account and has ended, sessions that have expired, and counts of requests and
    rows of the cache whose time is over."""
    now = timezone.now()
    erase_ended_trials(now)
    purge_expired_sessions(now)
    purge_counts()
    purge_expired_cache()


@app.periodic(cron="30 3 * * *")
@app.task(name="assessments.sweep_evidence", queue=MAINTENANCE_QUEUE, queueing_lock="sweep_evidence")
def sweep_evidence(timestamp: int) -> None:
    """Remove files of evidence that nothing counts on, and say which are missing."""
    sweep_files(timezone.now())


@app.periodic(cron="10 0 * * *")  # 8.10 in the morning in China
@app.task(name="assessments.remind", queue=MAINTENANCE_QUEUE, queueing_lock="remind")
def send_reminders(timestamp: int) -> None:
    """Write to everybody who has a day to keep."""
    remind(timezone.now())


@app.periodic(cron="25 * * * *")
@app.task(name=CHECK_TASK, queue=CHECK_QUEUE, queueing_lock=CHECK_TASK)
def check_trail_of_all(timestamp: int) -> None:
    """Look whether the audit trail still fits."""
    check_itself(timezone.now())
