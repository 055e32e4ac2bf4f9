"""Settings of the commands themselves: NAME from the environment, or from the file that NAME_FILE names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tools.problem import Problem


def setting(name: str, default: str = "", environment: Mapping[str, str] | None = None) -> str:
    """The value of NAME, else the stripped content of the file named by NAME_FILE, else the default."""
    values = os.environ if environment is None else environment
    if values.get(name):
        return values[name]
    path = values.get(f"{name}_FILE")
    if not path:
        return default
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise Problem(f"{name}_FILE names a file that cannot be read: {problem.strerror}.", f"look at {path}") from None


def is_given(name: str) -> bool:
    """Whether the environment says anything about NAME."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))
