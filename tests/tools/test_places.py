"""Where the embedded database lives when its account cannot enter the checkout."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import places
from tools.accounts import can_reach
from tools.embedded import EmbeddedServer
from tools.places import find_place
from tools.problem import Problem

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")


@pytest.fixture
def closed(reachable_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout that only root may enter, under a strict umask, and a stand-in for /var/lib."""
    monkeypatch.setattr(places, "ELSEWHERE", reachable_folder / f"elsewhere {tmp_path.name}")
    before = os.umask(0o077)
    folder = tmp_path / "home" / "var"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o700)
    yield folder
    os.umask(before)


def test_the_database_goes_elsewhere_and_no_folder_of_the_user_is_opened(closed: Path) -> None:
    server = EmbeddedServer(closed)
    assert server.place.home.parent == places.ELSEWHERE
    server.start()
    assert server.answers()
    assert server.stop()
    assert closed.parent.stat().st_mode & 0o777 == 0o700
    assert can_reach(server.place.home, server.place.account)
    assert server.data.stat().st_mode & 0o777 == 0o700
    assert find_place(closed) == server.place


def test_a_database_that_has_become_unreachable_is_not_replaced(closed: Path) -> None:
    account = find_place(closed).account
    assert account
    (closed / "pg.json").write_text(json.dumps({"major": 18, "version": "18.6", "account": account.name}))
    with pytest.raises(Problem, match="cannot enter that folder any more"):
        find_place(closed)


def test_an_account_that_is_gone_is_named(closed: Path) -> None:
    (closed / "pg.json").write_text(json.dumps({"major": 18, "version": "18.6", "account": "no-such-account"}))
    with pytest.raises(Problem, match="no account no-such-account"):
        find_place(closed)
