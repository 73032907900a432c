"""Notifications: every read."""

from collections.abc import Collection

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
