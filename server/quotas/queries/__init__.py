"""Quotas: reads of single quotas and their counts."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.db import among, lock_anew, lock_row
from server.organisation.queries import lock_company
from server.quotas.models import Quota, QuotaChange, QuotaCount
from server.quotas.rules import QuotaUnknown


def quota_id(kind: str, unit_id: str, period: str) -> str:
    return f"{kind}.{unit_id}.{period}"


def parts_of(row_id: str) -> tuple[str, str, str]:
    """Kind, unit and period: only a unit's id may hold a dot."""
    kind, rest = row_id.split(".", 1)
    unit_id, period = rest.rsplit(".", 1)
    return kind, unit_id, period


def find_quota(session: Session, org: str, row_id: str) -> Quota | None:
    """The quota, locked for a change."""
    return lock_row(session, Quota, org, row_id)


def find_quota_in_turn(session: Session, org: str, row_id: str) -> Quota | None:
    """The same, after who else may be opening it: none is opened twice."""
    lock_company(session, org)
    return lock_anew(session, Quota, org, row_id)


def get_visible(session: Session, actor: Actor, row_id: str) -> Quota:
    """The quota, not for a change, if this person may see it."""
    quota = session.scalar(select(Quota).where(Quota.id == row_id, Quota.org == actor.org))
    if quota is None or not actor.may("quota.read", quota.unit_id):
        raise QuotaUnknown(quota_id=row_id)
    return quota


def find_count(session: Session, org: str, row_id: str) -> QuotaCount | None:
    return session.scalar(select(QuotaCount).where(QuotaCount.id == row_id, QuotaCount.org == org))


def has_subject(session: Session, row_id: str, subject: str) -> bool:
    """Whether a quota counts the subject by any visit."""
    query = select(QuotaCount.id).where(
        QuotaCount.quota_id == row_id,
        QuotaCount.subject == subject,
        QuotaCount.is_voided.is_(False),
    )
    return session.scalar(query.limit(1)) is not None


def list_counts_of(session: Session, org: str, visit_id: str) -> list[QuotaCount]:
    """Where a visit counts, for a change."""
    query = select(QuotaCount).where(
        QuotaCount.org == org, QuotaCount.visit_id == visit_id, QuotaCount.is_voided.is_(False)
    )
    return list(session.scalars(query.order_by(QuotaCount.id).with_for_update()))


def list_changes(session: Session, row_id: str) -> list[QuotaChange]:
    """A quota's story, newest first."""
    query = select(QuotaChange).where(QuotaChange.quota_id == row_id)
    return list(session.scalars(query.order_by(QuotaChange.changed_at.desc(), QuotaChange.id)))


def list_ids_of(session: Session, org: str, unit_ids: Collection[str], since: date) -> list[str]:
    """Quotas of these units whose period had not ended before a day."""
    query = select(Quota.id).where(
        Quota.org == org, among(session, Quota.unit_id, list(unit_ids)), Quota.ends_on >= since
    )
    return list(session.scalars(query.order_by(Quota.id)))


def list_ids_from(session: Session, org: str, since: date) -> list[str]:
    """Quotas whose period begins on a day or later."""
    query = select(Quota.id).where(Quota.org == org, Quota.starts_on >= since)
    return list(session.scalars(query.order_by(Quota.id)))


def list_ids(session: Session, org: str, row_ids: Collection[str]) -> set[str]:
    """Those of these ids under which there is a quota."""
    query = select(Quota.id).where(Quota.org == org, among(session, Quota.id, list(row_ids)))
    return set(session.scalars(query))


def list_settled(session: Session, org: str, before: datetime, limit: int) -> list[str]:
    """Ids of carried quotas whose period was over before an instant."""
    day = local_day(before)
    query = select(Quota.id).where(Quota.org == org, Quota.is_carried, Quota.ends_on < day)
    return list(session.scalars(query.order_by(Quota.period, Quota.id).limit(limit)))
