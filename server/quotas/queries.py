"""Quotas: every read."""

from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.quotas.models import Quota, QuotaCount


def quota_id(kind: str, unit_id: str, period: str) -> str:
    return f"{kind}.{unit_id}.{period}"


def find_quota(session: Session, org: str, row_id: str) -> Quota | None:
    """The quota, locked for a change."""
    return lock_row(session, Quota, org, row_id)


def is_counted(session: Session, row_id: str) -> bool:
    return session.get(QuotaCount, row_id) is not None
