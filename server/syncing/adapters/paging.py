"""Syncing: a page of a pull, read in one statement: its index entries and the rows behind them.

Their ops are kept as they are sent (`SyncRow.op`), so that a row costs its way here and no more.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

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

from server.core.db import TextArray, json_text, listed, raw, split_lines
from server.core.replication import SyncIndex, SyncRow
from sync.hub.ports import Bundle, Found, Position

INDEX, ROWS = SyncIndex.__table__.c, SyncRow.__table__.c
POSTGRES = "postgresql"
Query = CompoundSelect[None, bytes]


class Wanted(NamedTuple):
    """A page: of the entries of these scopes, as many as this above a position."""

    scopes: list[str]
    after: Position
    limit: int

    def bounds(self, org: str) -> dict[str, Any]:
        """What the statements are given of it."""
        version, entity, row_id = self.after
        place = {"version": version, "entity": entity, "row_id": row_id}
        room = {"limit": self.limit, "one_more": self.limit + 1}
        return {"org": org, "scopes": self.scopes, **place, **room}


def scan_index(session: Session, org: str, wanted: Wanted) -> Found | None:
    """The first entries above a position, in its order, with their rows; None: there are none.

    What fits on the page as a whole, as most does, need not be put in order first.
    """
    told, bundles = read(session, _all, wanted.bounds(org))
    if (count := int(told)) > wanted.limit:
        return scan_in_order(session, org, wanted)
    return whole_page(wanted.after, count, bundles)


def whole_page(after: Position, count: int, bundles: list[Bundle]) -> Found | None:
    """All entries that there are; None: there are none."""
    return Found(after, count, has_more=False, bundles=bundles) if count else None


def scan_in_order(session: Session, org: str, wanted: Wanted) -> Found:
    """The first entries of more than fit."""
    last, bundles = read(session, _first, wanted.bounds(org))
    version, entity, row_id = from_json(last)
    return Found((version, entity, row_id), wanted.limit, has_more=True, bundles=bundles)


def read(
    session: Session, query: Callable[[str], Query], bounds: dict[str, Any]
) -> tuple[bytes, list[Bundle]]:
    """What the statement says of its entries, which comes beside no scopes, and the rows."""
    dialect = session.get_bind().dialect.name
    if dialect != POSTGRES:
        bounds["scopes"] = json_text(bounds["scopes"])
    told, bundles = b"", list[Bundle]()
    # Past the ORM, and put together once: every pull asks so.
    found = session.connection().execute(query(dialect), bounds).all()
    for scopes, ops in cast("Sequence[tuple[str | None, bytes]]", found):
        if scopes is None:
            told = ops
        else:
            bundles.append(Bundle(split_lines(scopes), ops))
    return told, bundles


@lru_cache
def _all(dialect: str) -> Query:
    """How many entries there are, up to one more than fits; and if they fit, their rows."""
    return with_page(dialect, _is_wanted(dialect), lambda count: sql_cast(count, Text))


def with_page(
    dialect: str, is_mine: ColumnElement[bool], told: Callable[[ColumnElement[int]], Any]
) -> Query:
    """What is told of the number of entries, up to one more than fits; if they fit, their rows."""
    entries = _above(is_mine).limit(bindparam("one_more")).cte("entries")
    count = select(func.count()).select_from(entries).scalar_subquery()
    rows = _rows(dialect, entries).where(count <= bindparam("limit"))
    return union_all(select(null(), raw(told(count))), rows)


@lru_cache
def _first(dialect: str) -> Query:
    """As many entries as fit, in order: the last of them, and their rows."""
    query = _above(_is_wanted(dialect))
    place = query.selected_columns
    entries = query.order_by(*place).limit(bindparam("limit")).cte("entries")
    backwards = (its.desc() for its in entries.c)
    last = select(_array(dialect, *entries.c)).order_by(*backwards).limit(1).scalar_subquery()
    return union_all(select(null(), raw(sql_cast(last, Text))), _rows(dialect, entries))


def _is_wanted(dialect: str) -> ColumnElement[bool]:
    return is_among(dialect, INDEX.scope)


def is_among(dialect: str, column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a column is one of the scopes that are asked for."""
    if dialect == POSTGRES:
        return column == any_(bindparam("scopes", type_=TextArray()))
    return column.in_(listed(bindparam("scopes", type_=Text)))


def _above(is_mine: ColumnElement[bool]) -> Select[Any, Any, Any]:
    place = (INDEX.version, INDEX.entity, INDEX.row_id)
    after = tuple_(*(bindparam(column.name, type_=column.type) for column in place))
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
        is_named(dialect, ROWS.row_id, select(entries.c.row_id)),
        is_named(dialect, ROWS.entity, select(entries.c.entity).distinct()),
    )
    return select(scopes, raw(join(ROWS.op, ","))).where(*mine).group_by(scopes)


def is_named(dialect: str, column: Any, names: Select[Any]) -> ColumnElement[bool]:
    """Whether a column is one of what a query of the same statement finds."""
    if dialect != POSTGRES:
        return column.in_(names)
    return column == any_(func.array(names.scalar_subquery(), type_=ARRAY(String)))


def _array(dialect: str, *parts: Any) -> Any:
    return (func.json_build_array if dialect == POSTGRES else func.json_array)(*parts)
