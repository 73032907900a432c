"""Shapes: keeps the rows' bodies in the shape in which this version of the server tells them."""

import hashlib
import json
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core.db import CHUNK
from server.core.feeds import Feed, Feeds
from server.core.indexing import render_op
from server.core.replication import SyncClock, SyncRow
from server.core.runtime import Runtime


def schema_of(feeds: Feeds) -> str:
    """Names all shapes together: another shape anywhere gives another name."""
    shapes = {entity: feed.shape.model_json_schema() for entity, feed in feeds.items()}
    text = json.dumps(shapes, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def refresh_bodies(runtime: Runtime) -> int:
    """Write the bodies anew where a migration or a new version has changed shapes; how many.

    A phone's cursor names the schema too, so that all phones pull anew afterwards. It may be
    killed and run again: a company counts as done only when all its rows are.
    """
    feeds = runtime.wiring.feeds
    schema, count = schema_of(feeds), 0
    with runtime.reading() as session:
        orgs = list(session.scalars(select(SyncClock.org).where(SyncClock.schema != schema)))
    for org in orgs:
        count += sum(_refresh_feed(runtime, org, feed) for feed in feeds.values())
        with runtime.bookkeeping() as session:
            session.execute(update(SyncClock).where(SyncClock.org == org).values(schema=schema))
    return count


def _refresh_feed(runtime: Runtime, org: str, feed: Feed[Any]) -> int:
    count, after = 0, ""
    while True:
        with runtime.bookkeeping() as session:
            versions = _next_versions(session, org, feed, after)
            for row_id, row in feed.load(session, org, list(versions)).items():
                _refresh_row(session, org, feed, row, versions[row_id])
        if not versions:
            return count
        count, after = count + len(versions), max(versions)


def _next_versions(session: Session, org: str, feed: Feed[Any], after: str) -> dict[str, int]:
    mine = (SyncRow.org == org, SyncRow.entity == feed.entity, SyncRow.row_id > after)
    query = select(SyncRow.row_id, SyncRow.version).where(*mine).order_by(SyncRow.row_id)
    found = session.execute(query.limit(CHUNK).with_for_update())
    return {row_id: version for row_id, version in found}


def _refresh_row(session: Session, org: str, feed: Feed[Any], row: Any, version: int) -> None:
    scopes, key = sorted(feed.scopes(row)), (feed.entity, row.id)
    mine = (SyncRow.org == org, SyncRow.entity == feed.entity, SyncRow.row_id == row.id)
    op = render_op(key, feed.encode(row) if scopes else None, version)
    session.execute(update(SyncRow).where(*mine).values(scopes=scopes, op=op))
