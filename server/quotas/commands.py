"""Quotas: every write."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.organisation.queries import BRANCH_KINDS, get_policies, get_unit, list_units
from server.quotas import queries, rules
from server.quotas.models import Quota


class OpenYear(Command):
    year: int = Field(ge=2000, le=2200)


class AgeOutQuotas(Command):
    quota_ids: list[str] = Field(min_length=1, max_length=200)


@command("quota.open_year", grant="organisation.manage", stale="append")
def open_year(command: OpenYear, actor: Actor, at: Moment, session: Session) -> None:
    """Give every branch and team its yearly frequencies, so that nobody is missing at zero."""
    for unit in list_units(session, actor.org):
        if unit.is_closed or unit.applies == "reference":
            continue
        if unit.kind in BRANCH_KINDS:
            open_quota(session, actor.org, rules.HQ_DIVISION, unit.id, str(command.year))
        elif unit.kind == "team":
            open_quota(session, actor.org, rules.HQ_UNIT, unit.id, str(command.year))


@command("quota.age_out", grant="system", stale="append")
def age_out_quotas(command: AgeOutQuotas, actor: Actor, at: Moment, session: Session) -> None:
    """Quotas of a period that ended long ago leave the phones; a late visit still counts."""
    for quota_id in sorted(command.quota_ids):
        quota = queries.find_quota(session, actor.org, quota_id)
        if quota is not None:
            quota.is_carried = False


def open_quota(session: Session, org: str, kind: str, unit_id: str, period: str) -> Quota:
    """The quota of a unit in a period, made where there is none yet."""
    row_id = queries.quota_id(kind, unit_id, period)
    quota = queries.find_quota(session, org, row_id)
    if quota is None:
        policies = get_policies(session, org, first_day(period))
        quota = Quota(
            id=row_id,
            org=org,
            kind=kind,
            unit_id=unit_id,
            unit_name=get_unit(session, unit_id).name,
            period=period,
            ratio_ppm=_policy(rules.RATIO_POLICY, policies, kind),
            required=_policy(rules.COUNT_POLICY, policies, kind) or 0,
            done=0,
            clause=rules.CLAUSES[kind],
        )
        session.add(quota)
        session.flush()
    return quota


def first_day(period: str) -> date:
    """The first day of a month "2026-11" or a year "2026"."""
    return date.fromisoformat(f"{period}-01" if "-" in period else f"{period}-01-01")


def _policy(names: Mapping[str, str], policies: Mapping[str, Any], kind: str) -> int | None:
    return policies[names[kind]] if kind in names else None
