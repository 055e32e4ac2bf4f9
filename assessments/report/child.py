"""A rendering process: limits, a pickled job on standard input, the PDF on standard output.

Started by `forking`, which has everything loaded, or by itself with the limits on its command line. The job comes from
the process that asked, so unpickling it is safe.
"""

from __future__ import annotations

import logging
import mmap
import pickle
import resource
import sys

REFUSED = 3
"""Exit code that says: on the error output stands, in one line, why nothing was rendered."""
OUT_OF_MEMORY = 4
"""Exit code of a process that was refused memory and could still say so."""
LARGEST_OUTPUT_BYTES = 256 << 20
ROOM_BYTES = 16 << 20
"""Whoever cannot have so much more has come to the limit."""


def main(memory_bytes: int, processor_seconds: int) -> int:
    """Render one job. Returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT_BYTES, LARGEST_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 2))
    try:
        return _render()
    except MemoryError:
        # A plain number: with no memory left there is no saying more.
        return OUT_OF_MEMORY
    except Exception:
        # Libraries that are refused memory raise whatever comes to them.
        if _has_room():
            raise
        return OUT_OF_MEMORY


def _has_room() -> bool:
    try:
        mmap.mmap(-1, ROOM_BYTES).close()
    except OSError:
        return False
    return True


def _render() -> int:
    # Imported under the limits: what the libraries take counts as well.
    from assessments.domain.answers import IllegalAnswer
    from assessments.domain.canonical import NotCanonical
    from assessments.report.glyphs import MissingGlyph
    from assessments.report.rendering import FetchRefused, render

    logging.disable(logging.CRITICAL)
    content, catalogue, draft, verify_address, self_issued, panel = pickle.load(sys.stdin.buffer)  # noqa: S301
    try:
        pdf = render(
            content, catalogue, draft=draft, verify_address=verify_address, self_issued=self_issued, panel=panel
        )
    except MissingGlyph as gap:
        return _refuse(f"the report would print an empty box: {gap}")
    except FetchRefused as asked:
        return _refuse(f"the report {asked}")
    except (IllegalAnswer, NotCanonical, KeyError) as misfit:
        return _refuse(f"content and edition do not fit together: {misfit}")
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(" ".join(reason.split()) + "\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
