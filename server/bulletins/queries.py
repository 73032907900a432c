"""Bulletins: every read."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.bulletins.models import Bulletin, BulletinDesk, BulletinReceipt
from server.bulletins.rules import BulletinUnknown
from server.core.db import lock_row, lock_rows


def get_bulletin(session: Session, org: str, bulletin_id: str) -> Bulletin:
    """The version, locked for a change."""
    bulletin = lock_row(session, Bulletin, org, bulletin_id)
    if bulletin is None:
        raise BulletinUnknown(bulletin_id=bulletin_id)
    return bulletin


def get_desk(session: Session, org: str, bulletin_id: str) -> BulletinDesk:
    desk = lock_row(session, BulletinDesk, org, bulletin_id)
    if desk is None:
        raise BulletinUnknown(bulletin_id=bulletin_id)
    return desk


def get_receipt(session: Session, org: str, receipt_id: str) -> BulletinReceipt:
    receipt = lock_row(session, BulletinReceipt, org, receipt_id)
    if receipt is None:
        raise BulletinUnknown(receipt_id=receipt_id)
    return receipt


def list_receipts(session: Session, org: str, bulletin_id: str) -> Sequence[BulletinReceipt]:
    """All of a version, locked for a change."""
    query = select(BulletinReceipt.id).where(BulletinReceipt.bulletin_id == bulletin_id)
    ids = list(session.scalars(query.order_by(BulletinReceipt.id)))
    lock_rows(session, BulletinReceipt, org, ids)
    return [get_receipt(session, org, receipt_id) for receipt_id in ids]


def find_newest_period(session: Session, org: str) -> str | None:
    return session.scalar(select(func.max(Bulletin.period)).where(Bulletin.org == org))


def has_period(session: Session, org: str, period: str) -> bool:
    query = select(Bulletin.id).where(Bulletin.org == org, Bulletin.period == period)
    return session.scalar(query.limit(1)) is not None
