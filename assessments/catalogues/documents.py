"""YAML files with the line of every value. Reading only; what the values mean is decided elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not list it
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.rules.files import FileRule
from assessments.catalogues.rules.rule import Rule

DEEPEST = 40
"""Levels of nesting accepted; a real file has about ten."""
LARGEST = 200_000
"""Values accepted in one file, aliases counted as often as they are used; a real file has a few thousand."""

Value: TypeAlias = "str | int | bool | date | tuple[Located, ...] | dict[str, Located] | None"


@dataclass(frozen=True, slots=True)
class Located:
    """A value and where it stands."""

    value: Value
    file: str
    line: int

    def fault(self, key: str, rule: Rule, /, **values: object) -> Fault:
        """A fault at this place."""
        return Fault.of(self.file, self.line, key, rule, **values)


class _Parser(CParser, BaseResolver):
    """The nodes of a text, read by libyaml; plain words get their kinds as YAML 1.2 says, not as 1.1 did."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        BaseResolver.__init__(self)


_PLAIN_KINDS = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"[-+]?[0-9_]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "timestamp": (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?", "0123456789"),
}
for _kind, (_pattern, _first) in _PLAIN_KINDS.items():
    _Parser.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(rf"(?:{_pattern})\Z"), list(_first))


def read_document(path: Path, name: str | None = None) -> Located:
    """The one document of a YAML 1.2 file. Raises FileFaults for anything that is not readable YAML."""
    name = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise _refused(name, 0, FileRule.FILE_NOT_UTF8, position=problem.start) from None
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else None
        raise _refused(name, 0, FileRule.FILE_UNREADABLE, reason=reason or type(problem).__name__) from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Located:
    """The same for a text; `name` stands in the faults."""
    try:
        node = _Parser(text).get_single_node()
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = min(mark.line, text.count("\n")) + 1 if mark else 0
        raise _refused(name, line, FileRule.FILE_NOT_YAML, problem=problem.problem) from None
    except (YAMLError, ValueError) as problem:
        raise _refused(name, 0, FileRule.FILE_NOT_YAML, problem=type(problem).__name__) from None
    if node is None:
        return Located({}, name, 1)
    return _Reader(name).located(node, 0)


def _refused(name: str, line: int, rule: FileRule, /, *, at: str = "file", **values: object) -> FileFaults:
    return FileFaults((Fault.of(name, line, at, rule, **values),))


class _Reader:
    """Walks the nodes of one file, within limits: aliases can make a short file endless."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0

    def located(self, node: Node, depth: int) -> Located:
        line = node.start_mark.line + 1
        self.count += 1
        if depth > DEEPEST:
            raise _refused(self.name, line, FileRule.FILE_TOO_DEEP, limit=DEEPEST)
        if self.count > LARGEST:
            raise _refused(self.name, line, FileRule.FILE_TOO_LARGE, limit=LARGEST)
        if isinstance(node, MappingNode):
            return Located(self._mapping(node, depth), self.name, line)
        if isinstance(node, SequenceNode):
            return Located(tuple(self.located(each, depth + 1) for each in node.value), self.name, line)
        return Located(_scalar(node, self.name, line), self.name, line)

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Located]:
        found: dict[str, Located] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise _refused(self.name, line, FileRule.ENTRY_KEY_NO_WORD)
            if key_node.value in found:
                raise _refused(self.name, line, FileRule.ENTRY_TWICE, at=key_node.value)
            value = self.located(value_node, depth + 1)
            found[key_node.value] = Located(value.value, self.name, line)
        return found


def _scalar(node: Node, name: str, line: int) -> str | int | bool | date | None:
    text = str(node.value)
    kind = str(node.tag).rsplit(":", 1)[-1]
    try:
        match kind:
            case "int":
                return int(text.replace("_", "")) if len(text) < 20 else text
            case "bool" if text.lower() in ("true", "false"):
                return text.lower() == "true"
            case "null":
                return None
            case "timestamp":
                return date.fromisoformat(text)
    except ValueError:
        raise _refused(name, line, FileRule.VALUE_ILLEGIBLE, at=text[:40]) from None
    return text
