"""JSON Schemas (2020-12) of the data inside sealed reports, one for each form that it has had, made from the types.

python -m tools.revision_schemas      writes docs/schemas/revision-N.json
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from assessments.domain.answers import NotSure, Several
from assessments.domain.canonical import Json
from assessments.domain.evidence import EvidenceMark
from assessments.domain.findings import Finding
from assessments.domain.revision import RevisionContent
from assessments.domain.revision_schemas import KNOWN, add_later_fields
from assessments.domain.texts import REPORT_LANGUAGES

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DIGESTS = ("digest", "answers_digest")

Schema = dict[str, Any]


def file_of(schema: str) -> Path:
    """Where the JSON Schema of a form is: "frcompliance/revision/4" has docs/schemas/revision-4.json."""
    return FOLDER / f"revision-{schema.rpartition('/')[2]}.json"


def schema_of(name: str) -> Schema:
    """The JSON Schema of the form `name`."""
    defined: Schema = {}
    whole = _object(RevisionContent, later_in(name), defined)
    whole["properties"]["schema"] = {"const": name}
    whole["properties"]["language"] = {"enum": list(REPORT_LANGUAGES)}
    number = name.rpartition("/")[2]
    title = f"Data of a sealed report, form {number}"
    return {"$schema": DIALECT, "$id": f"urn:frcompliance:revision:{number}", "title": title, **whole, "$defs": defined}


def later_in(name: str) -> Mapping[type, frozenset[str]]:
    """The fields that the form `name` did not have, by the type that has them now: those that reading puts in."""
    whole: dict[str, Json] = {"schema": name}
    add_later_fields(whole)
    mark: dict[str, Json] = {}
    finding: dict[str, Json] = {}
    add_later_fields({"schema": name, "evidence": [mark], "assessed": {"findings": [finding]}})
    return {
        RevisionContent: frozenset(whole) - {"schema"},
        EvidenceMark: frozenset(mark),
        Finding: frozenset(finding),
    }


def _object(kind: type, later: Mapping[type, frozenset[str]], defined: Schema) -> Schema:
    hints, said = get_type_hints(kind), _said_of_fields(kind)
    names = [each.name for each in fields(kind) if each.name not in later.get(kind, ())]
    properties = {}
    for name in names:
        found = DIGEST if name in DIGESTS else _of(hints[name], later, defined)
        properties[name] = {**found, "description": said[name]} if name in said else found
    return {
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "type": "object",
        "additionalProperties": False,
        "required": names,
        "properties": properties,
    }


def _of(kind: Any, later: Mapping[type, frozenset[str]], defined: Schema) -> Schema:
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) in (Union, UnionType):
        return _one_of([_of(each, later, defined) for each in get_args(kind)])
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _of(get_args(kind)[0], later, defined)}
    if isinstance(kind, type) and is_dataclass(kind) and kind is not Several:
        if kind.__name__ not in defined:
            defined[kind.__name__] = {}
            defined[kind.__name__] = _object(kind, later, defined)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return _plain(kind)


def _plain(kind: Any) -> Schema:
    if kind is Several:
        return {"type": "array", "items": {"type": "string"}}
    if kind is NotSure or kind is str:
        return {"type": "string"}
    if issubclass(kind, Enum):
        return {"enum": [each.value for each in kind]}
    return {bool: {"type": "boolean"}, int: {"type": "integer"}, date: DAY, NoneType: {"type": "null"}}[kind]


def _one_of(options: list[Schema]) -> Schema:
    """Each once; a day among texts is no more than a text."""
    kept = [each for each in options if not (each == DAY and {"type": "string"} in options)]
    once = [each for number, each in enumerate(kept) if each not in kept[:number]]
    return {"anyOf": once}


def _said_of_fields(kind: type) -> dict[str, str]:
    """The words under the fields of a type."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    said = {}
    for field, words in zip(body.body, body.body[1:], strict=False):
        is_text = isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_text:
            assert isinstance(words, ast.Expr)
            assert isinstance(words.value, ast.Constant)
            said[field.target.id] = inspect.cleandoc(str(words.value.value)).replace("\n", " ")
    return said


def written(schema: Schema) -> str:
    """As it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write all."""
    FOLDER.mkdir(exist_ok=True)
    for name in KNOWN:
        file_of(name).write_text(written(schema_of(name)), encoding="utf-8")
        print(file_of(name))


if __name__ == "__main__":
    main()
