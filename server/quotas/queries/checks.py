"""Quotas, reads: the visits that a quota counts, and those that it does not, with the reason."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.organisation.queries import list_unit_ids_below
from server.quotas.models import Quota, QuotaCount
from server.quotas.queries.matters import list_due
from server.quotas.queries.recount import Places, as_check
from server.quotas.queries.sizing import options_on
from server.quotas.rules import KEY_MATTER, CheckUnknown, periods
from server.quotas.rules.counting import why_not
from server.visits.queries.checks import CheckFacts, list_checks, list_checks_in

PAGE = 50


@dataclass(frozen=True)
class Judged:
    """A visit, and why a quota does not count it; empty where it does."""

    facts: CheckFacts
    reason: str


def count_counted(session: Session, quota: Quota) -> int:
    query = select(func.count()).where(*_counted(quota))
    return session.scalar(query) or 0


def list_counted(session: Session, quota: Quota, offset: int) -> list[Judged]:
    """The visits that it counts; one more than a page where there are more."""
    ids = select(QuotaCount.visit_id).where(*_counted(quota))
    found = session.scalars(ids.order_by(QuotaCount.visit_id).offset(offset).limit(PAGE + 1))
    return [Judged(its, "") for its in list_checks(session, quota.org, found.all())]


def list_uncounted(session: Session, quota: Quota, offset: int) -> list[Judged]:
    """Visits of its unit in its period that it does not count, the newest first."""
    days = (periods.first_day(quota.period), periods.last_day(quota.period))
    units = list_unit_ids_below(session, quota.org, quota.unit_id)
    counted = select(QuotaCount.visit_id).where(*_counted(quota))
    found = list_checks_in(
        session,
        quota.org,
        units,
        days,
        without=counted,
        page=(offset, PAGE + 1),
    )
    return _judged(session, quota, found)


def get_check(session: Session, quota: Quota, visit_id: str) -> Judged:
    """One visit of its unit in its period, whether it is counted or not."""
    if quota.kind == KEY_MATTER:
        return _get_check_for_matter(session, quota, visit_id)
    units = set(list_unit_ids_below(session, quota.org, quota.unit_id))
    found = [
        its
        for its in list_checks(session, quota.org, [visit_id])
        if its.unit_id in units and _is_within(quota, its)
    ]
    if not found:
        raise CheckUnknown(visit_id=visit_id)
    return _judged(session, quota, found)[0]


def _get_check_for_matter(session: Session, quota: Quota, visit_id: str) -> Judged:
    """A check that was made for one of its matters at one of its sites."""
    for its in list_checks_of_matters(session, quota):
        if its.id == visit_id:
            return Judged(its, "")
    raise CheckUnknown(visit_id=visit_id)


def list_checks_of_matters(session: Session, quota: Quota) -> list[CheckFacts]:
    """Checks that cover its matters; those at other units' sites are theirs to show."""
    due = list_due(session, quota.org, quota.unit_id, quota.period)
    ids = sorted({visit_id for its in due for visit_id in its.facts.visit_ids})
    units = set(list_unit_ids_below(session, quota.org, quota.unit_id))
    return [its for its in list_checks(session, quota.org, ids) if its.unit_id in units]


def _is_within(quota: Quota, facts: CheckFacts) -> bool:
    return periods.first_day(quota.period) <= facts.day <= periods.last_day(quota.period)


def _judged(session: Session, quota: Quota, found: list[CheckFacts]) -> list[Judged]:
    places = Places(session)
    return [
        Judged(
            its,
            why_not(
                quota.kind,
                quota.unit_id,
                as_check(its, places),
                options_on(session, quota.org, its.day),
            ),
        )
        for its in found
    ]


def _counted(quota: Quota) -> tuple[ColumnElement[bool], ...]:
    return (QuotaCount.quota_id == quota.id, QuotaCount.is_voided.is_(False))
