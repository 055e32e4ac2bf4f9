"""`python -m benchmarks.desk [ASSESSMENTS …]`: pages of the DPO's desk at 100,000 assessments (or each number given),
beside the stock change list of Django's admin site over the same rows, in the same run.

Whole requests, from the session to the page, under the rights of the runtime role. On a fresh database, which goes with
the command.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from benchmarks.results import keep
from benchmarks.trail import say, seconds
from trust.in_process import product_here
from trust.server import server

if TYPE_CHECKING:
    from django.test import Client

    from assessments.services.access import Actor

ASSESSMENTS = 100_000
TURNS = 7
AT_ONCE = 20_000

# One in review of twenty, one with a red line of thirty, one of five hundred left to judgement, forty units of uneven
# size, names of two kinds. The whole is the same for every number of assessments.
FILL = """
    WITH made AS (
        INSERT INTO assessments_deployment (id, organisation_id, name, place, description, unit, created_at)
        SELECT gen_random_uuid(), %(here)s,
               CASE WHEN n %% 3 = 0 THEN '门禁闸机' || n ELSE 'Visitor gates ' || n END
                   || CASE WHEN n %% 1000 = 7 THEN ' rooftop' ELSE '' END,
               CASE WHEN n %% 2 = 0 THEN 'Shanghai' ELSE '北京' END, '',
               'Unit ' || floor(40 * power(random(), 3))::int, now()
        FROM generate_series(%(first)s::int, %(last)s::int) AS n
        RETURNING id, organisation_id
    )
    INSERT INTO assessments_assessment
        (id, organisation_id, deployment_id, edition_key, status, as_of, author_id, number, report_language,
         created_at, updated_at, since, overall, red_lines, red_lines_aside, gaps, next_deadline)
    SELECT gen_random_uuid(), organisation_id, id, '2026-11', status,
           CASE WHEN status IN ('draft', 'returned') THEN NULL ELSE current_date END, %(author)s, 1, 'both',
           since, since, since,
           CASE WHEN status IN ('draft', 'returned') THEN '' WHEN r < 0.03 THEN 'red_line' WHEN r < 0.6 THEN 'gaps'
                WHEN r < 0.65 THEN 'incomplete' ELSE 'no_gap_found' END,
           CASE WHEN status NOT IN ('draft', 'returned') AND r < 0.03 THEN 1 ELSE 0 END,
           CASE WHEN status NOT IN ('draft', 'returned') AND r > 0.998 THEN 1 ELSE 0 END,
           CASE WHEN status NOT IN ('draft', 'returned') AND r < 0.6 THEN 5 ELSE 0 END,
           CASE WHEN status NOT IN ('draft', 'returned') AND r < 0.4
                THEN current_date + (random() * 800)::int - 400 END
    FROM (SELECT *, now() - random() * interval '900 days' AS since, random() AS r,
                 (ARRAY['in_review', 'draft', 'draft', 'returned', 'sealing'])[1 + floor(random() * 16)::int] AS odd
          FROM made) AS one
    CROSS JOIN LATERAL (SELECT coalesce(odd, 'sealed') AS status) AS two
"""

DESK = {
    "first page": "?status=all",
    "what waits for review": "",
    "red lines in review": "?red=some",
    "overdue, of one unit": "?status=all&due=overdue&unit=Unit 3",
    "by deadline": "?status=all&order=deadline",
    "left to judgement, rare": "?status=all&red=aside&unit=Unit 30",
    "searched, many": "?status=all&q=gates",
    "searched, few": "?status=all&q=rooft",
    "searched, two characters": "?status=all&q=闸机 北",
    "searched, none": "?status=all&q=zzz",
    "last page": "?status=all&last=1",
}
STOCK = {
    "first page": "?",
    "what waits for review": "?status__exact=in_review",
    "red lines in review": "?status__exact=in_review&overall__exact=red_line",
    "searched, many": "?q=gates",
    "searched, few": "?q=rooft",
    "searched, two characters": "?q=闸机 北",
    "searched, none": "?q=zzz",
    "last page": "?p={pages}",
}


def fill(actor: Actor, first: int, last: int) -> None:
    """Assessments number `first` to `last`, and what the database knows of their distribution."""
    from django.db import connection

    from assessments.services.access import scope

    for begin in range(first, last + 1, AT_ONCE):
        with scope(actor.organisation_id), connection.cursor() as cursor:
            given = {"first": begin, "last": min(begin + AT_ONCE - 1, last)}
            cursor.execute(FILL, {"here": actor.organisation_id, "author": actor.person_id, **given})
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("VACUUM ANALYZE assessments_assessment, assessments_deployment, assessments_deploymentword")
        cursor.execute("RESET ROLE")


def measured(client: Client, path: str, query: str) -> tuple[float, float, int, int]:
    """Least wall and own seconds of some requests alike (other work on the machine only adds), queries, and bytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    given = parse_qsl(urlsplit(query).query)

    def get() -> bytes:
        answer = client.get(path, given)
        assert answer.status_code == 200, answer.status_code
        return answer.content

    with CaptureQueriesContext(connection) as queries:
        size = len(get())
    asked = len(queries)  # before the next request empties the log
    wall, own = [], []
    for _ in range(TURNS):
        began = process_time()
        wall.append(seconds(get))
        own.append(process_time() - began)
    return min(wall), min(own), asked, size


def say_pages(client: Client, number: int) -> dict[str, float]:
    """Each page of the desk, and the stock one that answers the same question; processor seconds, queries, ratios.

    The ratio is that of wall time: most of the stock list's work is PostgreSQL's.
    """
    from assessments.services.desk import PER_PAGE

    found: dict[str, float] = {}
    for name, query in DESK.items():
        wall, own, queries, _size = measured(client, "/desk/", query)
        say(f"{number:,}: {name}, desk", f"{wall * 1000:7.1f} ms, {own * 1000:.1f} of them Python, {queries} queries")
        found |= {f"{number} {name} ms": wall * 1000, f"{number} {name} queries": queries}
        if name in STOCK:
            path = "/stock/assessments/assessment/"
            stock = STOCK[name].format(pages=-(-number // PER_PAGE))
            other, own, queries, _size = measured(client, path, stock)
            found[f"{number} {name} ratio"] = wall / other
            ratio = f"{wall / other:.2f} of it"
            say(f"{number:,}: {name}, stock", f"{other * 1000:7.1f} ms, {own * 1000:.1f}, {queries} queries; {ratio}")
    return found


def main(numbers: list[int]) -> None:
    """All figures, for each number of assessments in turn."""
    with TemporaryDirectory() as folder, server(), product_here(Path(folder), "benchmarks.stock_settings"):
        from django.test import Client
        from django.utils import timezone

        from assessments.domain.lifecycle import Role
        from assessments.models import Person
        from assessments.services.organisations import NewMember, found_organisation

        people = [NewMember(role, f"{role}@example.cn", role, "x") for role in (Role.ASSESSOR, Role.DPO)]
        assessor, dpo = found_organisation("Measured", people, timezone.now())
        client = Client()
        client.force_login(Person.objects.get(id=dpo.person_id))
        there, found = 0, dict[str, float]()
        for number in sorted(numbers):
            say(f"filling to {number:,}", f"{seconds(lambda a=there, b=number: fill(assessor, a + 1, b)):.0f} s")  # type: ignore[misc]
            there = number
            found |= say_pages(client, number)
        keep("desk", found)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [ASSESSMENTS])
