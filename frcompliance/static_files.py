"""Own styles and scripts as they go over the wire: without comments and indentation, the modules of a page as one file.

The files in `static/` stay as people read them; `collectstatic` makes the smaller ones, then WhiteNoise names them by
content and compresses them. Rules for own modules: one import a line from the same folder, and no name twice among
modules that one page loads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_SCRIPTS = "live"
Collected = dict[str, tuple[Storage, str]]
_COMMENT_OF_STYLES = re.compile(r"/\*.*?\*/", re.DOTALL)
_END_OF_RULE = re.compile(r"(?<=[{};,])\n")
_IMPORT = re.compile(r'import \{[^}]*\} from "\./(?P<name>[\w-]+\.js)";')


class SmallStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """WhiteNoise's storage on smaller sources."""

    def post_process(self, paths: Collected, dry_run: bool = False, **options: object) -> Iterator[object]:
        """Name and compress what was collected; own files in their small form."""
        small = InMemoryStorage()
        replaced: Collected = {}
        for name, source in paths.items():
            text = small_form(name, paths)
            if text is not None:
                small.save(name, ContentFile(text.encode()))
                replaced[name] = (small, name)
            else:
                replaced[name] = source
        yield from super().post_process(replaced, dry_run, **options)


def small_form(name: str, paths: Collected) -> str | None:
    """The text of a file of our own without what only people need; None for any other file."""
    path = PurePosixPath(name)
    if path.suffix == ".css":
        return _END_OF_RULE.sub("", _without_blank(_COMMENT_OF_STYLES.sub("", _read(paths[name]))))
    if path.suffix == ".js" and path.parent.name == OWN_SCRIPTS:
        return _joined(path, paths, set())
    return None


def _joined(path: PurePosixPath, paths: Collected, seen: set[PurePosixPath]) -> str:
    """A module after those that it imports, each once."""
    lines = []
    for line in _read(paths[str(path)]).splitlines():
        wanted = _IMPORT.fullmatch(line)
        if wanted is None:
            lines.append(line.removeprefix("export "))
            continue
        other = path.with_name(wanted["name"])
        if other not in seen:
            seen.add(other)
            lines.append(_joined(other, paths, seen))
    return _without_blank("\n".join(line for line in lines if not line.lstrip().startswith("//")))


def _without_blank(text: str) -> str:
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def _read(source: tuple[Storage, str]) -> str:
    storage, path = source
    with storage.open(path) as file:
        content: bytes = file.read()
    return content.decode()
