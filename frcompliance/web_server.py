"""gunicorn's settings: `gunicorn --config python:frcompliance.web_server`. What the command line says goes first."""

from __future__ import annotations

import os
import shutil
import tempfile

from frcompliance.environment import choice, number, read
from frcompliance.log_lines import logging_settings

_MEMORY = "/dev/shm"  # noqa: S108  gunicorn makes files of its own in there
wsgi_app = "frcompliance.wsgi:application"
worker_class = "frcompliance.patience.PatientWorker"
workers = number("WEB_PROCESSES", 2, least=1, most=64)
threads = number("WEB_THREADS", 4, least=1, most=64)
control_socket_disable = True
# Anew from time to time, so that no leak grows for ever.
max_requests, max_requests_jitter = 2000, 200
# A deploy waits this long for requests under way; a process that is stuck this long is replaced.
graceful_timeout, timeout = 30, 60
keepalive = 5
# Longer than anything that this product sends or asks for. Bodies: DATA_UPLOAD_MAX_MEMORY_SIZE, EVIDENCE_FILE_MB.
limit_request_line, limit_request_fields, limit_request_field_size = 2048, 64, 8190
# Which proxies to believe is for the product to say (TRUSTED_PROXIES), and for it alone.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
logconfig_dict = logging_settings(choice("LOG_FORMAT", ("text", "json")), read("LOG_LEVEL", "WARNING"))
if os.path.isdir(_MEMORY):
    worker_tmp_dir = _MEMORY
if read("METRICS_TOKEN", may_come_later=True):
    # The processes of this server count together, in files.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="frcompliance-metrics-"))


def child_exit(server: object, worker: object) -> None:
    """What only a living process has is no longer counted when it has ended."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(getattr(worker, "pid", 0))  # type: ignore[no-untyped-call]


def on_exit(server: object) -> None:
    """Nothing is left behind."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if os.path.basename(folder).startswith("frcompliance-metrics-"):
        shutil.rmtree(folder, ignore_errors=True)
