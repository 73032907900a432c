"""Notifications: reads of the inbox."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.notifications.models import Notice


def list_unread_of(
    session: Session, org: str, user_id: str, notice_ids: Collection[str]
) -> list[Notice]:
    """Those of these notices that are this person's and unread."""
    query = select(Notice).where(
        Notice.org == org,
        Notice.user_id == user_id,
        Notice.id.in_(list(notice_ids)),
        Notice.read_at.is_(None),
    )
    return list(session.scalars(query.with_for_update()))


def list_unread(
    session: Session, org: str, since: datetime, before: datetime
) -> list[tuple[str, str]]:
    """(user, notice) of what was told in a span of time and nobody has read."""
    span = (Notice.created_at >= since, Notice.created_at < before)
    query = select(Notice.user_id, Notice.id).where(Notice.org == org, *span)
    found = session.execute(query.where(Notice.read_at.is_(None)).order_by(Notice.id))
    return [(user_id, notice_id) for user_id, notice_id in found]


def list_read(session: Session, org: str, notice_ids: Collection[str]) -> list[Notice]:
    """Those of these notices that have been read, locked for a change."""
    query = select(Notice).where(
        Notice.org == org, Notice.id.in_(list(notice_ids)), Notice.read_at.is_not(None)
    )
    return list(session.scalars(query.order_by(Notice.id).with_for_update()))


def list_settled(session: Session, org: str, before: datetime, limit: int) -> list[str]:
    """Ids of carried notices that were read before an instant."""
    query = select(Notice.id).where(Notice.org == org, Notice.is_carried, Notice.read_at < before)
    return list(session.scalars(query.order_by(Notice.read_at).limit(limit)))
