"""What a rule of the catalogue files is: a machine name, what is wrong when it is broken, and the mend."""

from __future__ import annotations

from enum import Enum


class Rule(Enum):
    """One thing that can be wrong with a file. Each module beside this one lists the rules of one subject.

    Message and mend are templates; what they name in braces is given where the fault is found.
    """

    def __init__(self, message: str, mend: str) -> None:
        self.message = message
        self.mend = mend

    @property
    def key(self) -> str:
        """The name by which programs know the rule: "text-empty". It never changes."""
        return self.name.lower().replace("_", "-")
