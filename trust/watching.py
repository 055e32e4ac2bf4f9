"""Where processes leave things: their command lines and environment, temporary files, tables of machinery."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from trust.furnished import Words
from trust.product import Product

PAUSE_SECONDS = 0.05
MACHINERY = {
    "cache": "SELECT cache_key, value FROM assessments_cache",
    "jobs": "SELECT task_name, args::text, lock, queueing_lock FROM procrastinate_jobs",
}


class Watch:
    """Looks again and again for words in what comes and goes."""

    def __init__(self, words: Words, folder: Path, products: list[Product]) -> None:
        self.words, self.folder, self.products = words, folder, products
        self.found: set[str] = set()
        self.looks = 0

    def look(self) -> None:
        """Once at all processes and temporary files."""
        groups = {process.pid for each in self.products for process in each.processes.values()}
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                self._note(f"{name} of a process", text_of_process(process, name, groups))
        for file in self.folder.rglob("*"):
            self._note("the name of a temporary file", file.name)
            self._note("a temporary file", _read(file))
        self.looks += 1

    def _note(self, where: str, text: str) -> None:
        word = self.words.found_in(text)
        if word:
            self.found.add(f"{where}: {word}")


def text_of_process(process: Path, name: str, groups: set[int]) -> str:
    """What one of the product's processes was given; empty where it is another one, or gone."""
    try:
        group = int((process / "stat").read_text().rpartition(")")[2].split()[2])
        return _read(process / name) if group in groups else ""
    except (OSError, ValueError):
        return ""


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("latin-1") if not file.is_dir() else ""
    except OSError:  # it is gone
        return ""


@contextmanager
def watching(watch: Watch) -> Iterator[Watch]:
    """Looks until the end."""
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(PAUSE_SECONDS):
            watch.look()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
        watch.look()


def machinery(product: Product) -> Mapping[str, str]:
    """What stands in the tables of cache and queue, unpacked."""
    with psycopg.connect(product.owner_url) as connection:
        return {name: "\n".join(map(_unpacked, connection.execute(query))) for name, query in MACHINERY.items()}


def _unpacked(row: tuple[object, ...]) -> str:
    parts = [str(each) for each in row]
    for each in list(parts):
        try:
            parts.append(base64.b64decode(each, validate=True).decode("latin-1"))
        except ValueError:
            continue
    return "\n".join(parts)
