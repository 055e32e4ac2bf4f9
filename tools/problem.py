"""What the person at the keyboard is told when a command cannot go on."""

from __future__ import annotations


class Problem(Exception):
    """One sentence that says what is wrong, and what mends it."""

    def __init__(self, sentence: str, mend: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.mend = mend

    def __str__(self) -> str:
        lines = [f"error: {self.sentence}"]
        if self.mend:
            lines.append(f"mend:  {self.mend}")
        return "\n".join(lines)
