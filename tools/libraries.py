"""Programs and libraries of the operating system that no Python package brings along."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tools.problem import Problem


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be there."""

    name: str
    """File name of a library, or name of a program."""
    use: str
    debian: str
    """Packages of Debian and Ubuntu."""
    homebrew: str
    otherwise: str = ""
    """Name of a program that does as well."""

    def is_met(self) -> bool:
        """Whether it is here."""
        if self.name.startswith("lib"):
            return can_load(self.name)
        return any(each and shutil.which(each) for each in (self.name, self.otherwise))


PANGO = "libpango-1.0-0 libpangoft2-1.0-0"
LIBRARIES = (
    Need("libpango-1.0.so.0", "lays out the text of reports", PANGO, "pango"),
    Need("libpangoft2-1.0.so.0", "finds the fonts of reports", PANGO, "pango"),
    Need("libharfbuzz-subset.so.0", "embeds the fonts of reports", "libharfbuzz-subset0", "harfbuzz"),
)
DRIVER = Need("libatomic.so.1", "drives Chromium in browser tests", "libatomic1", "gcc")
TRACER = Need("strace", "tests of what rendering opens", "strace", "")
HEADLESS = "chromium-headless-shell"
TEST_PROGRAMS = (
    *([DRIVER] if sys.platform == "linux" else []),
    Need(HEADLESS, "browser tests", HEADLESS, "--cask chromium", otherwise="chromium"),
    Need("pdfsig", "tests of sealed reports", "poppler-utils", "poppler"),
    Need("pdftotext", "tests of reports", "poppler-utils", "poppler"),
    Need("pdftoppm", "tests of reports", "poppler-utils", "poppler"),
    Need("qpdf", "tests of reports", "qpdf", "qpdf"),
    *([TRACER] if sys.platform == "linux" else []),
    Need("age", "tests of encrypted backups", "age", "age"),
    Need("openssl", "tests of time stamps", "openssl", "openssl"),
    Need("pgbouncer", "tests of pooled connections", "pgbouncer", "pgbouncer"),
    Need("softhsm2-util", "tests of sealing with a token", "softhsm2", "softhsm"),
)


def can_load(library: str) -> bool:
    """Whether the loader finds a library, by its Linux file name or what that is called on macOS."""
    stem = library.partition(".so")[0]
    names = [library, f"{stem}.0.dylib", f"/opt/homebrew/lib/{stem}.0.dylib", f"/usr/local/lib/{stem}.0.dylib"]
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def missing(needs: Sequence[Need]) -> list[Need]:
    """Those that are not here."""
    return [need for need in needs if not need.is_met()]


def ensure_libraries() -> None:
    """Reports cannot be made without these, so nothing starts without them."""
    ensure(LIBRARIES)


def ensure_test_programs() -> None:
    """What the tests need besides."""
    ensure((*LIBRARIES, *TEST_PROGRAMS))


def ensure(needs: Sequence[Need]) -> None:
    """Installs what is missing where that is possible, else raises Problem with the command."""
    lacking = missing(needs)
    if not lacking:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install(debian_packages(lacking))
        lacking = missing(needs)
    if lacking:
        raise Problem(f"Missing on this machine: {', '.join(need.name for need in lacking)}.", install_command(lacking))


def install(packages: list[str]) -> None:
    """With apt-get, after fetching its lists (a fresh system has none)."""
    print(f"Installing {' '.join(packages)} ...", flush=True)
    apt("update")
    outcome = apt("install", "--yes", "--no-install-recommends", *packages)
    if outcome.returncode:
        sys.stderr.write(outcome.stdout[-2000:])
        raise Problem("apt-get could not install them (see above).", f"apt-get install {' '.join(packages)}")


def apt(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs apt-get without questions, waiting its turn."""
    return subprocess.run(
        ["apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=300", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def debian_packages(needs: Sequence[Need]) -> list[str]:
    """Each package once, in order."""
    return list(dict.fromkeys(package for need in needs for package in need.debian.split()))


def install_command(needs: Sequence[Need]) -> str:
    """What to type."""
    if sys.platform == "darwin":
        return "brew install " + " ".join(dict.fromkeys(need.homebrew for need in needs))
    return "apt-get install " + " ".join(debian_packages(needs)) + "  (as root; Debian, Ubuntu)"
