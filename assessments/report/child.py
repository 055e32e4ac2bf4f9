"""The rendering process: limits from the command line, a pickled job on standard input, the PDF on standard output.

Started by `process` only; the job comes from the parent, so unpickling it is safe.
"""

from __future__ import annotations

import logging
import pickle
import resource
import sys


def main(memory_bytes: int, processor_seconds: int) -> int:
    """Render one job. Returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 2))
    try:
        return _render()
    except MemoryError:
        # A plain number: with no memory left there is no saying more.
        return 4


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
    from assessments.report.process import REFUSED

    sys.stderr.write(" ".join(reason.split()) + "\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
