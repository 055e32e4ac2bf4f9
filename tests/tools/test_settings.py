"""Settings from the environment or from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.problem import Problem
from tools.settings import is_given, setting


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "name"
    file.write_text("from file\n")
    assert setting("NAME", "default", {"NAME": "direct", "NAME_FILE": str(file)}) == "direct"
    assert setting("NAME", "default", {"NAME_FILE": str(file)}) == "from file"
    assert setting("NAME", "default", {}) == "default"


def test_an_unreadable_file_is_named() -> None:
    with pytest.raises(Problem) as caught:
        setting("NAME", "", {"NAME_FILE": "/does/not/exist"})
    assert "NAME_FILE" in caught.value.sentence
    assert "/does/not/exist" in caught.value.mend


def test_given_means_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NAME", raising=False)
    monkeypatch.delenv("NAME_FILE", raising=False)
    assert not is_given("NAME")
    monkeypatch.setenv("NAME_FILE", "/x")
    assert is_given("NAME")
