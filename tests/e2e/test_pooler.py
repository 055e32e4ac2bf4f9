"""The main job with PgBouncer in transaction mode between web server and database, as several nodes would use it."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import make_conninfo

from assessments.services.demo import ACCOUNTS, PASSWORD
from assessments.services.notices import notices_arrive
from tests.pooler import pooler
from trust.plain_browser import PlainBrowser
from trust.playing import Person, Player, raw_answers
from trust.product import Product

ASSESSOR, DPO = (account.email for account in ACCOUNTS[:2])


def test_the_main_job_goes_through_a_pooler_that_changes_connections_with_each_transaction(product: Product) -> None:
    with pooler(product) as address:
        other = product.beside(DATABASE_URL=address, DATABASE_POOLER="1")
        other.without = ("PGOPTIONS",)
        other.start("web")
        try:
            other.wait_until_ready()
            assessor, dpo = (Person(PlainBrowser("127.0.0.1", other.port), who, PASSWORD) for who in (ASSESSOR, DPO))
            assessor.sign_in()
            dpo.sign_in()
            player = Player(assessor, dpo, raw_answers())
            key = player.answer("Gates behind a pooler")
            player.hand_in(key)
            player.fetch(player.approve(key))
            assert (assessor.failures, dpo.failures) == (0, 0)
        finally:
            other.stop()
    (digest,) = player.journal.digests.values()
    verified = PlainBrowser("127.0.0.1", product.port)
    verified.get("/verify/")
    assert digest in verified.post("/verify/", {"go": "look-up", "code": digest}).text


def test_of_a_job_that_is_done_nothing_is_left(product: Product) -> None:
    with psycopg.connect(product.owner_url) as connection:
        done = "SELECT task_name FROM procrastinate_jobs WHERE status = 'succeeded'"
        assert connection.execute(done).fetchall() == []


def test_a_worker_behind_a_pooler_would_hear_of_no_job(product: Product) -> None:
    assert notices_arrive({"conninfo": product.runtime_url})
    with pooler(product) as address:
        assert not notices_arrive({"conninfo": make_conninfo(address, options="")}, within_seconds=0.5)
