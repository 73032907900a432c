"""Syncing: how a pull begins: in one statement, where all stands and what most likely follows.

Each way to the database and back costs as much as a hundred rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import CTE, ColumnElement, ScalarSelect, Text, bindparam, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from server.core.replication import SyncClock, SyncScope
from server.syncing.adapters.paging import (
    INDEX,
    POSTGRES,
    Query,
    Wanted,
    is_among,
    is_named,
    read,
    with_page,
)
from server.syncing.models import SyncClient, SyncResult
from sync.hub.cursor import oldest_unread
from sync.hub.ports import Bundle
from sync.hub.wire import Result


class Standing(NamedTuple):
    """Where a company's clock stands, and a device of it; no `user_id` where it is not known."""

    epoch: str
    schema: str
    version: int
    horizon: int
    user_id: str | None
    revoked_reason: str | None
    last_seq: int | None
    last_seen_at: datetime | None
    app: str | None
    agent: str | None


@dataclass(frozen=True)
class Opening:
    """`moved`: of the scopes asked for, those with entries at `since` or above, and their newest.

    `page`: of these scopes. `seen`: how many entries it has, up to one more than fits; and their
    rows, if they fit. `results`: of the device's own mutations above its `ack`.
    """

    standing: Standing
    results: list[Result]
    since: int
    moved: Mapping[str, int]
    page: Wanted
    seen: tuple[int, list[Bundle]]


@dataclass(frozen=True)
class Asker:
    """A device of a company, and up to which seq it knows what became of its mutations."""

    org: str
    client_id: str
    ack: int


def read_opening(session: Session, asker: Asker, wanted: Wanted) -> Opening:
    since = oldest_unread(wanted.after)
    bounds = {**wanted.bounds(asker.org), **vars(asker), "since": since}
    told, bundles = read(session, _opening, bounds)
    *place, last_seen_at, app, agent, results, moved, count = from_json(told)
    standing = Standing(*place, last_seen_at=_instant(last_seen_at), app=app, agent=agent)
    results = sorted(map(Result.model_validate, results), key=lambda result: result.seq)
    page = Wanted(sorted(moved), wanted.after, wanted.limit)
    return Opening(standing, results, since, moved, page, (count, bundles))


def _instant(text: str | None) -> datetime | None:
    """SQLite knows no zone: what it keeps is in UTC."""
    if text is None:
        return None
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@lru_cache
def _opening(dialect: str) -> Query:
    mine = (SyncScope.org == bindparam("org"), is_among(dialect, SyncScope.__table__.c.scope))
    moved = (
        select(SyncScope.scope, SyncScope.version)
        .where(*mine, SyncScope.version >= bindparam("since"))
        .cte("moved")
    )
    is_mine = is_named(dialect, INDEX.scope, select(moved.c.scope))
    return with_page(dialect, is_mine, lambda count: _told(dialect, moved, count))


def _told(dialect: str, moved: CTE, count: ColumnElement[int]) -> Any:
    """The standing, results, what has moved, and how many entries there are, as one JSON text."""
    array = func.json_build_array if dialect == POSTGRES else func.json_array
    parts = (
        *(SyncClock.epoch, SyncClock.schema, SyncClock.version, SyncClock.horizon),
        *(SyncClient.user_id, SyncClient.revoked_reason, SyncClient.last_seq),
        *(SyncClient.last_seen_at, SyncClient.app, SyncClient.agent),
        *(_results(dialect), _versions(dialect, moved), count),
    )
    return (
        select(sql_cast(array(*parts), Text))
        .select_from(SyncClock)
        .outerjoin(SyncClient, SyncClient.id == bindparam("client_id"))
        .where(SyncClock.org == bindparam("org"))
        .scalar_subquery()
    )


def _results(dialect: str) -> ColumnElement[Any]:
    """An array of JSON."""
    above = (SyncResult.client_id == bindparam("client_id"), SyncResult.seq > bindparam("ack"))
    if dialect == POSTGRES:
        found = func.coalesce(func.json_agg(SyncResult.result), func.json_build_array())
    else:
        found = func.json_group_array(func.json(SyncResult.result))
    return _as_json(dialect, select(found).where(*above).scalar_subquery())


def _versions(dialect: str, moved: CTE) -> ColumnElement[Any]:
    """An object of JSON: scopes and their newest versions."""
    if dialect == POSTGRES:
        found = func.coalesce(func.json_object_agg(*moved.c), func.json_build_object())
    else:
        found = func.json_group_object(*moved.c)
    return _as_json(dialect, select(found).scalar_subquery())


def _as_json(dialect: str, found: ScalarSelect[Any]) -> ColumnElement[Any]:
    """SQLite has no type by which it would know that a text is JSON."""
    return found if dialect == POSTGRES else func.json(found)
