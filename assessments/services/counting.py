"""Counting requests for all web processes together, within a time that begins with the first of them.

Not in the cache: Django's cache in a table reads and then writes, so that of two requests at once one is lost, and
every count begins the time anew.
"""

from __future__ import annotations

from django.db import connection
from django.db.models.functions import Now

from assessments.models import RequestCount

# One statement: whoever counts at the same moment waits for the row and adds to what it holds then. Time is that of
# the database, the same for all nodes.
_COUNT = """
    INSERT INTO assessments_requestcount AS known (key, number, ends_at)
    VALUES (%(key)s, 1, statement_timestamp() + make_interval(secs => %(seconds)s))
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN known.ends_at > statement_timestamp() THEN known.number + 1 ELSE 1 END,
        ends_at = CASE WHEN known.ends_at > statement_timestamp() THEN known.ends_at ELSE excluded.ends_at END
    RETURNING known.number
"""


def count_request(key: str, seconds: int) -> int:
    """Count one more, and say how many there have been in these `seconds`. In a transaction the count stands only once
    that has been committed, and others who count the same wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "seconds": seconds})
        (number,) = cursor.fetchone()
    return int(number)


def purge_counts() -> int:
    """Delete every count whose time is over; how many."""
    purged, _ = RequestCount.objects.filter(ends_at__lte=Now()).delete()
    return purged
