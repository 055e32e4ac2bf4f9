"""When .venv is made, when it is made anew, and when it is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import bootstrap
from tools.bootstrap import ensure, fingerprint, install_problem, stamp


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout of its own, in which installing only notes what was asked for."""
    calls: list[str] = []
    (tmp_path / "requirements").mkdir()
    for name in ("base", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(name)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VAR", tmp_path / "var")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    python = tmp_path / ".venv" / "bin" / "python"
    monkeypatch.setattr(bootstrap, "PYTHON", python)

    def install(name: str) -> None:
        calls.append(name)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        stamp(name).write_text(fingerprint(name))

    monkeypatch.setattr(bootstrap, "install", install)
    return calls


def test_installs_once(made: list[str]) -> None:
    ensure("base")
    ensure("base")
    assert made == ["base"]


def test_the_development_packages_contain_the_others(made: list[str]) -> None:
    ensure("dev")
    ensure("base")
    ensure("dev")
    assert made == ["dev"]


def test_tests_need_more_than_the_product(made: list[str]) -> None:
    ensure("base")
    ensure("dev")
    assert made == ["base", "dev"]


def test_other_requirements_are_installed(made: list[str], tmp_path: Path) -> None:
    ensure("base")
    (tmp_path / "requirements" / "base.txt").write_text("other")
    ensure("base")
    assert made == ["base", "base"]


def test_a_moved_checkout_is_installed_anew(made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure("base")
    (tmp_path / ".venv").rename(tmp_path / "moved")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "moved")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "moved" / "bin" / "python")
    ensure("base")
    assert made == ["base", "base"]


def test_an_interrupted_installation_does_not_count(made: list[str]) -> None:
    ensure("base")
    stamp("base").unlink()
    ensure("base")
    assert made == ["base", "base"]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "does not have the locked content"),
        ("Could not find a version", "could not be installed"),
    ],
)
def test_failures_are_told_apart(output: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert expected in install_problem(output).sentence
    assert output in capsys.readouterr().err
