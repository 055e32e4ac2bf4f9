"""Rendering in a process of its own, with limits on memory, processor and time: no report can block the others."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue
from assessments.domain.revision import RevisionContent
from assessments.report.child import OUT_OF_MEMORY, REFUSED
from assessments.report.panel import SealPanel
from assessments.report.warm import ROOT, Ended, Lost, TookTooLong, WarmRenderer, environment

MEBIBYTE = 1 << 20
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
WARM = WarmRenderer()


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
    """The unsealed PDF, rendered in a child of the process that has everything loaded. Raises RenderingFailed."""
    job = pickle.dumps((content, catalogue, draft, verify_address, self_issued, panel))
    try:
        ended = run_warm(job, limits) if sys.platform == "linux" else run_alone(job, limits)
    except (TookTooLong, subprocess.TimeoutExpired):
        raise RenderingFailed(f"the report took longer than {limits.wall_seconds} seconds") from None
    except Lost:
        raise RenderingFailed("the renderer does not start, or ended without a word") from None
    if ended.code == 0 and ended.output.startswith(b"%PDF-"):
        return ended.output
    raise RenderingFailed(_reason(ended.code, ended.errors, limits))


def run_warm(job: bytes, limits: Limits) -> Ended:
    """In a child of the warm process. Raises TookTooLong, Lost."""
    memory = limits.memory_mebibytes * MEBIBYTE
    return WARM.run(job, memory, limits.processor_seconds, limits.wall_seconds)


def run_alone(job: bytes, limits: Limits) -> Ended:
    """In a process of its own, which loads everything first: elsewhere than on Linux, where fonts may not outlive a
    fork. Raises TimeoutExpired."""
    given = (str(limits.memory_mebibytes * MEBIBYTE), str(limits.processor_seconds))
    done = subprocess.run(
        [sys.executable, "-m", "assessments.report.child", *given],
        input=job,
        capture_output=True,
        timeout=limits.wall_seconds,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


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
