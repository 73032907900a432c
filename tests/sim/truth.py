"""Simulator: what a person carries, asked of the tables themselves and not of the index (I4)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.feeds import Feeds
from server.core.replication import SyncRow


@dataclass(frozen=True)
class Row:
    """A replicated row with all its scopes, whoever has them."""

    entity: str
    row_id: str
    row: dict[str, Any]
    scopes: frozenset[str]
    version: int


def read_rows(session: Session, org: str, feeds: Feeds) -> list[Row]:
    """Every row of every feed, as it stands in this session's snapshot."""
    query = select(SyncRow.entity, SyncRow.row_id, SyncRow.version).where(SyncRow.org == org)
    versions = {(entity, row_id): version for entity, row_id, version in session.execute(query)}
    return [
        Row(
            feed.entity,
            row.id,
            feed.shape.model_validate(row).model_dump(mode="json"),
            frozenset(feed.scopes(row)),
            versions.get((feed.entity, row.id), 0),
        )
        for feed in feeds.values()
        for row in session.scalars(select(feed.model).where(feed.model.org == org))
    ]


def carried(rows: list[Row], scopes: frozenset[str]) -> dict[str, dict[str, Any]]:
    """What a device with these scopes must hold: "entity/id" → row, its scopes there, version."""
    return {
        f"{row.entity}/{row.row_id}": {
            "row": row.row,
            "scopes": sorted(row.scopes & scopes),
            "version": row.version,
        }
        for row in rows
        if row.scopes & scopes
    }
