"""What pages ask in the same words again and again is put into SQL once.

A page asks some 25 short questions, and half of what each costs is making its SQL anew. A function that builds a query set and is
marked with `kept` gives its rows instead, and its SQL is made only the first time that it is asked in this shape:

- what comes by position decides what the SQL says: hashable, or with a `mark` that is (a person's: places and posts; an area's:
  its path);
- what comes by name only fills it in: keys (UUID, int, text), days and moments that a field is compared with as they are, or a
  list of such.

In the suite (`GUIXIAO_CHECK_KEPT=1`) each answer's SQL is held against SQL made anew: a shape that leaves something out fails.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

COUNT = "__count"  # what Django calls the sum of `.count()`
MOST = 1000  # shapes kept by a process; then it begins anew
Build = Callable[..., "QuerySet[Any, Any]"]

_kept: dict[Hashable, Any] = {}


def kept(build: Build) -> Callable[..., list[Any]]:
    @wraps(build)
    def rows(*shape: Any, **bound: Any) -> list[Any]:
        found = _found(build, shape, bound, _keep)
        if settings.KEPT_CHECKED:
            _check(found, build(*shape, **bound), bound)
        return found.rows(bound)

    return rows


def kept_sum(build: Callable[..., Any]) -> Callable[..., Any]:
    """The same of a function that ends in `.count()`, or in `.aggregate()` of counts alone."""

    @wraps(build)
    def told(*shape: Any, **bound: Any) -> Any:
        found = _found(build, shape, bound, _keep_sum)
        value = found.value(bound)
        if settings.KEPT_CHECKED:
            _check_sum(found, build, shape, bound)
        return value

    return told


def _found(build: Build, shape: Sequence[Any], bound: Mapping[str, Any], keep: Callable[..., Any]) -> Any:
    key = (build, *map(_mark, shape), *((name, _form(value)) for name, value in bound.items()))
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = keep(build, shape, bound)
    return found


def _mark(part: Any) -> Hashable:
    if hasattr(part, "_meta") and not hasattr(part, "mark"):
        raise TypeError(f"{part!r} has no `mark`: equal keys do not make equal rows")
    mark: Hashable = getattr(part, "mark", part)
    return mark


def _form(value: Any) -> Any:
    return (len(value),) if isinstance(value, list | tuple) else type(value)


@dataclass(frozen=True)
class Words:
    """`slots`: which of the parameters is which bound value, and which of it where that is a list."""

    sql: str
    params: tuple[Any, ...]
    slots: Mapping[int, tuple[str, int | None]]

    def filled(self, bound: Mapping[str, Any]) -> tuple[Any, ...]:
        params = list(self.params)
        for place, (name, number) in self.slots.items():
            params[place] = _said(bound[name] if number is None else bound[name][number], params[place])
        return tuple(params)


@dataclass(frozen=True)
class Kept:
    """`compiler`, `words`: None where the question can have no answer."""

    asked: "QuerySet[Any, Any]"
    compiler: Any = None
    words: Words | None = None

    def rows(self, bound: Mapping[str, Any]) -> list[Any]:
        if self.words is None:
            return []
        compiler, said = copy(self.compiler), (self.words.sql, self.words.filled(bound))
        compiler.connection = connection  # of this thread
        compiler.as_sql = lambda: said
        found = self.asked.all()
        found.query.get_compiler = lambda using: compiler  # type: ignore[method-assign,assignment,misc]
        return list(found)


@dataclass(frozen=True)
class KeptSum:
    """Without `words` it is always `nothing`."""

    words: Words | None
    nothing: Any = None

    def value(self, bound: Mapping[str, Any]) -> Any:
        if self.words is None:
            return copy(self.nothing)
        with connection.cursor() as cursor:
            cursor.execute(self.words.sql, self.words.filled(bound))
            row, names = cursor.fetchone(), [column[0] for column in cursor.description]
        return row[0] if names == [COUNT] else dict(zip(names, row, strict=True))


def _keep(build: Build, shape: Sequence[Any], bound: Mapping[str, Any]) -> Kept:
    stand_ins = _stand_ins(bound)
    asked = build(*shape, **stand_ins)
    if asked._known_related_objects:  # type: ignore[attr-defined]
        raise TypeError(f"{build.__name__} begins at one row's children: they would be of that row for ever")
    compiler: Any = asked.query.get_compiler(asked.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Kept(asked)
    return Kept(asked, compiler, _words(build.__name__, sql, params, stand_ins))


def _keep_sum(build: Build, shape: Sequence[Any], bound: Mapping[str, Any]) -> KeptSum:
    stand_ins = _stand_ins(bound)
    said, value = _heard(build, shape, stand_ins)
    return KeptSum(_words(build.__name__, *said, stand_ins) if said else None, value)


class _HeardError(Exception):
    """Of the one question, before it is asked."""


def _heard(build: Build, shape: Sequence[Any], bound: Mapping[str, Any]) -> tuple[tuple[str, Any] | None, Any]:
    """What it would ask the database; if nothing, what it gives."""

    def hear(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        raise _HeardError(sql, params)

    logged, connection.force_debug_cursor = connection.force_debug_cursor, False  # it is no question yet
    try:
        with connection.execute_wrapper(hear):
            return None, build(*shape, **bound)
    except _HeardError as heard:
        return (heard.args[0], heard.args[1]), None
    finally:
        connection.force_debug_cursor = logged


def _words(name: str, sql: str, params: Sequence[Any], stand_ins: Mapping[str, Any]) -> Words:
    stands_for = {_said(one): (name, number) for name, value in stand_ins.items() for number, one in _each(value)}
    slots = {place: stands_for[param] for place, param in enumerate(params)
             if isinstance(param, int | str | UUID | date) and param in stands_for}  # fmt: skip
    if missing := {name for name, _ in stands_for.values()} - {name for name, _ in slots.values()}:
        raise TypeError(f"{name}: {', '.join(sorted(missing))} is no parameter of its SQL as it is")
    return Words(sql, tuple(params), slots)


def _stand_ins(bound: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _stand_in(value, 100 * turn) for turn, (name, value) in enumerate(bound.items())}


def _each(value: Any) -> list[tuple[int | None, Any]]:
    return list(enumerate(value)) if isinstance(value, list | tuple) else [(None, value)]


def _stand_in(value: Any, number: int) -> Any:
    """A value of the same kind that nothing else in the SQL has."""
    if isinstance(value, list | tuple):
        return [_stand_in(one, 1000 * (number + 1) + place) for place, one in enumerate(value)]
    if isinstance(value, UUID):
        return UUID(int=(0xFD << 120) + number)
    if isinstance(value, datetime):
        return datetime(2900, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    if isinstance(value, date):
        return date(2800, 1, 1) + timedelta(days=number)
    if isinstance(value, str):
        return f"\N{WHITE SQUARE}{number}"
    if isinstance(value, int) and not isinstance(value, bool):
        return 7 * 10**18 + number
    raise TypeError(f"{value!r} is part of the shape")


def _said(value: Any, like: Any = None) -> Any:
    """As the database's driver is told."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return type(like)(value) if isinstance(like, int) else value


def _check(found: Kept, anew: "QuerySet[Any, Any]", bound: Mapping[str, Any]) -> None:
    try:
        sql, params = anew.query.get_compiler(anew.db).as_sql()
    except EmptyResultSet:
        sql, params = "", ()
    same = anew._iterable_class is found.asked._iterable_class
    _same(found.words, sql, params, bound)
    if not same or anew._prefetch_related_lookups != found.asked._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise AssertionError(f"{anew!r} is read otherwise than what was kept")


def _check_sum(found: KeptSum, build: Build, shape: Sequence[Any], bound: Mapping[str, Any]) -> None:
    sql, params = _heard(build, shape, bound)[0] or ("", ())
    _same(found.words, sql, params, bound)


def _same(words: Words | None, sql: str, params: Sequence[Any], bound: Mapping[str, Any]) -> None:
    kept = (words.sql, words.filled(bound)) if words else ("", ())
    if (sql, tuple(params)) != kept:
        raise AssertionError(f"kept {kept!r}, anew {(sql, tuple(params))!r}")
