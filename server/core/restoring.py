"""Restoring: after a backup was put back, every phone must read anew and send again."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.replication import SyncClock

# More versions than any installation gives between two backups.
LEAP = 1_000_000


@dataclass(frozen=True)
class Restored:
    """A company's clock before and after."""

    org: str
    old_version: int
    new_version: int


def rotate_epochs(session: Session) -> list[Restored]:
    """A new epoch for every company: each phone is told `reset: epoch` at its next pull.

    The clock leaps ahead as well. The lost future gave out versions of its own; were they given
    out again, a base from there would look as if it had seen what is written now.
    """
    found: list[Restored] = []
    for clock in session.scalars(select(SyncClock).order_by(SyncClock.org).with_for_update()):
        old = clock.version
        clock.epoch, clock.version = uuid.uuid4().hex, old + LEAP
        found.append(Restored(clock.org, old, clock.version))
    return found
