"""Values as canonical JSON and back: sorted keys, no spaces, UTF-8. Two equal values give equal bytes, always."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import NoReturn, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from assessments.domain.answers import NotSure, Several, answer_to_json

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Value = TypeVar("Value")


class NotCanonical(ValueError):
    """The bytes are not the canonical form of such a value."""


def to_json(value: object) -> Json:
    """A value of the domain as JSON: dataclasses as objects, enumerations as words, dates as ISO 8601."""
    if isinstance(value, (NotSure, Several)):
        return cast(Json, answer_to_json(value))
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [to_json(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def to_bytes(value: object) -> bytes:
    """The canonical bytes of a value. Raises UnicodeEncodeError for lone surrogates."""
    text = json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def read_object(content: bytes) -> dict[str, Json]:
    """The JSON object in `content`. Raises NotCanonical."""
    try:
        found = json.loads(content, parse_float=_no_fraction, parse_constant=_no_fraction)
        # Compared with themselves: bytes that a parser reads alike (spaces, order, doubled keys) are refused.
        if json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() != content:
            raise NotCanonical("is not in canonical form")
    except (ValueError, RecursionError) as problem:
        raise NotCanonical(str(problem)[:200]) from None
    if not isinstance(found, dict):
        raise NotCanonical("is not an object")
    return found


def _no_fraction(written: str) -> NoReturn:
    raise NotCanonical(f"holds {written}, which is not a whole number")


def from_json(kind: type[Value], value: Json) -> Value:
    """The value of type `kind` that this JSON stands for. Raises NotCanonical."""
    return cast(Value, _decode(kind, value))


def _decode(kind: object, value: Json) -> object:
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _decode_optional(get_args(kind), value)
    if origin is tuple:
        return _decode_tuple(get_args(kind), value)
    if isinstance(kind, type):
        return _decode_plain(kind, value)
    raise NotCanonical(f"no value can be read as {kind}")


def _decode_optional(options: tuple[object, ...], value: Json) -> object:
    if value is None and NoneType in options:
        return None
    rest = [each for each in options if each is not NoneType]
    if len(rest) == 1:
        return _decode(rest[0], value)
    # Several plain types: what JSON itself tells apart.
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(cast(list[str], value))
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return value
    raise NotCanonical("a value has an unknown form")


def _decode_tuple(inner: tuple[object, ...], value: Json) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise NotCanonical("a list is missing")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_decode(inner[0], each) for each in value)
    if len(inner) != len(value):
        raise NotCanonical("a list has the wrong length")
    return tuple(_decode(each, item) for each, item in zip(inner, value, strict=True))


def _decode_plain(kind: type, value: Json) -> object:
    if is_dataclass(kind):
        return _decode_dataclass(kind, value)
    if issubclass(kind, bool) or (kind in (str, int) and isinstance(value, bool)):
        if kind is bool and isinstance(value, bool):
            return value
        raise NotCanonical("a truth value stands in the wrong place")
    if not isinstance(value, (str, int)):
        raise NotCanonical(f"a {kind.__name__} is missing")
    try:
        if issubclass(kind, Enum):
            return kind(value)
        if kind is date:
            return date.fromisoformat(str(value))
    except ValueError as problem:
        raise NotCanonical(str(problem)) from None
    if not isinstance(value, kind):
        raise NotCanonical(f"a {kind.__name__} is missing")
    return value


def _decode_dataclass(kind: type, value: Json) -> object:
    hints = _hints(kind)
    if not isinstance(value, dict) or set(value) != set(hints):
        raise NotCanonical(f"the fields of {kind.__name__} are not complete")
    return kind(**{name: _decode(hint, value[name]) for name, hint in hints.items()})


@cache
def _hints(kind: type) -> dict[str, object]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}
