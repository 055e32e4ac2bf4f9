"""Where things are in a checkout. Standard library only: the bootstrap reads this before anything is installed."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
"""All that running leaves behind: database, secrets, logs. Never committed."""
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MANAGE = ROOT / "manage.py"
FONTS = ROOT / "assessments" / "report" / "fonts"


def called_from() -> Path:
    """The folder in which ./run was typed; names of files are meant from there."""
    return Path(os.environ.get("FRC_CALLED_FROM", ROOT))
