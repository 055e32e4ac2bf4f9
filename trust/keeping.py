"""Whether everything that was acknowledged is in the database, and nothing is there by halves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import LiteralString

import psycopg

from trust.checking import Tally
from trust.writers import QUESTION, Writer

HALVES: dict[str, LiteralString] = {
    "entries whose numbers have a gap": """
        SELECT assessment_id FROM assessments_entry GROUP BY assessment_id HAVING max(number) <> count(*)""",
    "entries without their event, or events without their entry": """
        SELECT subject FROM (
            SELECT assessment_id AS subject, 1 AS weight FROM assessments_entry
            UNION ALL SELECT subject, -1 FROM assessments_auditevent WHERE action = 'record_answers') AS both_sides
        GROUP BY subject HAVING sum(weight) <> 0""",
    "chains whose head is not their end": """
        SELECT h.organisation_id FROM assessments_audithead h LEFT JOIN LATERAL (
            SELECT sequence, digest FROM assessments_auditevent e WHERE e.organisation_id = h.organisation_id
            ORDER BY sequence DESC LIMIT 1) AS newest ON true
        WHERE (h.sequence, h.digest) IS DISTINCT FROM (newest.sequence, newest.digest)""",
    "assessments older than their newest entry": """
        SELECT a.id FROM assessments_assessment a JOIN assessments_entry e ON e.assessment_id = a.id
        GROUP BY a.id HAVING max(e.made_at) > max(a.updated_at)""",
}
"""Everything that one save writes is there together or not at all. For somebody who sees every row."""


def compare(connection: psycopg.Connection[tuple[object, ...]], people: Sequence[Writer]) -> Tally:
    """The journals with the history, one case for each acknowledged save; then what each save writes."""
    tally = Tally()
    for one in people:
        history = history_of(connection, one)
        for number, text in enumerate(one.journal, start=1):
            there = history.get(number)
            tally.expect(there == text, f"acknowledged as entry {number}: {text!r}; in the history: {there!r}")
        further = {number for number in history if number > len(one.journal) + 1}
        tally.expect(not further, f"entries that nobody asked for: {sorted(further)[:5]}")
        tally.expect(not one.oddities, f"answers that nothing explains: {one.oddities[:3]}")
    for what, query in HALVES.items():
        found = connection.execute(query).fetchall()
        tally.expect(not found, f"{what}: {len(found)}, the first {found[:1]}")
    return tally


def history_of(connection: psycopg.Connection[tuple[object, ...]], one: Writer) -> dict[int, str]:
    """The text of each entry by its number."""
    rows = connection.execute(
        "SELECT number, answers ->> %s FROM assessments_entry WHERE assessment_id = %s", [QUESTION, one.assessment_id]
    )
    return {int(str(number)): str(text) for number, text in rows}
