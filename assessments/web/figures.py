"""Figures of one web process, for Prometheus. Processes of one server count together (frcompliance.web_server)."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from prometheus_client import Counter, Gauge, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
LIMITS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("frcompliance_requests", "Requests that were answered.", ("method", "route", "status"))
SECONDS = Histogram("frcompliance_request_seconds", "How long answers took.", ("route",), buckets=LIMITS_SECONDS)
CONNECTIONS = Gauge(
    "frcompliance_database_connections",
    "Connections of the pool: open, free, and requests that wait for one.",
    ("state",),
    multiprocess_mode="livesum",
)
POOL_STATES = {"pool_size": "open", "pool_available": "free", "requests_waiting": "waited_for"}


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """One more. Names come from the product, never from the request, so that nobody makes up new rows."""
    if not settings.METRICS_TOKEN:
        return
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    pool = getattr(connection, "pool", None)
    if pool is not None:
        said = pool.get_stats()
        for name, state in POOL_STATES.items():
            CONNECTIONS.labels(state).set(said.get(name, 0))
