"""Queries that every page asks in the same form: built and compiled once in a process, then only asked.

For a small query Django's building and compiling costs more than the database does. The rows are the same models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class _Compiled(Generic[Row]):
    sql: str
    parameters: Sequence[object]
    places: Mapping[int, int]
    """Parameters that are given each time: position in the statement, number of the key."""
    model: type[Row]
    columns: slice
    """Those of the model itself."""
    names: Sequence[str]
    converters: Mapping[int, Any]
    populators: Sequence[Any]
    annotations: Mapping[str, int]

    def fetch(self, keys: Sequence[UUID]) -> list[Row]:
        """The rows for these keys."""
        parameters = list(self.parameters)
        for position, number in self.places.items():
            parameters[position] = keys[number]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)  # type: ignore[arg-type]  # what the compiler made
            return [self._model(list(each)) for each in cursor.fetchall()]

    def _model(self, values: list[Any]) -> Row:
        for position, (converters, expression) in self.converters.items():
            for each in converters:
                values[position] = each(values[position], expression, connection)
        found = self.model.from_db(connection.alias, self.names, values[self.columns])
        for each in self.populators:
            each.populate(values, found)
        for name, position in self.annotations.items():
            setattr(found, name, values[position])
        return found


class BuiltQuery(Generic[Row]):
    """A query that depends on keys alone; see `built_once`."""

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__
        self._compiled: _Compiled[Row] | None = None

    def __call__(self, *keys: UUID) -> list[Row]:
        """The rows, read now."""
        if self._compiled is None:
            self._compiled = self._compile(len(keys))
        return self._compiled.fetch(keys)

    def _compile(self, number: int) -> _Compiled[Row]:
        marks = [uuid4() for _ in range(number)]
        query: Any = self.build(*marks)
        compiler = query.query.get_compiler(using=connection.alias)
        sql, parameters = compiler.as_sql()
        known, fields = compiler.klass_info, compiler.klass_info["select_fields"]
        columns = slice(fields[0], fields[-1] + 1)
        return _Compiled(
            sql=sql,
            parameters=parameters,
            places={place: marks.index(each) for place, each in enumerate(parameters) if each in marks},
            model=known["model"],
            columns=columns,
            names=[each[0].target.attname for each in compiler.select[columns]],
            converters=compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]]),
            populators=get_related_populators(known, compiler.select, connection.alias),  # type: ignore[call-arg]  # as in 5.2
            annotations=compiler.annotation_col_map,
        )


def built_once(build: Callable[..., QuerySet[Row]]) -> BuiltQuery[Row]:
    """Decorator of a function from keys to a query: calling it reads the rows.

    The query must have the same form for all keys, without a lock and without anything read while it is built.
    """
    return BuiltQuery(build)
