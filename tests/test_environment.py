"""What the environment says becomes settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from frcompliance.environment import database, read, words

ADDRESS = "postgresql://role:p%40ss@db.example:5433/name"


def options(address: str, seconds: int = 0) -> dict[str, Any]:
    return cast(dict[str, Any], database(address, 0, seconds)["OPTIONS"])


def test_a_server_that_went_silent_is_noticed_unless_the_address_says_otherwise() -> None:
    assert options(ADDRESS)["connect_timeout"] == 5
    assert options(f"{ADDRESS}?connect_timeout=30&sslmode=verify-full") == {
        **options(ADDRESS),
        "connect_timeout": "30",
        "sslmode": "verify-full",
    }


def test_limits_on_statements_locks_and_idle_transactions_go_along_with_what_the_address_says() -> None:
    assert "options" not in options(ADDRESS)
    given = options(f"{ADDRESS}?options=-c%20role%3Dfrc_app", 5)["options"]
    assert given.split(" -c ") == [
        "-c role=frc_app",
        "statement_timeout=5000",
        "lock_timeout=2000",
        "idle_in_transaction_session_timeout=15000",
    ]


def test_the_parts_of_an_address_are_read() -> None:
    found = database(ADDRESS, 4)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("role", "p@ss", "db.example", "5433")
    assert options(ADDRESS) | {"pool": {"min_size": 2, "max_size": 4, "timeout": 10}} == found["OPTIONS"]


@pytest.mark.parametrize("text", ["one,two", "one two", " one, two,\n", "one\ntwo\n"])
def test_words_stand_apart_by_commas_or_blanks_also_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.setenv("SOME_WORDS", text)
    assert words("SOME_WORDS") == ["one", "two"]
    monkeypatch.delenv("SOME_WORDS")
    (tmp_path / "words").write_text(text)
    monkeypatch.setenv("SOME_WORDS_FILE", str(tmp_path / "words"))
    assert words("SOME_WORDS") == ["one", "two"]
    monkeypatch.delenv("SOME_WORDS_FILE")
    assert words("SOME_WORDS") == []


def test_what_is_empty_counts_as_not_given_where_a_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("of the file\n")
    monkeypatch.setenv("SOME_SECRET", "")
    assert read("SOME_SECRET", "default") == ""
    monkeypatch.setenv("SOME_SECRET_FILE", str(tmp_path / "secret"))
    assert read("SOME_SECRET") == "of the file"
    monkeypatch.setenv("SOME_SECRET", "of its own")
    assert read("SOME_SECRET") == "of its own"
    monkeypatch.delenv("SOME_SECRET")
    monkeypatch.setenv("SOME_SECRET_FILE", "")
    assert read("SOME_SECRET", "default") == "default"
