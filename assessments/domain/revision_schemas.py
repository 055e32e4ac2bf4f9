"""The forms that the content of a revision has had: what each did not have yet. Sealed reports of all stay readable."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.domain.canonical import Json
from assessments.domain.evidence import LATER_IN_EVIDENCE

SCHEMA = "frcompliance/revision/5"
"""Knows what was agreed about actions: who sees to each, by when, and how far it was."""
FOURTH_SCHEMA = "frcompliance/revision/4"
"""Knows several places of one deployment, what the reviewer holds of single verdicts, and why one person did both.

What a revision without a plan is still written as, byte for byte as before."""
THIRD_SCHEMA = "frcompliance/revision/3"
"""What a revision with none of all these is still written as, byte for byte as before."""
SECOND_SCHEMA = "frcompliance/revision/2"
"""Knew of evidence nothing but name, digest and question."""
FIRST_SCHEMA = "frcompliance/revision/1"
"""Knew neither other days than that of hand-in nor counsel's views."""
KNOWN = (SCHEMA, FOURTH_SCHEMA, THIRD_SCHEMA, SECOND_SCHEMA, FIRST_SCHEMA)
_NEW_IN_FOURTH = ("places", "reviewer_views", "sole_person_reason")
_LISTS, _TEXTS = ("counsel", "places", "reviewer_views", "actions"), ("sole_person_reason",)
_LATER_IN_FINDINGS = ("not_in_force_before", "counsel", "by_our_reading")


def drop_later_fields(found: dict[str, Json]) -> None:
    """Take away what the schema named in `found` did not have."""
    for one, name in _later_fields(found):
        one.pop(name, None)


def add_later_fields(found: dict[str, Json]) -> None:
    """Put in, empty, what the schema named in `found` did not have."""
    for one, name in _later_fields(found):
        one.setdefault(name, [] if name in _LISTS else "" if name in _TEXTS else None)


def schema_for(*, says_more: bool, has_plan: bool = False) -> str:
    """The form in which a new revision is written, the oldest that can say it; `says_more`: whether it has places,
    reviewer's views, or a reason for one person alone; `has_plan`: whether anything is on record about actions."""
    if has_plan:
        return SCHEMA
    return FOURTH_SCHEMA if says_more else THIRD_SCHEMA


def findings_in(found: dict[str, Json]) -> tuple[dict[str, Json], ...]:
    """The findings of a content read as JSON, as far as they are objects: the common ones, then place by place."""
    assessed = found.get("assessed")
    common = _objects(assessed.get("findings") if isinstance(assessed, dict) else None)
    places = (each.get("findings") for each in _objects(found.get("places")))
    return (*common, *(one for each in places for one in _objects(each)))


def _later_fields(found: dict[str, Json]) -> Iterator[tuple[dict[str, Json], str]]:
    """Fields that the content's schema did not have, each with the object that holds it in a newer one."""
    if found.get("schema") == SCHEMA:
        return
    yield found, "actions"
    if found.get("schema") == FOURTH_SCHEMA:
        return
    yield from ((found, name) for name in _NEW_IN_FOURTH)
    if found.get("schema") == THIRD_SCHEMA:
        return
    for mark in _objects(found.get("evidence")):
        yield from ((mark, name) for name in LATER_IN_EVIDENCE)
    if found.get("schema") == SECOND_SCHEMA:
        return
    yield found, "counsel"
    for finding in findings_in(found):
        yield from ((finding, name) for name in _LATER_IN_FINDINGS)


def _objects(value: Json) -> tuple[dict[str, Json], ...]:
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
