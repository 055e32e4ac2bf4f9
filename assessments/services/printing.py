"""What is handed in and approved must be printable: whoever wrote it hears of it before it is fixed, not after."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.catalogues import edition
from assessments.domain.revision import RevisionContent
from assessments.domain.texts import Text
from assessments.report.printable import Unprintable, find_unprintable, is_unprintable

_MESSAGE = Text("the message to the assessor", "致评估人的留言")


@dataclass(eq=False)
class NotPrintable(Exception):
    """People's own words hold characters that the report's fonts do not have; never empty."""

    found: tuple[Unprintable, ...]


def require_printable(content: RevisionContent) -> None:
    """Raises NotPrintable where the report of this content could not be made."""
    if found := find_unprintable(content, edition(content.edition.key)):
        raise NotPrintable(found)


def require_printable_message(text: str) -> None:
    """For what cannot be changed any more once it is sent. Raises NotPrintable."""
    if found := tuple(Unprintable(each, _MESSAGE) for each in dict.fromkeys(text) if is_unprintable(each)):
        raise NotPrintable(found)
