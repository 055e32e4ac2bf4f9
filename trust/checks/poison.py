"""Hostile reports before a normal one: each is sealed, or fails with a reason, within its limits."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import time
from http import HTTPStatus
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from assessments.catalogues import current_edition
from assessments.models import Revision
from assessments.report.process import DEFAULT, WARM, Limits, RenderingFailed, render_in_child
from assessments.services import sealing
from assessments.services.access import scope
from assessments.services.printing import NotPrintable
from assessments.services.release import Released
from assessments.services.sealing import FAILURES, MOST_ATTEMPTS
from trust.browser import browser
from trust.cast import Cast, make_cast
from trust.checking import Check, Run, Tally
from trust.endless import Endless
from trust.everywhere import content_of
from trust.hostile import WORDS, Change, at_many_places, hostile_revision, in_every_field, in_long_fields
from trust.killing import spawn
from trust.short import short_revision

logging.getLogger(sealing.__name__).setLevel(logging.ERROR)  # It tells of each attempt that failed.
logging.getLogger("django.security").setLevel(logging.CRITICAL)  # And of what was refused.
QUICK = 3
OVERHEAD_SECONDS = 15
"""Of processor time beside the rendering of one attempt: starting, sealing, verifying."""
ENDLESS = Limits(processor_seconds=4)


def jobs(run: Run) -> list[tuple[str, Change, str]]:
    """What each is called, what is hostile in it, and its language."""
    places = ("as many places as there may be", at_many_places, "en")
    long = [(name, in_long_fields(words), "en") for name, words in WORDS.items()]
    if not run.is_deep:
        return [*long[:QUICK], ("an emoji", in_long_fields(WORDS["an emoji"]), "en")]
    both = [(f"{name}, in both languages", change, "both") for name, change, _ in long]
    everywhere = [(f"{name}, everywhere", in_every_field(words), "zh-hans") for name, words in WORDS.items()]
    return [*long, places, *both, *everywhere]


def run(run: Run) -> Tally:
    """All are approved, in turn; then delivered in turn, the normal one last, as one worker would."""
    tally, cast, made = Tally(), make_cast(timezone.now()), jobs(run)
    waiting = [(name, hostile_revision(cast, change, language)) for name, change, language in made]
    normal = short_revision(cast)
    longest, largest, sealed = 0.0, 0, 0
    for name, revision_id in waiting:
        status, failure, seconds, mebibytes = delivered(cast, revision_id)
        longest, largest, sealed = max(longest, seconds), max(largest, mebibytes), sealed + (status == "sealed")
        run.say(f"{name}: {status}, {seconds:.0f} s, {mebibytes} MiB")
        good = status == "sealed" or (status == "failed" and " " in failure)
        tally.expect(good, f"{name}: {status}, {failure!r}")
        tally.expect(mebibytes <= DEFAULT.memory_mebibytes, f"{name}: {mebibytes} MiB")
        tally.expect(seconds <= DEFAULT.processor_seconds + OVERHEAD_SECONDS, f"{name}: {seconds:.0f} s an attempt")
    run.say(f"{len(waiting)} hostile reports: {sealed} sealed, the others failed with a reason")
    run.say(f"at most {longest:.0f} s of processor time an attempt and {largest} MiB")
    began = time.monotonic()
    status, failure, _, _ = delivered(cast, normal)
    tally.expect(status == "sealed", f"the normal report behind them: {status}, {failure!r}")
    run.say(f"the normal report behind them was sealed in {time.monotonic() - began:.0f} s")
    tally.add(at_the_door(cast))
    tally.expect(ends_in_time(cast, normal), "an endless job was not ended")
    return tally


def delivered(cast: Cast, revision_id: UUID) -> tuple[str, str, float, int]:
    """The job delivered until it is settled, in a process of its own: status, reason, seconds of processor time an
    attempt and most memory of any process."""
    process = spawn(lambda: attempts(cast, revision_id))
    _, _, used = os.wait4(process, 0)
    with scope(cast.organisation_id):
        row = Revision.objects.defer("content").get(id=revision_id)
    seconds = (used.ru_utime + used.ru_stime) / max(row.attempts, 1)
    return row.status, row.failure, seconds, used.ru_maxrss // 1024


def attempts(cast: Cast, revision_id: UUID) -> None:
    """As the signer would, without its pauses; and without its own look at the content, which some would not pass."""
    content, catalogue = content_of(cast.organisation_id, revision_id)
    with patch.object(sealing, "check_release", lambda *given: Released(content, catalogue)):
        for _ in range(MOST_ATTEMPTS):
            try:
                sealing.seal_revision(cast.organisation_id, revision_id, timezone.now)
            except FAILURES:
                continue
            break
    # The renderer's process has to have ended for what it used to be counted.
    WARM.stop()


def at_the_door(cast: Cast) -> Tally:
    """What cannot be kept, or printed, is refused when it is said, not when it is too late."""
    tally = Tally()
    client, form = browser(cast.assessor), "application/x-www-form-urlencoded"
    refused = client.post(reverse("new-deployment"), "name=%ED%A0%80&place=Shanghai", content_type=form)
    tally.expect(refused.status_code == HTTPStatus.BAD_REQUEST, f"a lone surrogate: {refused.status_code}")
    try:
        short_revision(cast, "\N{GRINNING FACE}")
    except NotPrintable:
        said = True
    else:
        said = False
    tally.expect(said, "an emoji was taken in")
    return tally


def ends_in_time(cast: Cast, revision_id: UUID) -> bool:
    """Whether a job that never ends is ended, with its reason."""
    content, _ = content_of(cast.organisation_id, revision_id)
    endless: Any = Endless()
    try:
        render_in_child(content, endless, draft=False, verify_address="", self_issued=True, limits=ENDLESS)
    except RenderingFailed as failed:
        return "seconds" in failed.reason
    return False


def control(run: Run) -> Tally:
    """The endless job in a process without limits."""
    tally, job = Tally(), pickle.dumps((current_edition().key, Endless()))
    process, ended = spawn(lambda: pickle.loads(job)), 0
    deadline = time.monotonic() + 2 * ENDLESS.processor_seconds
    while time.monotonic() < deadline and not ended:
        ended, _ = os.waitpid(process, os.WNOHANG)
        time.sleep(0.1)
    tally.expect(bool(ended), f"after {2 * ENDLESS.processor_seconds} s the job still goes on")
    if not ended:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    return tally


CHECK = Check(
    "No report blocks the others: each is sealed or fails with a reason, within its limits.",
    run,
    control,
    "limits on the renderer's process",
)
