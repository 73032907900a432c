"""Syncing: a page of a pull, put together by the database.

A page is two statements: its index entries, of which only their list of ids comes here; and the
rows of those ids, which the database renders and joins. A thousand rows that came here one by one
would take several times as long.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, NamedTuple, cast

from pydantic_core import from_json
from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    String,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from server.core.db import json_text, listed, split_lines
from server.core.replication import SyncIndex, SyncRow
from sync.hub.ports import SCOPES_MARK, Bundle, Found, Key, Position, Scopes

INDEX, ROWS = SyncIndex.__table__.c, SyncRow.__table__.c
POSTGRES = "postgresql"


class _Rows(NamedTuple):
    """Which rows the entries name: their ids and entities, both as JSON."""

    ids: str
    entities: str


def scan_index(
    session: Session, org: str, scopes: Iterable[str], after: Position, limit: int
) -> Found | None:
    """The first entries above a position, in its order; None where there are none.

    What fits on the page as a whole, as most does, need not be put in order first.
    """
    version, entity, row_id = after
    place = {"version": version, "entity": entity, "row_id": row_id}
    bounds = {"org": org, "scopes": json_text(list(scopes)), **place, "limit": limit}
    count, *rows = _ask(session, _all, {**bounds, "one_more": limit + 1})[0]
    if not count:
        return None
    if count <= limit:
        return Found(count, after, has_more=False, rows=_Rows(*rows))
    last, *rows = _ask(session, _first, bounds)[0]
    version, entity, row_id = from_json(last)
    return Found(limit, (version, entity, row_id), has_more=True, rows=_Rows(*rows))


def load_rows(session: Session, org: str, found: Found) -> list[Bundle]:
    """The rows of these entries as they are now.

    By one list of ids, since a join with the entries goes down the tree anew for each of them.
    Where tables share an id, a row that only another entity's entry names may come along: it is
    as true as the others.
    """
    bounds = {"org": org, **cast(_Rows, found.rows)._asdict(), "mark": SCOPES_MARK}
    return [
        Bundle(split_lines(scopes), None if is_gone else ops)
        for scopes, is_gone, ops in _ask(session, _rendered, bounds)
    ]


def list_gone(session: Session, org: str, found: Found, hidden: Collection[Scopes]) -> list[Key]:
    """Keys of those rows that have one of these sets of scopes, or no body any more."""
    rows = cast(_Rows, found.rows)
    query = _named(session.get_bind().dialect.name, select(ROWS.entity, ROWS.row_id)).where(
        ROWS.scopes.in_(list(hidden)) | ROWS.body.is_(None)
    )
    gone = session.connection().execute(query, {"org": org, **rows._asdict()}).all()
    return sorted((entity, row_id) for entity, row_id in gone)


def _ask(session: Session, query: Any, bounds: dict[str, Any]) -> Any:
    # Past the ORM, and put together once: every pull that brings something asks so.
    return session.connection().execute(query(session.get_bind().dialect.name), bounds).all()


@lru_cache
def _all(dialect: str) -> Select[Any, Any, Any]:
    """How many there are, up to one more than fits, and what they name."""
    entries = _above(dialect).limit(bindparam("one_more")).cte("entries")
    count = select(func.count()).select_from(entries).scalar_subquery()
    return select(count, *_names(dialect, entries))


@lru_cache
def _first(dialect: str) -> Select[Any, Any, Any]:
    """As many as fit, in order: the last of them, and what they name."""
    query = _above(dialect)
    place = query.selected_columns
    entries = query.order_by(*place).limit(bindparam("limit")).cte("entries")
    backwards = (its.desc() for its in entries.c)
    last = select(_array(dialect, *entries.c)).order_by(*backwards).limit(1)
    return select(sql_cast(last.scalar_subquery(), Text), *_names(dialect, entries))


def _above(dialect: str) -> Select[Any, Any, Any]:
    place = (INDEX.version, INDEX.entity, INDEX.row_id)
    after = tuple_(*(bindparam(column.name, type_=column.type) for column in place))
    return select(*place).where(
        INDEX.org == bindparam("org"),
        _is_listed(dialect, INDEX.scope, "scopes"),
        INDEX.version >= bindparam("version"),
        tuple_(*place) > after,
    )


def _names(dialect: str, entries: Any) -> tuple[Any, Any]:
    """The ids and the entities of these entries, each list as JSON."""
    kinds = select(entries.c.entity).distinct().subquery()
    kinds = select(_gathered(dialect, kinds.c.entity)).scalar_subquery()
    ids = select(_gathered(dialect, entries.c.row_id)).scalar_subquery()
    return sql_cast(ids, Text), sql_cast(kinds, Text)


@lru_cache
def _rendered(dialect: str) -> Select[Any, Any, Any]:
    """Rows of the same scopes together; the scopes as the text that they are."""
    scopes, is_gone = type_coerce(ROWS.scopes, Text), ROWS.body.is_(None)
    join = func.string_agg if dialect == POSTGRES else func.group_concat
    query = select(scopes, is_gone, join(_op(dialect), ","))
    return _named(dialect, query).group_by(scopes, is_gone)


def _op(dialect: str) -> ColumnElement[str]:
    quoted = func.to_json if dialect == POSTGRES else func.json_quote
    return (
        _text('["put","')
        + ROWS.entity
        + _text('",')
        + sql_cast(quoted(ROWS.row_id), Text)
        + _text(",")
        + ROWS.body
        + _text(",")
        + bindparam("mark", type_=Text)
        + _text(",")
        + sql_cast(ROWS.version, Text)
        + _text("]")
    )


def _text(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'", Text)


def _named(dialect: str, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of the rows that entries name, by their ids and entities."""
    return query.where(
        ROWS.org == bindparam("org"),
        _is_listed(dialect, ROWS.row_id, "ids"),
        _is_listed(dialect, ROWS.entity, "entities"),
    )


def _array(dialect: str, *parts: Any) -> Any:
    return (func.json_build_array if dialect == POSTGRES else func.json_array)(*parts)


def _gathered(dialect: str, column: Any) -> Any:
    return (func.json_agg if dialect == POSTGRES else func.json_group_array)(column)


def _is_listed(dialect: str, column: Any, name: str) -> ColumnElement[bool]:
    """The column is in a list that comes as one JSON text.

    The driver would take as long over a thousand parameters as the database over their rows.
    """
    content = bindparam(name, type_=Text)
    if dialect != POSTGRES:
        return column.in_(listed(content))
    texts = func.json_array_elements_text(sql_cast(content, JSON))
    return column == any_(func.array(select(texts).scalar_subquery(), type_=ARRAY(String)))
