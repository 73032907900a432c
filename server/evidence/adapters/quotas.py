"""Evidence: how much one person may send a day, and how many photos a record may have (R-06).

Each upload that is begun counts, whatever comes of it; one that is found again does not.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.bulk import insert_missing
from server.core.clock import Moment, local_day, seconds_to_next_day
from server.core.db import remember
from server.evidence import queries, rules
from server.evidence.models import UploadDay
from server.organisation.queries import get_policies


def book_upload(session: Session, actor: Actor, size: int, now: datetime) -> None:
    """Count one more upload of so many bytes; DayFull, and none counted, where it is too much."""
    policies = get_policies(session, actor.org, local_day(now))
    today = _today(session, actor.user_id, now)
    photos, total = today.photos + 1, today.bytes + size
    most = policies["photo.day_count"], policies["photo.day_mb"]
    rules.check_day(photos, total, *most, seconds_to_next_day(now))
    today.photos, today.bytes = photos, total


def check_record_has_room(
    session: Session, actor: Actor, at: Moment, subject_kind: str, subject_id: str
) -> None:
    """RecordFull where a visit or order has all the photos that it may have."""
    org, day = actor.org, at.received_on
    policies = remember(session, ("policies", org, day), lambda: get_policies(session, org, day))
    count = queries.count_photos(session, org, subject_kind, subject_id)
    rules.check_record(count, policies["photo.record_count"])


def _today(session: Session, user_id: str, now: datetime) -> UploadDay:
    """This person's count of today, locked; those of earlier days go with its first upload."""
    day = local_day(now)
    query = select(UploadDay).where(UploadDay.user_id == user_id, UploadDay.day == day)
    found = session.scalar(query.with_for_update())
    if found is None:
        session.execute(delete(UploadDay).where(UploadDay.user_id == user_id, UploadDay.day < day))
        new = {"user_id": user_id, "day": day, "photos": 0, "bytes": 0}
        insert_missing(session, UploadDay, [new])
        found = session.scalars(query.with_for_update()).one()
    return found
