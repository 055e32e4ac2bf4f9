"""The filters of the desk. What each means for the rows is said in `services.desk`; here are names and words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.domain.findings import Overall
from assessments.domain.lifecycle import Status
from assessments.domain.words import words_for
from assessments.models import Assessment
from assessments.services.access import actor_of, local_day
from assessments.services.desk import Age, Due, RedLines, by_age, by_deadline, by_red_lines, load_units

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Iterable[tuple[str, str | StrPromise]]

ALL = "all"


def _words(values: Iterable[StrEnum]) -> Words:
    language = get_language() or "en"
    return [(each.value, words_for(each).in_language(language)) for each in values]


class Choice(SimpleListFilter):
    """One of a few values; anything else in the address asks for nothing."""

    def chosen(self) -> str:
        """The value that is in force; empty for none."""
        value = self.value()
        return value if value is not None and value in {str(key) for key, _words in self.lookup_choices} else ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Assessment]) -> QuerySet[Assessment]:
        """The rows that are asked for."""
        chosen = self.chosen()
        return self.narrow(request, queryset, chosen) if chosen else queryset

    def narrow(self, request: HttpRequest, rows: QuerySet[Assessment], chosen: str) -> QuerySet[Assessment]:
        """The rows with this value."""
        return rows.filter(**{str(self.parameter_name): chosen})


class ByStatus(Choice):
    """Without a choice: what waits for review."""

    title, parameter_name = _("Status"), "status"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Words:
        """In review first, then the others, then all."""
        others = [each for each in Status if each not in (Status.IN_REVIEW, Status.WITHDRAWN)]
        return [*_words([Status.IN_REVIEW, *others]), (ALL, _("All"))]

    def chosen(self) -> str:
        """In review, unless something else is asked for."""
        return super().chosen() or Status.IN_REVIEW.value

    def narrow(self, request: HttpRequest, rows: QuerySet[Assessment], chosen: str) -> QuerySet[Assessment]:
        """The rows in this status."""
        return rows if chosen == ALL else rows.filter(status=chosen)


class ByOverall(Choice):
    """The result as a whole, of what is handed in."""

    title, parameter_name = _("Result"), "overall"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Words:
        """Worst first."""
        return _words(Overall)


class ByRedLines(Choice):
    """Prohibitions not met."""

    title, parameter_name = _("Prohibitions not met"), "red"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Words:
        """Some, some that counsel leaves to judgement, none."""
        return [
            (RedLines.SOME, _("At least one")),
            (RedLines.ASIDE, _("Left to judgement: counsel takes another view")),
            (RedLines.NONE, _("None")),
        ]

    def narrow(self, request: HttpRequest, rows: QuerySet[Assessment], chosen: str) -> QuerySet[Assessment]:
        """The rows with such prohibitions."""
        return rows.filter(by_red_lines(RedLines(chosen)))


class ByDeadline(Choice):
    """The next legal deadline, seen from today."""

    title, parameter_name = _("Next legal deadline"), "due"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Words:
        """Nearest first."""
        return [
            (Due.OVERDUE, _("Overdue")),
            (Due.WEEK, _("Within 7 days")),
            (Due.MONTH, _("Within 30 days")),
            (Due.LATER, _("In more than 30 days")),
            (Due.NONE, _("None computed")),
        ]

    def narrow(self, request: HttpRequest, rows: QuerySet[Assessment], chosen: str) -> QuerySet[Assessment]:
        """The rows with such a deadline."""
        return rows.filter(by_deadline(Due(chosen), local_day(actor_of(request).now)))


class ByAge(Choice):
    """How long it has been in its status."""

    title, parameter_name = _("In this status for"), "age"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Words:
        """Shortest first."""
        return [
            (Age.WEEK, _("7 days or longer")),
            (Age.MONTH, _("30 days or longer")),
            (Age.QUARTER, _("90 days or longer")),
        ]

    def narrow(self, request: HttpRequest, rows: QuerySet[Assessment], chosen: str) -> QuerySet[Assessment]:
        """The rows of that age."""
        return rows.filter(by_age(Age(chosen), actor_of(request).now))


class ByUnit(Choice):
    """The organisation unit of the deployment, in the organisation's own words."""

    title, parameter_name = _("Organisation unit"), "unit"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Words:
        """Those that deployments name; whichever the address names is among them."""
        units = load_units(actor_of(request))
        asked = self.value()
        return [(each, each) for each in ([*units, asked] if asked and asked not in units else units)]

    def narrow(self, request: HttpRequest, rows: QuerySet[Assessment], chosen: str) -> QuerySet[Assessment]:
        """The rows of that unit."""
        return rows.filter(deployment__unit=chosen)


FILTERS = (ByStatus, ByOverall, ByRedLines, ByDeadline, ByAge, ByUnit)
