"""Quotas, reads: the key matters (重要事项) that are due for a unit in a month."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.queries.matter_cover import KeyMatter, list_key_matters
from server.core.db import among
from server.quotas.models import Quota
from server.quotas.queries import quota_id
from server.quotas.rules import KEY_MATTER, periods
from server.quotas.rules.matters import WAIVED, why_not


@dataclass(frozen=True)
class JudgedMatter:
    """A matter of a quota, and why it is not done; empty where it is."""

    facts: KeyMatter
    reason: str


def list_due(session: Session, org: str, unit_id: str, period: str) -> list[JudgedMatter]:
    """The unit's matters of a month: those that are still to be looked at, done, given up."""
    days = (periods.first_day(period), periods.last_day(period))
    found = [
        JudgedMatter(its, why_not(its.state, its.visit_ids))
        for its in list_key_matters(session, org, unit_id=unit_id, days=days)
    ]
    return sorted(found, key=lambda its: (its.reason == WAIVED, its.reason == ""))


def count_asked(session: Session, org: str, unit_id: str, period: str) -> int:
    """All but those that were waived."""
    return sum(its.reason != WAIVED for its in list_due(session, org, unit_id, period))


def count_done(session: Session, org: str, unit_id: str, period: str) -> int:
    return sum(its.reason == "" for its in list_due(session, org, unit_id, period))


def list_quota_ids(session: Session, org: str, matter_id: str | None = None) -> set[str]:
    """The quotas that a matter, or any matter, belongs to."""
    return ids_of(list_key_matters(session, org, matter_id=matter_id))


def list_kept_ids(session: Session, org: str, unit_ids: Iterable[str]) -> set[str]:
    """The quotas of key matters that these units have, in all months."""
    query = select(Quota.id).where(
        Quota.org == org,
        Quota.kind == KEY_MATTER,
        among(session, Quota.unit_id, list(unit_ids)),
    )
    return set(session.scalars(query))


def ids_of(matters: Iterable[KeyMatter]) -> set[str]:
    """A unit's matter belongs to the month in which its last part is due."""
    return {quota_id(KEY_MATTER, its.unit_id, periods.month_of(its.due_on)) for its in matters}
