"""The closed sets of words that an edition is written with. Each word stands in the files as it stands here."""

from __future__ import annotations

from enum import StrEnum


class QuestionKind(StrEnum):
    """The form of an answer."""

    SINGLE = "single"
    MULTI = "multi"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


class ObligationKind(StrEnum):
    """What a provision does: forbid, require, or recommend."""

    PROHIBITION = "prohibition"
    DUTY = "duty"
    RECOMMENDATION = "recommendation"


class Severity(StrEnum):
    """How grave it is when an obligation is not met; from worst to none."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    ADVICE = "advice"


class DeadlineKind(StrEnum):
    """How a deadline is found."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    YEARLY = "yearly"
    AS_STATED = "as_stated"
