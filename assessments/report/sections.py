"""The sections of the report: their order, numbers, headings and anchors."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.domain.citations import chinese_number
from assessments.domain.texts import Text
from assessments.report.wording import LABELS

NUMBERED = (
    "summary",
    "findings",
    "open",
    "places",
    "articles",
    "deadlines",
    "plan",
    "met",
    "excluded",
    "uncertain",
    "law",
    "people",
    "documents",
    "record",
)
LAST = "seal"
"""The last page, shared by all languages."""
_APPENDIX = Text("Appendix: {title}", "附录：{title}")


@dataclass(frozen=True, slots=True)
class Section:
    """One section."""

    anchor: str
    heading: str


def plan_sections(part: str, language: str, *, has_places: bool = False) -> dict[str, Section]:
    """Sections by key, in order. `part` begins every anchor, so that two languages fit into one document."""
    planned = {}
    numbered = (key for key in NUMBERED if has_places or key != "places")
    for place, key in enumerate(numbered, start=1):
        planned[key] = Section(f"{part}-{key}", _heading(key, place, language))
    planned[LAST] = Section(LAST, LABELS[LAST].in_language(language))
    return planned


def _heading(key: str, place: int, language: str) -> str:
    title = LABELS[key].in_language(language)
    if key == "record":
        return _APPENDIX.in_language(language).format(title=title)
    return f"{chinese_number(place)}、{title}" if language.startswith("zh") else f"{place} {title}"
