"""What the system must have, and what is said when it has not."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from tools import libraries
from tools.libraries import LIBRARIES, TEST_PROGRAMS, Need, ensure, install_command, missing
from tools.problem import Problem

SHELL = Need("sh", "is always here", "dash", "dash")
NO_LIBRARY = Need("libno-such-thing.so.0", "nothing", "libno-such-thing0 libsecond0", "nothing")
NO_PROGRAM = Need("no-such-program", "nothing", "libsecond0 nosuch", "nosuch")


def test_finds_programs_and_libraries() -> None:
    assert missing([SHELL, NO_LIBRARY, NO_PROGRAM]) == [NO_LIBRARY, NO_PROGRAM]


def test_what_reports_need_is_here() -> None:
    assert missing(LIBRARIES) == []


def test_a_normal_user_is_told_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Problem) as caught:
        ensure([SHELL, NO_LIBRARY, NO_PROGRAM])
    assert caught.value.sentence == "Missing on this machine: libno-such-thing.so.0, no-such-program."
    assert "apt-get install libno-such-thing0 libsecond0 nosuch" in caught.value.mend


def test_root_installs_once_and_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(libraries, "install", installed.append)
    with pytest.raises(Problem):
        ensure([NO_PROGRAM])
    assert installed == [["libsecond0", "nosuch"]]


def test_nothing_is_installed_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "install", lambda _: pytest.fail("installed without need"))
    ensure([SHELL])


def test_each_package_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    command = install_command([*LIBRARIES, *TEST_PROGRAMS])
    assert command.startswith("apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    assert " chromium-headless-shell " in command
    assert command.count("poppler-utils") == 1
