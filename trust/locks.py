"""Lock files of dependencies: what they pin, and whether that is what is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name
from packaging.version import Version

FLOORS = {"weasyprint": "70.0", "pyhanko": "0.38.0", "django": "5.2.19"}
"""Below these there are faults that the product relies on being mended."""
UNPINNED = frozenset({"pip", "setuptools", "wheel", "uv"})
"""What installs the others."""
_LINE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;]+)(?: *; *(?P<marker>.+?))? *$")
_HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")
_ELSEWHERE = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|git\+| @ ")


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a lock file."""

    name: str
    version: str
    marker: str
    hashes: int

    @property
    def applies(self) -> bool:
        """Whether it is meant for this machine."""
        return not self.marker or Marker(self.marker).evaluate()


def read_lock(text: str) -> tuple[list[Pin], list[str]]:
    """What a lock file pins, and what is wrong with its lines."""
    pins, faults = [], []
    for block in re.split(r"\n(?=\S)", "\n".join(line for line in text.splitlines() if not line.startswith("#"))):
        first, *rest = [part.strip().rstrip("\\").strip() for part in block.splitlines()] or [""]
        found = _LINE.match(first)
        if found is None:
            faults += [f"not pinned: {first[:80]}"] if first else []
            continue
        hashes = sum(bool(_HASH.match(part)) for part in rest)
        pins.append(Pin(canonicalize_name(found["name"]), found["version"], found["marker"] or "", hashes))
        faults += [] if hashes else [f"no hash: {first}"]
    return pins, [*faults, *(f"names another place: {each}" for each in _ELSEWHERE.findall(text))]


def faults_of_installed(pins: list[Pin], installed: Mapping[str, str]) -> Iterator[str]:
    """Where what is installed is not what is pinned."""
    wanted = {each.name: each.version for each in pins if each.applies}
    for name, version in wanted.items():
        if name in installed and installed[name] != version:
            yield f"{name} {installed[name]} is installed, and {version} is pinned"
    for name, least in FLOORS.items():
        if Version(installed.get(name, "0")) < Version(least):
            yield f"{name} {installed.get(name)} is older than {least}"


def installed_here() -> dict[str, str]:
    """Names and versions of all distributions that this process can import."""
    return {canonicalize_name(each.metadata["Name"]): each.version for each in metadata.distributions()}


def lock_files(folder: Path) -> list[Path]:
    """All of them."""
    return sorted(folder.glob("*.txt"))
