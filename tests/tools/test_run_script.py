"""The shell script that finds a Python."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.paths import ROOT

TOOLS_OF_THE_SHELL = ("sh", "dirname", "uname")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the script in a folder with a space, on a machine with no Python at all."""
    folder = tmp_path / "a copy"
    folder.mkdir()
    shutil.copy(ROOT / "run", folder)
    (tmp_path / "bin").mkdir()
    for name in TOOLS_OF_THE_SHELL:
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    return folder


def add_python(checkout: Path, name: str, *, is_right_version: bool, has_venv: bool) -> None:
    """A stand-in that answers the two questions of the script, and says its name when it is chosen."""
    path = checkout.parent / "bin" / name
    path.write_text(
        "#!/bin/sh\n"
        'case "$1 $2" in\n'
        f'"-c import sys"*) exit {0 if is_right_version else 1} ;;\n'
        f'"-c import ensurepip"*) exit {0 if has_venv else 1} ;;\n'
        '--version*) echo "Python 3.9.2" ;;\n'
        f'*) echo "{name} runs $* from $FRC_CALLED_FROM" ;;\n'
        "esac\n"
    )
    path.chmod(0o755)


def run(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "run", *arguments],
        env={"PATH": str(checkout.parent / "bin"), **environment},
        cwd=checkout.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_python_it_says_what_to_install(checkout: Path) -> None:
    result = run(checkout, "serve")
    assert result.returncode == 1
    assert "Python 3.11, 3.12 or 3.13 is needed" in result.stderr
    assert "apt-get install python3 python3-venv" in result.stderr


def test_an_old_python_is_named(checkout: Path) -> None:
    add_python(checkout, "python3", is_right_version=False, has_venv=True)
    assert "python3 is Python 3.9.2" in run(checkout, "serve").stderr


def test_the_next_python_is_tried_when_the_first_has_no_venv(checkout: Path) -> None:
    add_python(checkout, "python3", is_right_version=True, has_venv=False)
    add_python(checkout, "python3.12", is_right_version=True, has_venv=True)
    assert run(checkout, "serve").stdout.startswith("python3.12 runs -m tools.bootstrap serve")


def test_a_python_without_venv_alone_is_named_with_its_mend(checkout: Path) -> None:
    add_python(checkout, "python3.11", is_right_version=True, has_venv=False)
    result = run(checkout, "serve")
    assert result.returncode == 1
    assert "python3.11 cannot make virtual environments" in result.stderr
    assert "apt-get install python3-venv" in result.stderr


def test_a_chosen_python_comes_first_and_arguments_stay_whole(checkout: Path) -> None:
    add_python(checkout, "python3", is_right_version=True, has_venv=True)
    add_python(checkout, "mine", is_right_version=True, has_venv=True)
    result = run(checkout, "test", "-k", "a b", PYTHON="mine")
    assert result.stdout == f"mine runs -m tools.bootstrap test -k a b from {checkout.parent}\n"


def test_help_needs_nothing_installed(tmp_path: Path) -> None:
    for name in ("run", "tools"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    result = subprocess.run([tmp_path / "run", "help"], env=os.environ, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("usage: ./run COMMAND")
    assert not (tmp_path / ".venv").exists()
