"""The inspecting process: kind and limits from the command line, the file as standard input, one word as the answer.

Loads the standard library and this package only: no settings, no secrets, no database.
"""

from __future__ import annotations

import resource
import sys

from assessments.inspection.looks import look


def main(kind: str, memory_bytes: int, processor_seconds: int) -> int:
    """Look at standard input. Returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    sys.stdout.write(look(kind, sys.stdin.buffer) or "fine")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
