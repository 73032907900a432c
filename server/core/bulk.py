"""Bulk: many rows into a table in one statement, past SQLAlchemy's own work on each of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any, Literal, cast

from pydantic_core import to_json
from sqlalchemy import (
    JSON,
    ColumnElement,
    Engine,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    bindparam,
    column,
    event,
    func,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from server.core.db import Base, json_text

Bind = Callable[[Any], Any]
Names = tuple[str, ...]
# What becomes of a row whose primary key is taken: it fails, is overwritten, or stays as it is.
Taken = Literal["fail", "overwrite", "keep"]


def append(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert new rows."""
    _write(session, model, rows, "fail")


def upsert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows, each key once, or overwrite those with the same primary key."""
    _write(session, model, rows, "overwrite")


def insert_missing(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows; where the primary key is taken, what is there stays as it is."""
    _write(session, model, rows, "keep")


def append_packed(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert new rows that hold bytes, which no JSON can: PostgreSQL takes them as its own COPY."""
    link = session.connection()
    if link.dialect.name != "postgresql" or not rows:
        append(session, model, rows)
        return
    table = cast(Table, model.__table__)
    names, driver = tuple(rows[0]), cast(Any, link.connection.driver_connection)
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([_copied_as(table.c[name].type) for name in names])
        for row in rows:
            copy.write_row(tuple(row.values()))


def read_packed(session: Session, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with bytes, as they are: PostgreSQL would write them out as hexadecimal text."""
    link = session.connection()
    if link.dialect.name != "postgresql":
        return [tuple(row) for row in link.execute(query)]
    compiled, driver = query.compile(dialect=link.dialect), cast(Any, link.connection)
    with driver.driver_connection.cursor(binary=True) as cursor:
        cursor.execute(str(compiled), compiled.params)
        return cursor.fetchall()


def _copied_as(kind: Any) -> str:
    """What PostgreSQL calls a column's type on the wire."""
    if isinstance(kind, LargeBinary):
        return "bytea"
    return "int4" if isinstance(kind, Integer) else "text"


def flush_in_bulk(engine: Engine) -> None:
    """On PostgreSQL, new rows that the ORM flushes together get there in one statement too."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_executemany", _insert_at_once)


@dataclass(frozen=True)
class _Plan:
    """A statement that takes rows, and its columns with what makes each value the driver's."""

    statement: str
    binds: tuple[tuple[str, Bind | None], ...]


def _write(session: Session, model: type[Base], rows: list[dict[str, Any]], taken: Taken) -> None:
    if not rows:
        return
    link = session.connection()
    table = cast(Table, model.__table__)
    defaults = _defaults(table)
    plan = _plan(link.dialect, table, tuple(rows[0]), taken)
    columns = [
        _bound([row[name] if name in row else defaults[name] for row in rows], bind)
        for name, bind in plan.binds
    ]
    values = list(zip(*columns, strict=False))
    if link.dialect.name == "postgresql":
        names = [name for name, _ in plan.binds]
        named = [dict(zip(names, row, strict=True)) for row in values]
        link.exec_driver_sql(plan.statement, {"rows": _as_rows(named)})
    else:
        link.exec_driver_sql(plan.statement, values)


def _bound(values: list[Any], bind: Bind | None) -> Iterable[Any]:
    """What a whole batch has in common, as the time of its receipt, is made the driver's once."""
    if bind is None:
        return values
    first = values[0]
    if all(value is first for value in values):
        return repeat(bind(first), len(values))
    return map(bind, values)


@lru_cache(maxsize=64)
def _defaults(table: Table) -> dict[str, Any]:
    """What a column holds where a row does not say; only plain values, as the models have them."""
    defaults = {column.name: cast(Any, column.default) for column in table.columns}
    return {name: its.arg for name, its in defaults.items() if its is not None and its.is_scalar}


@lru_cache(maxsize=256)
def _plan(dialect: Dialect, table: Table, names: Names, taken: Taken) -> _Plan:
    is_postgres, given = dialect.name == "postgresql", names
    names = (*given, *(name for name in _defaults(table) if name not in given))
    statement: Any = (postgresql if is_postgres else sqlite).insert(table)
    if is_postgres:
        source = _unfolded(table, names)
        statement = statement.from_select(list(names), source, include_defaults=False)
    if taken == "overwrite":
        keys = [column.name for column in table.primary_key]
        changed = {name: statement.excluded[name] for name in given if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    elif taken == "keep":
        statement = statement.on_conflict_do_nothing()
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order = names if is_postgres else tuple(compiled.positiontup)
    binds = tuple((name, _bind(dialect, table, name)) for name in order)
    return _Plan(str(compiled), binds)


def _bind(dialect: Dialect, table: Table, name: str) -> Bind | None:
    kind = table.c[name].type
    if dialect.name == "postgresql" and isinstance(kind, JSON):
        return json_text
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _unfolded(table: Table, names: Names) -> Any:
    """The rows of one parameter. JSON travels as text, since text can hold what it escapes."""
    kinds = {name: table.c[name].type for name in names}
    columns = [
        column(name, Text() if isinstance(kind, JSON) else kind) for name, kind in kinds.items()
    ]
    parameter = sql_cast(bindparam("rows", type_=Text()), JSON)
    rows: FromClause = func.json_to_recordset(parameter).table_valued(*columns, name="given")
    rows = cast(Any, rows).render_derived(with_types=True)
    return select(*(_read(rows.c[name], kind) for name, kind in kinds.items()))


def _read(value: ColumnElement[Any], kind: Any) -> ColumnElement[Any]:
    return sql_cast(value, JSON) if isinstance(kind, JSON) else value


def _as_rows(rows: list[dict[str, Any]]) -> str:
    """Rows as the one parameter; a number that JSON lacks (NaN) goes by its name."""
    return to_json(rows, inf_nan_mode="strings").decode()


def _insert_at_once(cursor: Any, statement: str, rows: list[dict[str, Any]], context: Any) -> bool:
    """Take over a plain INSERT of many rows; anything else goes the driver's own way."""
    if not context.isinsert or context.compiled is None:
        return False
    dialect, table, names = context.dialect, context.compiled.statement.table, tuple(rows[0])
    if statement != _plain_insert(dialect, table, names):
        return False
    wrapped = [name for name in names if isinstance(table.c[name].type, JSON)]
    unwrapped = [{**row, **{name: _json_of(row[name]) for name in wrapped}} for row in rows]
    cursor.execute(_plan(dialect, table, names, "fail").statement, {"rows": _as_rows(unwrapped)})
    return True


def _json_of(wrapped: Any) -> str | None:
    """The text of what is wrapped up as the driver's JSON."""
    return None if wrapped is None else json_text(wrapped.obj)


@lru_cache(maxsize=256)
def _plain_insert(dialect: Dialect, table: Table, names: Names) -> str:
    return str(table.insert().compile(dialect=dialect, column_keys=list(names)))
