"""Quotas, writes: visits are counted, once in each quota, and voided ones no longer."""

from sqlalchemy.orm import Session

from server.organisation.queries import get_unit_facts
from server.quotas import queries
from server.quotas.commands.opening import open_quota
from server.quotas.models import CaseCount, Quota, QuotaCount
from server.quotas.queries.sizing import list_cases
from server.quotas.rules.counting import Count


def add_count(session: Session, org: str, count: Count, visit_id: str) -> None:
    """A visit that is counted already, or comes again after it was voided, counts once."""
    unit = get_unit_facts(session, count.unit_id)
    quota = open_quota(session, org, count.kind, unit, count.period)
    row_id, subject = f"{quota.id}.{visit_id}", count.subject or visit_id
    kept = queries.find_count(session, org, row_id)
    if kept is not None and not kept.is_voided:
        return
    is_new = not queries.has_subject(session, quota.id, subject)
    if kept is None:
        ids = {"id": row_id, "org": org, "quota_id": quota.id, "visit_id": visit_id}
        session.add(QuotaCount(**ids, subject=subject))
    else:
        kept.is_voided = False
    quota.done += is_new


def drop_count(session: Session, org: str, count: QuotaCount) -> None:
    """Its subject counts on where another visit stands for it."""
    quota = queries.find_quota(session, org, count.quota_id)
    count.is_voided = True
    session.flush()
    if quota is not None and not queries.has_subject(session, quota.id, count.subject):
        quota.done -= 1


def note_cases(session: Session, row: CaseCount) -> None:
    """What is known of a unit's cases in a month and channel takes the place of what was."""
    session.merge(row)
    session.flush()


def count_callbacks(session: Session, quota: Quota) -> None:
    """Callbacks that were made; never more than there are cases."""
    branch = get_unit_facts(session, quota.unit_id)
    cases = list_cases(session, quota.org, quota.kind, branch, quota.period)
    quota.done = sum(min(its.called_back, its.total) for its in cases)
