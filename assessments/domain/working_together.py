"""What people do to a thread of comments. Who may do it is decided in services."""

from __future__ import annotations

from enum import StrEnum


class CommentAct(StrEnum):
    """One act in the thread of a question."""

    SAY = "say"
    RESOLVE = "resolve"
    REOPEN = "reopen"
