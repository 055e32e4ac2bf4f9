"""Rendering in a process of its own, with limits on memory, processor and time: no report can block the others."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from assessments.domain.catalogue import Catalogue
from assessments.domain.revision import RevisionContent
from assessments.report.panel import SealPanel

MEBIBYTE = 1 << 20
REFUSED = 3
"""Exit code of a child that says on its error output, in one line, why it rendered nothing."""
OUT_OF_MEMORY = 4
"""Exit code of a child that was refused memory and could still say so."""
_ROOT = Path(__file__).parents[2]
_LONGEST_REASON = 300
_SIGNALS_OF_HUNGER = (signal.SIGSEGV, signal.SIGABRT, signal.SIGTRAP, signal.SIGBUS)
"""How the libraries of the renderer end when they get no memory and cannot say so."""
_SIGNS_OF_HUNGER = ("failed to allocate", "MemoryError", "failed to map segment")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one rendering may use."""

    memory_mebibytes: int = 1024
    """Address space; a long report in two languages takes about a third of it."""
    processor_seconds: int = 60
    wall_seconds: int = 150


DEFAULT = Limits()


@dataclass(eq=False)
class RenderingFailed(Exception):
    """No PDF was made; `reason` is a plain sentence for people."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def render_in_child(
    content: RevisionContent,
    catalogue: Catalogue,
    *,
    draft: bool,
    verify_address: str,
    self_issued: bool,
    panel: SealPanel | None = None,
    limits: Limits = DEFAULT,
) -> bytes:
    """The unsealed PDF, rendered in a child process. Raises RenderingFailed."""
    job = pickle.dumps((content, catalogue, draft, verify_address, self_issued, panel))
    command = [
        sys.executable,
        "-m",
        "assessments.report.child",
        str(limits.memory_mebibytes * MEBIBYTE),
        str(limits.processor_seconds),
    ]
    try:
        done = subprocess.run(
            command,
            input=job,
            capture_output=True,
            timeout=limits.wall_seconds,
            cwd=_ROOT,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderingFailed(f"the report took longer than {limits.wall_seconds} seconds") from None
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    raise RenderingFailed(_reason(done.returncode, done.stderr, limits))


def _environment() -> dict[str, str]:
    """Nothing of the parent's but the search path: no secrets, no zone, no language, no fonts of the machine."""
    fixed = {"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
    return {"PATH": os.environ.get("PATH", ""), **fixed}


def _reason(code: int, errors: bytes, limits: Limits) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    if code == REFUSED and lines:
        return lines[-1][:_LONGEST_REASON]
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and lines == []):
        return f"the report needed more than {limits.processor_seconds} seconds of processor time"
    if code == OUT_OF_MEMORY or any(sign in line for sign in _SIGNS_OF_HUNGER for line in lines):
        return f"the report needed more than {limits.memory_mebibytes} MiB of memory"
    if -code in _SIGNALS_OF_HUNGER:
        return f"the renderer crashed (signal {-code}), as it can when {limits.memory_mebibytes} MiB of memory run out"
    if code < 0:
        return f"the renderer was ended (signal {-code})"
    return f"the renderer ended without a report (exit code {code})"
