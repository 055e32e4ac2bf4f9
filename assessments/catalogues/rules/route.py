"""Rules of the route: one pass, forward only, and every page and question can be reached."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class RouteRule(Rule):
    """The way through the questions is sound."""

    AGAIN_TOO_EARLY = ("shows {question} again, which nothing before it asks", "move it behind the question's home")
    QUESTION_FORWARD = ("is shown depending on {question}, which is not asked before it", "move it behind {question}")
    QUESTION_ON_A_DAY = (
        "is shown depending on a day or on {as_of}, and the route knows no day",
        "let it depend on answers alone",
    )
    QUESTION_UNREACHABLE = ("can never be shown: what it depends on never holds", "correct shown_if, or remove it")
    AGAIN_UNREACHABLE = ("shows {question} again under a condition that never holds", "correct shown_if, or remove it")
    STEP_UNREACHABLE = ("has no question that can be shown", "correct the conditions of its questions")
    STEP_EMPTY = ("has no question", "add one, or remove the step")
