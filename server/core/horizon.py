"""Horizon: tombstones that are old enough are forgotten, and who slept longer begins anew.

The one write beside the door that touches the index. It is no command because it changes nothing of
the world: no row, no right, no digest (that counts live rows alone). Whoever has read past the
horizon misses nothing; who has not is told `reset: horizon` and reads everything again. The horizon
moves in the same transaction as the deletion, so no reader sees one without the other.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, false, func, select, tuple_, update
from sqlalchemy.orm import Session

from server.core.journal import JournalEntry
from server.core.replication import SyncClock, SyncIndex

MOST_AT_ONCE = 5000
KEY = (SyncIndex.scope, SyncIndex.entity, SyncIndex.row_id)


def find_last_version(session: Session, org: str, before: datetime) -> int:
    """The newest version such that it and all before it were received before an instant.

    Reads the journal from the horizon on: one day's lines where it runs every night.
    """
    clock = session.get_one(SyncClock, org)
    query = (
        select(JournalEntry.version, JournalEntry.received_at)
        .where(JournalEntry.org == org, JournalEntry.version > clock.horizon)
        .order_by(JournalEntry.version)
        .execution_options(yield_per=MOST_AT_ONCE)
    )
    for version, received_at in session.execute(query):
        if received_at >= before:
            return version - 1
    return clock.version


def purge_tombstones(session: Session, org: str, upto: int, limit: int = MOST_AT_ONCE) -> int:
    """Forget the oldest tombstones up to a version; how many, at most `limit`.

    In a transaction of the caller's that writes (`Runtime.bookkeeping`). The clock is locked before
    the index is changed, as in every unit of work.
    """
    dead = (SyncIndex.org == org, SyncIndex.is_live == false(), SyncIndex.version <= upto)
    oldest = select(*KEY, SyncIndex.version).where(*dead).order_by(SyncIndex.version).limit(limit)
    newest = session.scalar(select(func.max(oldest.subquery().c.version)))
    if newest is None:
        return 0
    _raise_horizon(session, org, newest)
    keys = oldest.with_only_columns(*KEY)
    # A row that came back meanwhile is judged again by the database, hence the conditions twice.
    found = session.execute(delete(SyncIndex).where(*dead, tuple_(*KEY).in_(keys)))
    return cast(CursorResult[Any], found).rowcount


def _raise_horizon(session: Session, org: str, version: int) -> None:
    statement = update(SyncClock).where(SyncClock.org == org, SyncClock.horizon < version)
    session.execute(statement.values(horizon=version))
