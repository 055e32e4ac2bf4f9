"""Addresses for those who run the installation and for their machines: readiness, figures, reports of broken policies.

They say nothing of organisations, people or answers.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from secrets import compare_digest
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from assessments.services.figures import Figures, load_figures
from assessments.services.startup import what_is_not_ready
from assessments.web.origin import origin_of
from assessments.web.throttling import is_too_often

logger = logging.getLogger(__name__)

PLAIN = "text/plain; charset=utf-8"
LARGEST_REPORT_BYTES = 8192
REPORTS_SECONDS, MOST_REPORTS, MOST_REPORTS_OF_ALL = 600, 20, 200
"""Reports that are looked at in so many seconds, of one network address and altogether."""
DIRECTIVES = frozenset(
    f"{each}-src{further}"
    for each in ("default", "script", "style", "img", "font", "connect", "media", "object", "frame", "child", "worker")
    for further in ("", "-elem", "-attr")
) | {"form-action", "base-uri", "frame-ancestors", "manifest-src"}
WORDS = frozenset({"inline", "eval", "wasm-eval", "data", "blob", "self", "trusted-types-policy"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests may be sent here: 200, or 503 with what is missing. Workers and disks are told by figures."""
    missing = what_is_not_ready()
    text = "".join(f"not ready: {each}\n" for each in missing) or "ready\n"
    return HttpResponse(text, status=503 if missing else 200, content_type=PLAIN)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures as Prometheus reads them, for whoever shows METRICS_TOKEN; for everybody else there is no such page."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not compare_digest(shown, str(settings.METRICS_TOKEN).encode()):
        raise Http404
    text = generate_latest(_of_processes())
    try:
        of_all = CollectorRegistry()
        of_all.register(OfAll(load_figures(timezone.now())))
        text += generate_latest(of_all)
    except DatabaseError:
        logger.warning("figures of the database could not be read")
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _of_processes() -> CollectorRegistry:
    """What all web processes of this server have counted; of this process alone, where they have no common folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


class OfAll(Collector):
    """Figures that are the same whichever process tells them."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A family for each."""
        yield from self._of_tasks()
        simple = {
            "workers": ("Workers that take jobs.", self.figures.workers),
            "worker_heartbeat_age_seconds": (
                "Since a worker last gave a sign of life.",
                self.figures.worker_heartbeat_seconds,
            ),
            "trail_heads_age_seconds": ("Since heads of the trail were last written.", self.figures.heads_seconds),
            "trail_check_age_seconds": ("Since the trail was last checked.", self.figures.self_check_seconds),
            "trail_alarms": ("Breaks of the audit trail that nobody has explained.", self.figures.alarms),
            "evidence_free_bytes": ("Room for files of evidence.", self.figures.evidence_free_bytes),
        }
        for name, (meaning, value) in simple.items():
            if value is not None:
                yield GaugeMetricFamily(f"frcompliance_{name}", meaning, value=value)

    def _of_tasks(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("frcompliance_jobs", "Jobs by state.", labels=("task", "state"))
        oldest = GaugeMetricFamily("frcompliance_oldest_job_seconds", "How long one waits.", labels=("task",))
        for each in self.figures.tasks:
            for state, number in (("waiting", each.waiting), ("in_hand", each.in_hand), ("failed", each.failed)):
                jobs.add_metric((each.task, state), number)
            oldest.add_metric((each.task,), each.oldest_seconds)
        yield from (jobs, oldest)


@csrf_exempt
def policy_report(request: HttpRequest) -> HttpResponse:
    """A browser says that a page broke the content security policy: a line in the log, without what was on the page."""
    if request.method != "POST":
        raise Http404
    if not _is_too_much(request):
        for directive, blocked, route in _read(request):
            logger.warning(
                "a page broke the content security policy",
                extra={"facts": {"directive": directive, "blocked": blocked, "page": route}},
            )
    return HttpResponse(status=204)


def _is_too_much(request: HttpRequest) -> bool:
    size = request.headers.get("Content-Length", "")
    if not size.isdigit() or int(size) > LARGEST_REPORT_BYTES:
        return True
    here = is_too_often("policy-report", origin_of(request), MOST_REPORTS, REPORTS_SECONDS)
    return here or is_too_often("policy-report", "all", MOST_REPORTS_OF_ALL, REPORTS_SECONDS)


def _read(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    """Directive, what was blocked, kind of page. Both forms that browsers send; anything else gives nothing."""
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return
    for each in said if isinstance(said, list) else [said]:
        body = each.get("csp-report") or each.get("body") if isinstance(each, dict) else None
        if isinstance(body, dict):
            directive = str(body.get("effective-directive") or body.get("effectiveDirective") or "")
            blocked = str(body.get("blocked-uri") or body.get("blockedURL") or "")
            page = str(body.get("document-uri") or body.get("documentURL") or "")
            yield directive if directive in DIRECTIVES else "other", _origin(blocked), _route(page)


def _origin(address: str) -> str:
    """Only whose it is: paths and queries may hold what was on the page."""
    if address in WORDS:
        return address
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.hostname}"[:100] if parts.scheme and parts.hostname else "other"
    except ValueError:
        return "other"


def _route(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except (Resolver404, ValueError):
        return "other"
