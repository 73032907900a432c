"""Sealing: the end of a unit of work. What the index needs to know, and the journal."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from server.core.bulk import append
from server.core.db import OrgRow
from server.core.feeds import Feed, Feeds
from server.core.indexing import RowState, Touch, row_states
from server.core.journal import JournalEntry, line_hash
from server.core.recorder import is_gone
from server.core.replication import Key, SyncClock, Tick


class Interfered(Exception):
    """Another writer changed a row between our judging its base and our locking it; try again."""


def plan_seal(
    session: Session,
    org: str,
    touched: Mapping[Key, Touch],
    *,
    rows: Mapping[Key, OrgRow],
    feeds: Feeds,
    judged: Mapping[Key, RowState | None],
) -> dict[Key, RowState]:
    """All that can be done before the clock is locked: what the rows are now, and what they were.

    Raises Interfered where somebody else has written a row since its base was judged.
    """
    for key, touch in touched.items():
        _describe(touch, feeds[key[0]], rows[key])
    states = row_states(session, org, sorted(touched))
    for key in touched.keys() & judged.keys():
        then, now = judged[key], states.get(key)
        if (then.version if then else 0) != (now.version if now else 0):
            raise Interfered(f"{key[0]}/{key[1]}")
    return states


def _describe(touch: Touch, feed: Feed[Any], row: OrgRow) -> None:
    """For whom the row is now, and what they will see; nobody sees a row that is gone."""
    if not is_gone(row):
        touch.scopes = frozenset(feed.scopes(row))
        touch.body = feed.encode(row) if touch.scopes else None


def write_journal(session: Session, org: str, lines: list[dict[str, Any]], tick: Tick) -> None:
    """Chain the lines to what the journal ends with, and move its head."""
    previous, number = tick.journal_hash, tick.journal_number
    entries: list[dict[str, Any]] = []
    for line in lines:
        number += 1
        full = {**line, "number": number, "version": tick.version, "previous_hash": previous}
        previous = line_hash(full)
        entries.append({**full, "hash": previous})
    append(session, JournalEntry, entries)
    session.execute(
        update(SyncClock)
        .where(SyncClock.org == org)
        .values(journal_hash=previous)
        .execution_options(synchronize_session=False)
    )
