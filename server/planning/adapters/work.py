"""Planning: the books of imports to be worked on; they decide, the queue only wakes."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from server.core.runtime import Runtime
from server.planning.models.imports import ImportWork

# Renewed with each batch; a batch takes a second.
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
MOST_TRIES = 5
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Taken:
    """An import that is ours until the lease ends."""

    import_id: str
    org: str
    tries: int


class LeaseLost(Exception):
    """Another worker took over meanwhile."""


def take_due(runtime: Runtime) -> Taken | None:
    """The import that has waited longest."""
    now = runtime.clock.now()
    query = select(ImportWork).where(ImportWork.next_try_at <= now)
    query = query.order_by(ImportWork.next_try_at, ImportWork.import_id).limit(1)
    with runtime.bookkeeping() as session:
        row = session.scalar(query.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.tries += 1
        row.next_try_at = now + LEASE
        return Taken(row.import_id, row.org, row.tries)


def renew(runtime: Runtime, taken: Taken) -> None:
    """LeaseLost where it is no longer ours."""
    until = runtime.clock.now() + LEASE
    with runtime.bookkeeping() as session:
        query = update(ImportWork).where(*_same(taken)).values(next_try_at=until)
        if not session.execute(query.returning(ImportWork.import_id)).all():
            raise LeaseLost(taken.import_id)


def finish(runtime: Runtime, taken: Taken) -> None:
    with runtime.bookkeeping() as session:
        session.execute(delete(ImportWork).where(*_same(taken)))


def postpone(runtime: Runtime, taken: Taken, error: str) -> None:
    """It failed: it stays, with what it failed of, and is tried again more and more rarely."""
    next_try_at = runtime.clock.now() + FIRST_PAUSE * 2 ** (taken.tries - 1)
    values = {"next_try_at": next_try_at, "last_error": error[:LONGEST_ERROR]}
    with runtime.bookkeeping() as session:
        session.execute(update(ImportWork).where(*_same(taken)).values(values))


def _same(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    return (ImportWork.import_id == taken.import_id, ImportWork.tries == taken.tries)
