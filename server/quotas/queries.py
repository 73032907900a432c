"""Quotas: every read."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from server.core.clock import local_day
from server.core.db import lock_row
from server.quotas.models import Quota, QuotaCount

MONTH_LENGTH = len("2026-11")


def quota_id(kind: str, unit_id: str, period: str) -> str:
    return f"{kind}.{unit_id}.{period}"


def find_quota(session: Session, org: str, row_id: str) -> Quota | None:
    """The quota, locked for a change."""
    return lock_row(session, Quota, org, row_id)


def is_counted(session: Session, row_id: str) -> bool:
    return session.get(QuotaCount, row_id) is not None


def list_counts_of(session: Session, org: str, visit_id: str) -> list[QuotaCount]:
    """Where a visit counts, for a change."""
    query = select(QuotaCount).where(
        QuotaCount.org == org, QuotaCount.visit_id == visit_id, QuotaCount.is_voided.is_(False)
    )
    return list(session.scalars(query.order_by(QuotaCount.id).with_for_update()))


def list_settled(session: Session, org: str, before: datetime, limit: int) -> list[str]:
    """Ids of carried quotas whose month or year was over before an instant."""
    day, length = local_day(before), func.length(Quota.period)
    query = select(Quota.id).where(
        Quota.org == org,
        Quota.is_carried,
        or_(
            (length == MONTH_LENGTH) & (Quota.period < f"{day:%Y-%m}"),
            (length != MONTH_LENGTH) & (Quota.period < f"{day:%Y}"),
        ),
    )
    return list(session.scalars(query.order_by(Quota.period, Quota.id).limit(limit)))
