"""YAML files that tests read, change and write, as the product would read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from assessments.catalogues.documents import Located, read_document


def read_yaml(path: Path) -> Any:
    """The values of a file without their lines."""
    return _bare(read_document(path))


def write_yaml(path: Path, content: object) -> None:
    """Write values so that they are read as they are, in the same order."""
    written = yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, default_flow_style=None)
    path.write_text(written, encoding="utf-8")


def _bare(found: Located) -> object:
    if isinstance(found.value, dict):
        return {key: _bare(each) for key, each in found.value.items()}
    return [_bare(each) for each in found.value] if isinstance(found.value, tuple) else found.value
