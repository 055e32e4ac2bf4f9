"""Loading the renderer's native libraries without a search: nothing is run, and nothing is looked for elsewhere."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_search() -> Iterator[None]:
    """While open, libraries are found by their file names alone.

    The renderer asks for each of its libraries by the names of other systems first, and Python would run a compiler, a
    linker and `ldconfig` for every such name: dozens of programs before the first page.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _find_nothing
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _find_nothing(name: str) -> None:
    """Linux knows every library by the name of its file."""
