"""Evidence, reads: suspicions about photos, for those who judge them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.db import among, lock_row
from server.evidence.models import Photo, PhotoFlag, PhotoSubject
from server.evidence.rules import FlagUnknown

GRANT = "evidence.judge"


@dataclass(frozen=True)
class FlagFilter:
    """Which flags are wanted; empty means all."""

    state: str = "open"
    kind: str = ""
    unit_id: str = ""
    owner_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def find_flag(session: Session, org: str, flag_id: str) -> PhotoFlag | None:
    return lock_row(session, PhotoFlag, org, flag_id)


def get_flag(session: Session, actor: Actor, flag_id: str) -> PhotoFlag:
    """The flag, locked; one of units that this person does not judge is answered like none."""
    flag = find_flag(session, actor.org, flag_id)
    if flag is None or not actor.may(GRANT, flag.unit_id):
        raise FlagUnknown(flag_id=flag_id)
    return flag


def list_flags(
    session: Session, actor: Actor, wanted: FlagFilter, before: tuple[datetime, str] | None, n: int
) -> list[PhotoFlag]:
    """The newest by the photo's time, after those of the page before."""
    query = select(PhotoFlag).where(*_conditions(session, actor, wanted))
    if before is not None:
        query = query.where(tuple_(PhotoFlag.taken_at, PhotoFlag.id) < before)
    newest = query.order_by(PhotoFlag.taken_at.desc(), PhotoFlag.id.desc())
    return list(session.scalars(newest.limit(n)))


def count_flags(session: Session, actor: Actor, wanted: FlagFilter) -> dict[str, int]:
    """How many there are by kind."""
    query = select(PhotoFlag.kind, func.count()).where(*_conditions(session, actor, wanted))
    return {kind: count for kind, count in session.execute(query.group_by(PhotoFlag.kind))}


def list_flagged_people(session: Session, actor: Actor) -> dict[str, str]:
    """Names by id of those whose photos were ever flagged in the judge's units."""
    query = select(PhotoFlag.owner_id, func.max(PhotoFlag.owner_name))
    query = query.where(*_visible(session, actor)).group_by(PhotoFlag.owner_id)
    return {owner_id: name for owner_id, name in session.execute(query)}


def list_flagged_units(session: Session, actor: Actor) -> set[str]:
    query = select(PhotoFlag.unit_id).where(*_visible(session, actor)).distinct()
    return set(session.scalars(query))


def list_flagged_photos(
    session: Session, org: str, photo_ids: Collection[str]
) -> dict[str, tuple[Photo, PhotoSubject | None]]:
    """Photos with what is known of their records, by id."""
    query = (
        select(Photo, PhotoSubject)
        .outerjoin(PhotoSubject, PhotoSubject.id == Photo.subject_id)
        .where(among(session, Photo.id, list(photo_ids)))
    )
    return {
        photo.id: (photo, subject) for photo, subject in session.execute(query) if photo.org == org
    }


def _visible(session: Session, actor: Actor) -> Sequence[ColumnElement[bool]]:
    units = among(session, PhotoFlag.unit_id, sorted(actor.units(GRANT)))
    return [PhotoFlag.org == actor.org, units]


def _conditions(
    session: Session, actor: Actor, wanted: FlagFilter
) -> Sequence[ColumnElement[bool]]:
    conditions = list(_visible(session, actor))
    for column, value in (
        (PhotoFlag.state, wanted.state),
        (PhotoFlag.kind, wanted.kind),
        (PhotoFlag.unit_id, wanted.unit_id),
        (PhotoFlag.owner_id, wanted.owner_id),
    ):
        if value:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(PhotoFlag.taken_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(PhotoFlag.taken_at < wanted.until)
    return conditions
