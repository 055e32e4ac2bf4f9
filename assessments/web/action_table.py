"""The actions as a table for spreadsheets and trackers: one line each, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from assessments.domain.tables import csv_table
from assessments.templatetags.marks import word_of
from assessments.web.action_rows import ActionRow


def write_table(rows: Iterable[ActionRow], origin: str) -> bytes:
    """The file; `origin` is what addresses begin with."""
    return csv_table(_head(), (_line(number, row, origin) for number, row in enumerate(rows, start=1))).encode()


def _head() -> list[str]:
    return [
        _("No."),
        _("Key"),
        _("Verdict"),
        _("Severity"),
        _("What to do"),
        _("Why"),
        _("Articles"),
        _("By"),
        _("Who sees to it"),
        _("State"),
        _("Note"),
        _("When"),
        _("Question to answer or change"),
        _("Who usually knows this"),
        _("Address"),
        _("Places"),
    ]


def _line(number: int, row: ActionRow, origin: str) -> list[str]:
    action, shown = row.action, row.shown
    severity = word_of(action.severity) if action.severity else ""
    return [
        str(number),
        action.key,
        word_of(row.mark),
        f"{severity}{_(', ')}{word_of('prohibition')}" if action.is_red_line else severity,
        row.task,
        "\n".join(dict.fromkeys(one.title for one in shown)),
        "\n".join(dict.fromkeys(one.law for one in shown)),
        row.due.isoformat() if row.due else "",
        row.record.owner_name if row.record else "",
        word_of(row.state),
        row.record.note if row.record else "",
        "\n".join(_when(row)),
        "\n".join(f"{each.number} {each.text.in_language(row.language)}" for each, _href in row.questions),
        _(", ").join(row.people),
        f"{origin}{row.address}",
        "\n".join(_places(row)),
    ]


def _places(row: ActionRow) -> Iterator[str]:
    """Each place that gives it for reasons of its own, with the day that the law gives there."""
    for one in row.where:
        day = one.due.isoformat() if one.due else ""
        yield from (f"{each.name}{_(', ')}{day}" if day else each.name for each in one.places)


def _when(row: ActionRow) -> Iterator[str]:
    if row.overdue_words:
        yield row.overdue_words
    yield from row.remedy_by
    yield from dict.fromkeys(one.stated for one in row.shown if one.stated)
