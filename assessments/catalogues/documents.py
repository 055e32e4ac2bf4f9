"""YAML files with the line of every value. Reading only; what the values mean is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from assessments.catalogues.faults import Fault, FileFaults

DEEPEST = 40
"""Levels of nesting accepted; a real file has about ten."""

Value: TypeAlias = "str | int | bool | date | None | tuple[Located, ...] | dict[str, Located]"


@dataclass(frozen=True, slots=True)
class Located:
    """A value and where it stands."""

    value: Value
    file: str
    line: int

    def fault(self, key: str, message: str) -> Fault:
        """A fault at this place."""
        return Fault(self.file, self.line, key, message)


def read_document(path: Path, name: str | None = None) -> Located:
    """The one document of a YAML 1.2 file. Raises FileFaults for anything that is not readable YAML."""
    name = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise FileFaults(
            (Fault(name, 0, "file", f"is not UTF-8 (byte {problem.start}); save it as UTF-8"),)
        ) from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Located:
    """The same for a text; `name` stands in the faults."""
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 0
        raise FileFaults((Fault(name, line, "file", f"is not YAML: {problem.problem}"),)) from None
    except (YAMLError, RecursionError, ValueError) as problem:
        raise FileFaults((Fault(name, 0, "file", f"is not YAML: {type(problem).__name__}"),)) from None
    if node is None:
        return Located({}, name, 1)
    return _located(node, name, 0)


def _located(node: Node, name: str, depth: int) -> Located:
    line = node.start_mark.line + 1
    if depth > DEEPEST:
        raise FileFaults((Fault(name, line, "file", f"is nested deeper than {DEEPEST} levels"),))
    if isinstance(node, MappingNode):
        return Located(_mapping(node, name, depth), name, line)
    if isinstance(node, SequenceNode):
        return Located(tuple(_located(each, name, depth + 1) for each in node.value), name, line)
    return Located(_scalar(node, name, line), name, line)


def _mapping(node: MappingNode, name: str, depth: int) -> dict[str, Located]:
    found: dict[str, Located] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise FileFaults((Fault(name, line, "file", "has a key that is not a plain word"),))
        if key_node.value in found:
            raise FileFaults((Fault(name, line, key_node.value, "stands twice; remove one"),))
        value = _located(value_node, name, depth + 1)
        found[key_node.value] = Located(value.value, name, line)
    return found


def _scalar(node: ScalarNode, name: str, line: int) -> str | int | bool | date | None:
    text: str = node.value
    kind = str(node.tag).rsplit(":", 1)[-1]
    try:
        match kind:
            case "int":
                return int(text.replace("_", "")) if len(text) < 20 else text
            case "bool":
                return text.lower() == "true"
            case "null":
                return None
            case "timestamp":
                return date.fromisoformat(text)
    except ValueError:
        raise FileFaults(
            (Fault(name, line, text[:40], "is not a date or a number; write dates as 2026-11-02"),)
        ) from None
    return text
