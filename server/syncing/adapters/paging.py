"""Syncing: a page of a pull, read in one statement: its index entries and the rows behind them.

Their ops are kept as they are sent (`SyncRow.op`), so that a row costs its way here and no more.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

from pydantic_core import from_json
from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    Text,
    any_,
    bindparam,
    func,
    null,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from server.core.db import TextArray, json_text, listed, split_lines
from server.core.replication import SyncIndex, SyncRow
from sync.hub.ports import Bundle, Found, Position

INDEX, ROWS = SyncIndex.__table__.c, SyncRow.__table__.c
POSTGRES = "postgresql"
Query = CompoundSelect[None, str]


def scan_index(
    session: Session, org: str, scopes: Iterable[str], after: Position, limit: int
) -> Found | None:
    """The first entries above a position, in its order, with their rows; None: there are none.

    What fits on the page as a whole, as most does, need not be put in order first.
    """
    version, entity, row_id = after
    wanted = list(scopes)
    place = {"version": version, "entity": entity, "row_id": row_id, "limit": limit}
    bounds = {"org": org, "scopes": wanted, **place}
    count, bundles = _read(session, _all, {**bounds, "one_more": limit + 1})
    if not int(count):
        return None
    if int(count) <= limit:
        return Found(after, int(count), has_more=False, bundles=bundles)
    last, bundles = _read(session, _first, bounds)
    version, entity, row_id = from_json(last)
    return Found((version, entity, row_id), limit, has_more=True, bundles=bundles)


def _read(
    session: Session, query: Callable[[str], Query], bounds: dict[str, Any]
) -> tuple[str, list[Bundle]]:
    """What the statement says of its entries, which comes beside no scopes, and the rows."""
    dialect = session.get_bind().dialect.name
    if dialect != POSTGRES:
        bounds["scopes"] = json_text(bounds["scopes"])
    told, bundles = "", list[Bundle]()
    # Past the ORM, and put together once: every pull that brings something asks so.
    found = session.connection().execute(query(dialect), bounds).all()
    for scopes, ops in cast("Sequence[tuple[str | None, str]]", found):
        if scopes is None:
            told = ops
        else:
            bundles.append(Bundle(split_lines(scopes), ops))
    return told, bundles


@lru_cache
def _all(dialect: str) -> Query:
    """How many entries there are, up to one more than fits; and if they fit, their rows."""
    entries = _above(dialect).limit(bindparam("one_more")).cte("entries")
    count = select(func.count()).select_from(entries).scalar_subquery()
    rows = _rows(dialect, entries).where(count <= bindparam("limit"))
    return union_all(select(null(), sql_cast(count, Text)), rows)


@lru_cache
def _first(dialect: str) -> Query:
    """As many entries as fit, in order: the last of them, and their rows."""
    query = _above(dialect)
    place = query.selected_columns
    entries = query.order_by(*place).limit(bindparam("limit")).cte("entries")
    backwards = (its.desc() for its in entries.c)
    last = select(_array(dialect, *entries.c)).order_by(*backwards).limit(1).scalar_subquery()
    return union_all(select(null(), sql_cast(last, Text)), _rows(dialect, entries))


def _above(dialect: str) -> Select[Any, Any, Any]:
    place = (INDEX.version, INDEX.entity, INDEX.row_id)
    after = tuple_(*(bindparam(column.name, type_=column.type) for column in place))
    if dialect == POSTGRES:
        is_mine = INDEX.scope == any_(bindparam("scopes", type_=TextArray()))
    else:
        is_mine = INDEX.scope.in_(listed(bindparam("scopes", type_=Text)))
    return select(*place).where(
        INDEX.org == bindparam("org"),
        is_mine,
        INDEX.version >= bindparam("version"),
        tuple_(*place) > after,
    )


def _rows(dialect: str, entries: CTE) -> Select[Any, Any]:
    """Rows that the entries name; those of the same scopes together, these as the text they are.

    By one list of ids, since a join with the entries goes down the tree anew for each of them.
    Where tables share an id, a row that only another entity's entry names may come along: it is
    as true as the others.
    """
    scopes = type_coerce(ROWS.scopes, Text)
    join = func.string_agg if dialect == POSTGRES else func.group_concat
    mine = (
        ROWS.org == bindparam("org"),
        _is_named(dialect, ROWS.row_id, select(entries.c.row_id)),
        _is_named(dialect, ROWS.entity, select(entries.c.entity).distinct()),
    )
    return select(scopes, join(ROWS.op, ",")).where(*mine).group_by(scopes)


def _is_named(dialect: str, column: Any, names: Select[Any]) -> ColumnElement[bool]:
    if dialect != POSTGRES:
        return column.in_(names)
    return column == any_(func.array(names.scalar_subquery(), type_=ARRAY(String)))


def _array(dialect: str, *parts: Any) -> Any:
    return (func.json_build_array if dialect == POSTGRES else func.json_array)(*parts)
