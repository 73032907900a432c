"""Leasing: the books of long work that is done piece by piece; they decide, the queue only wakes.

Several workers take from them at once. Whoever takes a row moves it ahead in time, so that it comes
up again should he die; a second one that got it meanwhile is told apart by the number of tries.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Model
from server.core.runtime import Runtime

# Renewed with each piece; a piece takes seconds.
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
MOST_TRIES = 5
LONGEST_ERROR = 500


class Work(Model):
    """Something that is still to be done; who takes it moves `next_try_at` ahead."""

    __abstract__ = True
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    last_error: Mapped[str] = mapped_column(String(LONGEST_ERROR), default="")


@dataclass(frozen=True)
class Taken:
    """What is ours until the lease ends; `id` is the work's own key."""

    id: str
    org: str
    tries: int


class LeaseLost(Exception):
    """Another worker took over meanwhile."""


@dataclass(frozen=True)
class Books:
    """The books of one kind of work; the one column of its primary key says what is to be done."""

    table: type[Work]

    @property
    def key(self) -> ColumnElement[str]:
        return self.table.__mapper__.primary_key[0]

    def take_due(self, runtime: Runtime) -> Taken | None:
        """What has waited longest, if anything is due."""
        now, table = runtime.clock.now(), self.table
        query = select(table, self.key).where(table.next_try_at <= now)
        query = query.order_by(table.next_try_at, self.key).limit(1)
        with runtime.bookkeeping() as session:
            found = session.execute(query.with_for_update(skip_locked=True)).first()
            if found is None:
                return None
            row, key = found
            row.tries += 1
            row.next_try_at = now + LEASE
            return Taken(key, row.org, row.tries)

    def renew(self, runtime: Runtime, taken: Taken) -> None:
        """LeaseLost where it is no longer ours."""
        query = update(self.table).where(*self._same(taken))
        query = query.values(next_try_at=runtime.clock.now() + LEASE)
        with runtime.bookkeeping() as session:
            if not session.execute(query.returning(self.key)).all():
                raise LeaseLost(taken.id)

    def finish(self, runtime: Runtime, taken: Taken) -> None:
        with runtime.bookkeeping() as session:
            session.execute(delete(self.table).where(*self._same(taken)))

    def postpone(self, runtime: Runtime, taken: Taken, error: str) -> None:
        """It failed: it stays, with what it failed of, and is tried again more and more rarely."""
        next_try_at = runtime.clock.now() + FIRST_PAUSE * 2 ** (taken.tries - 1)
        values = {"next_try_at": next_try_at, "last_error": error[:LONGEST_ERROR]}
        with runtime.bookkeeping() as session:
            session.execute(update(self.table).where(*self._same(taken)).values(values))

    def _same(self, taken: Taken) -> tuple[ColumnElement[bool], ...]:
        return (self.key == taken.id, self.table.tries == taken.tries)
