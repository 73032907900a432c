"""Evidence: the books of what is still to be done with photos. They decide; the queue only wakes.

Several workers take from them at once. Whoever takes a row moves it ahead in time, so that it comes
up again should he die; a second one that got it meanwhile is told apart by the number of tries.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from server.core.bulk import insert_missing
from server.core.runtime import Runtime
from server.evidence.models import PhotoWork

# A step takes seconds. Who has not come back after so long is taken for dead.
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
MOST_DOUBLINGS = 10
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Taken:
    """One step of one photo that is ours until the lease ends."""

    photo_id: str
    step: str
    org: str
    tries: int


def take_due(runtime: Runtime, steps: Collection[str]) -> Taken | None:
    """The step that has waited longest, if any is due; a photo without steps gets all of these."""
    with runtime.bookkeeping() as session:
        while row := _next_due(session, now := runtime.clock.now()):
            if row.step:
                row.tries += 1
                row.next_try_at = now + LEASE
                return Taken(row.photo_id, row.step, row.org, row.tries)
            _spread(session, row, steps)
    return None


def finish(runtime: Runtime, taken: Taken) -> None:
    """The step is done; where another one took it meanwhile, that one still says so himself."""
    with runtime.bookkeeping() as session:
        session.execute(delete(PhotoWork).where(*_same(taken)))


def postpone(runtime: Runtime, taken: Taken, error: str) -> None:
    """The step failed: it stays, with what it failed of, and is tried again ever more rarely."""
    next_try_at = runtime.clock.now() + pause_after(taken.tries)
    values = {"next_try_at": next_try_at, "last_error": error[:LONGEST_ERROR]}
    with runtime.bookkeeping() as session:
        session.execute(update(PhotoWork).where(*_same(taken)).values(values))


def pause_after(tries: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(tries - 1, MOST_DOUBLINGS), LONGEST_PAUSE)


def has_due(session: Session, now: datetime) -> bool:
    return session.scalar(select(PhotoWork.photo_id).where(*_due(now)).limit(1)) is not None


def list_failed(session: Session, limit: int) -> list[PhotoWork]:
    """Steps that have failed at least once and are not done yet, the oldest first."""
    query = select(PhotoWork).where(PhotoWork.last_error != "")
    return list(session.scalars(query.order_by(PhotoWork.added_at).limit(limit)))


def _next_due(session: Session, now: datetime) -> PhotoWork | None:
    order = (PhotoWork.next_try_at, PhotoWork.photo_id, PhotoWork.step)
    query = select(PhotoWork).where(*_due(now)).order_by(*order).limit(1)
    return session.scalar(query.with_for_update(skip_locked=True))


def _spread(session: Session, row: PhotoWork, steps: Collection[str]) -> None:
    """One row becomes one for each step, so that each fails and is repeated alone."""
    known = {"photo_id": row.photo_id, "org": row.org, "added_at": row.added_at}
    due = {"next_try_at": row.next_try_at, "tries": 0, "last_error": ""}
    insert_missing(session, PhotoWork, [{**known, **due, "step": step} for step in steps])
    session.delete(row)
    session.flush()


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (PhotoWork.next_try_at <= now,)


def _same(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    return (
        PhotoWork.photo_id == taken.photo_id,
        PhotoWork.step == taken.step,
        PhotoWork.tries == taken.tries,
    )
