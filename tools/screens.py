"""./run screens: pictures of every page in every state, both languages, wide and narrow, on one sheet."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.browser_fonts import browser_environment
from tools.checking import numbered_run, test_environment
from tools.databases import database
from tools.libraries import ensure_test_programs
from tools.paths import PYTHON, ROOT, VAR, called_from
from tools.problem import Problem

PROGRAM = "tests.e2e.scenes.pictures"
USAGE = "./run screens [FOLDER] [--dark] [--only PART]"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be photographed, and where to put it."""

    folder: Path
    is_dark_too: bool = False
    only: str = ""
    """Part of the names of the scenes; empty means all."""


def screens(arguments: list[str]) -> int:
    """Takes the pictures; 1 where a page is wider than its window."""
    wish = read_wish(arguments)
    ensure_test_programs()
    with database() as found, numbered_run() as number:
        environment = {**test_environment(found, number), **browser_environment()}
        return subprocess.run(command(wish), cwd=ROOT, env=environment, check=False).returncode


def read_wish(arguments: list[str]) -> Wish:
    """The arguments in any order. Raises Problem for one that is not known."""
    rest, folder, only, is_dark_too = list(arguments), None, "", False
    while rest:
        one = rest.pop(0)
        if one == "--dark":
            is_dark_too = True
        elif one == "--only" and rest:
            only = rest.pop(0)
        elif folder is None and not one.startswith("-"):
            folder = called_from() / one
        else:
            raise Problem(f"./run screens does not understand {one}.", USAGE)
    return Wish(folder or VAR / "screens", is_dark_too, only)


def command(wish: Wish) -> list[str | Path]:
    """The program that takes the pictures."""
    dark = ("--dark",) if wish.is_dark_too else ()
    only = ("--only", wish.only) if wish.only else ()
    return [PYTHON, "-m", PROGRAM, wish.folder, *dark, *only]
