"""How a step is written in an address."""

from __future__ import annotations


class StepNameConverter:
    """Lower-case words; whether such a step exists is decided by the edition of the assessment."""

    regex = "[a-z][a-z0-9_-]{0,40}"

    def to_python(self, value: str) -> str:
        """Unchanged."""
        return value

    def to_url(self, value: str) -> str:
        """Unchanged."""
        return value
