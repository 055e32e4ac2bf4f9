"""Whether notices of the database arrive is found out, not assumed."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from assessments.services.notices import notices_arrive, own_connection


@pytest.mark.django_db
def test_notices_arrive_at_a_connection_to_the_server_itself() -> None:
    assert notices_arrive(own_connection())


@pytest.mark.django_db
def test_it_is_noticed_where_they_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(self: object, **limits: object) -> Iterator[object]:
        return iter(())

    monkeypatch.setattr(psycopg.Connection, "notifies", nothing)
    assert not notices_arrive(own_connection())
