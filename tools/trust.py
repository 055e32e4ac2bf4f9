"""./run trust: the promises, put to the test (package trust)."""

from __future__ import annotations

import subprocess

from tools.libraries import ensure_libraries
from tools.paths import PYTHON, ROOT


def trust(arguments: list[str]) -> int:
    """On databases of its own; the exit code of the check."""
    ensure_libraries()
    return subprocess.run([PYTHON, "-m", "trust", *arguments], cwd=ROOT, check=False).returncode
