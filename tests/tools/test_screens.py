"""Pictures of every page: what is asked for, what they are called, and the sheet that shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.scenes.registry import SCENES
from tests.e2e.scenes.sheet import Picture, pictures_of, sheet
from tools import dev
from tools.bootstrap import WITH_DEVELOPMENT_TOOLS
from tools.paths import PYTHON, VAR
from tools.problem import Problem
from tools.screens import Wish, command, read_wish, screens
from tools.usage import USAGE


def test_without_arguments_they_go_where_nothing_is_committed() -> None:
    assert read_wish([]) == Wish(VAR / "screens")


def test_a_folder_is_meant_from_where_the_command_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRC_CALLED_FROM", str(tmp_path))
    wish = read_wish(["--only", "step", "shots", "--dark"])
    assert wish == Wish(tmp_path / "shots", is_dark_too=True, only="step")
    assert command(wish)[2:] == ["tests.e2e.scenes.pictures", tmp_path / "shots", "--dark", "--only", "step"]
    assert command(Wish(tmp_path)) == [PYTHON, "-m", "tests.e2e.scenes.pictures", tmp_path]


@pytest.mark.parametrize("arguments", [["--light"], ["one", "two"], ["--only"]])
def test_what_is_not_understood_is_said(arguments: list[str]) -> None:
    with pytest.raises(Problem, match="does not understand"):
        read_wish(arguments)


def test_the_command_is_known_and_gets_the_browser() -> None:
    assert dev.COMMANDS["screens"] is screens
    assert "screens" in WITH_DEVELOPMENT_TOOLS
    assert "screens [FOLDER]" in USAGE


def test_each_picture_has_a_name_of_its_own() -> None:
    names = [each.file_name for scene in SCENES for each in pictures_of(scene.name, ("light", "dark"))]
    assert len(names) == len(set(names)) == 8 * len(SCENES)
    assert Picture("help", "zh-hans", 390, "light").file_name == "help.zh-hans.390.png"


def test_the_sheet_shows_every_picture_and_every_fault() -> None:
    page = sheet(["help", "login"], ("light",), ["help.en.390.png: 12 px wider than the window"])
    for scene in ("help", "login"):
        for one in pictures_of(scene, ("light",)):
            assert page.count(f'src="{one.file_name}"') == 1
    assert "12 px wider" in page
    assert "dark" not in page
