"""Notifications: reads of what is on its way, and of who was told and has read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import among, lock_rows
from server.notifications.models import Channel, Delivery, Escalation, Notice


@dataclass(frozen=True)
class Sent:
    """One delivery as the sender's group sees it."""

    notice_id: str
    channel_kind: str
    channel_name: str
    state: str
    sent_at: datetime | None
    last_error: str


def list_about(session: Session, org: str, subject_kind: str, subject_id: str) -> list[Notice]:
    """All notices about one order, visit or task, the oldest first."""
    mine = (Notice.org == org, Notice.subject_kind == subject_kind, Notice.subject_id == subject_id)
    query = select(Notice).where(*mine).order_by(Notice.created_at, Notice.id)
    return list(session.scalars(query))


def list_deliveries_of(
    session: Session, notice_ids: Collection[str]
) -> Mapping[str, Sequence[Sent]]:
    """The deliveries of each of these notices."""
    query = (
        select(
            Delivery.notice_id,
            Channel.kind,
            Channel.name,
            Delivery.state,
            Delivery.sent_at,
            Delivery.last_error,
        )
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(among(session, Delivery.notice_id, list(notice_ids)))
        .order_by(Delivery.id)
    )
    found: dict[str, list[Sent]] = {}
    for row in session.execute(query):
        found.setdefault(row[0], []).append(Sent(*row))
    return found


def list_notices(session: Session, notice_ids: Sequence[str]) -> list[Notice]:
    """These notices, in this order."""
    query = select(Notice).where(among(session, Notice.id, list(notice_ids)))
    by_id = {notice.id: notice for notice in session.scalars(query)}
    return [by_id[notice_id] for notice_id in notice_ids if notice_id in by_id]


def has_unread_due(session: Session, org: str, now: datetime) -> bool:
    return bool(list_unread_due(session, org, now, 1))


def list_unread_due(session: Session, org: str, now: datetime, limit: int) -> list[str]:
    """Ids of escalations whose next step has come."""
    query = select(Escalation.id).where(Escalation.org == org, Escalation.due_at <= now)
    return list(session.scalars(query.order_by(Escalation.due_at, Escalation.id).limit(limit)))


def lock_escalations(session: Session, org: str, ids: Collection[str]) -> list[Escalation]:
    """Those of these that have not ended, locked for a change."""
    wanted = sorted(ids)
    lock_rows(session, Escalation, org, wanted)
    rows = [session.info["locked"][Escalation, org, row_id] for row_id in wanted]
    return [row for row in rows if row is not None and row.due_at is not None]
