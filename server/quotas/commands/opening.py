"""Quotas, writes: a period is opened for units, and what is required is sized and sized anew."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from uuid import uuid4

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.organisation.queries import (
    BRANCH_KINDS,
    UnitFacts,
    get_top_unit,
    get_unit_facts,
    list_unit_facts,
)
from server.quotas import queries, rules
from server.quotas.events import QuotaResized
from server.quotas.models import Quota, QuotaChange
from server.quotas.queries.sizing import Size, life_of, options_on, size_of
from server.quotas.rules import periods, sizing

REFERENCE = "reference"


class OpenYear(Command):
    year: int = Field(ge=2000, le=2200)


class OpenMonth(Command):
    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")


@dataclass(frozen=True)
class Cause:
    """Why something is sized anew, by whom and when; see QuotaChange."""

    reason: str
    actor: Actor
    at: Moment


@command("quota.open_year", grant="organisation.manage", stale="append")
def open_year(command: OpenYear, actor: Actor, at: Moment, session: Session) -> None:
    """Give every branch and team its yearly frequencies, so that nobody is missing at zero."""
    year = f"{command.year:04d}"
    for kind, unit in yearly(session, actor.org, year):
        open_quota(session, actor.org, kind, unit, year)


@command("quota.open_month", grant="system", stale="append")
def open_month(command: OpenMonth, actor: Actor, at: Moment, session: Session) -> None:
    """The same for a month's ratios, and for the year that it belongs to."""
    for kind, unit, period in wanted(session, actor.org, command.period):
        open_quota(session, actor.org, kind, unit, period)


def wanted(session: Session, org: str, month: str) -> Iterator[tuple[str, UnitFacts, str]]:
    """Every quota that a month should have."""
    first = periods.first_day(month)
    own = periods.quarter_of(first) if options_on(session, org, first).is_quarterly else month
    for unit in list_unit_facts(session, org):
        if not sizing.lives_in(life_of(unit), month):
            continue
        if unit.kind == "team":
            yield rules.TEAM_SELF, unit, own
        elif unit.kind in BRANCH_KINDS:
            yield rules.BRANCH_SPOT, unit, month
        elif unit.kind == "department" and _has_teams(session, org, unit):
            yield rules.DEPARTMENT_SELF, unit, own
    year = periods.year_of(first)
    for kind, unit in yearly(session, org, year):
        yield kind, unit, year


def yearly(session: Session, org: str, year: str) -> Iterator[tuple[str, UnitFacts]]:
    """Branches, teams and the company itself, each with its frequency; not where it only refers."""
    top_id = get_top_unit(session, org).id
    for unit in list_unit_facts(session, org):
        if unit.applies == REFERENCE or not sizing.lives_in(life_of(unit), year):
            continue
        if unit.kind in BRANCH_KINDS:
            yield rules.HQ_DIVISION, unit
        elif unit.kind == "team":
            yield rules.HQ_UNIT, unit
        elif unit.id == top_id:
            yield rules.MYSTERY, unit


def _has_teams(session: Session, org: str, department: UnitFacts) -> bool:
    return any(
        unit.kind == "team" and unit.path.startswith(department.path)
        for unit in list_unit_facts(session, org)
    )


def open_quota(session: Session, org: str, kind: str, unit: UnitFacts, period: str) -> Quota:
    """The quota of a unit in a period, made and sized where there is none yet."""
    row_id = queries.quota_id(kind, unit.id, period)
    quota = queries.find_quota(session, org, row_id)
    quota = quota or queries.find_quota_in_turn(session, org, row_id)
    if quota is None:
        quota = Quota(id=row_id, org=org, kind=kind, unit_id=unit.id, period=period, done=0)
        quota.unit_name, quota.is_ranked = unit.name, unit.applies != REFERENCE
        _set_days(quota, unit)
        _set_size(quota, size_of(session, org, kind, unit, period))
        session.add(quota)
        session.flush()
    return quota


def resize(session: Session, quota: Quota, cause: Cause) -> None:
    """By what is known now, under the policy of its first day; what changes is told and kept."""
    unit = get_unit_facts(session, quota.unit_id)
    size = size_of(session, quota.org, quota.kind, unit, quota.period)
    old = (quota.base, quota.required)
    was_provisional = quota.stands_in != ""
    was_final = quota.base is not None and not was_provisional
    _set_days(quota, unit)
    _set_size(quota, size)
    if (size.base, size.required) == old:
        return
    # Matters come and go: that is no correction.
    if was_final and size.base != old[0] and quota.kind != rules.KEY_MATTER:
        quota.corrected_on = cause.at.received_on
    is_first = old[0] is None and quota.ratio_ppm is not None
    if is_first:
        return
    is_renewed = was_provisional and cause.reason == "population"
    _tell(session, quota, old, replace(cause, reason="stand_in") if is_renewed else cause)


def _tell(session: Session, quota: Quota, old: tuple[int | None, int], cause: Cause) -> None:
    told = QuotaResized(quota.id, cause.reason, old[0], quota.base, old[1], quota.required)
    row = QuotaChange(id=str(uuid4()), org=quota.org, **asdict(told))
    row.changed_at, row.actor_name = cause.at.received, cause.actor.name
    session.add(row)
    emit(session, told)


def _set_days(quota: Quota, unit: UnitFacts) -> None:
    starts_on, ends_on = sizing.days_of(quota.period, life_of(unit))
    quota.starts_on, quota.ends_on = starts_on, ends_on
    quota.workdays = periods.workdays(starts_on, ends_on)


def _set_size(quota: Quota, size: Size) -> None:
    quota.base, quota.stands_in, quota.required = size.base, size.stands_in, size.required
    quota.ratio_ppm, quota.clause = size.ratio_ppm, size.clause
    quota.policy_id, quota.policy_on = size.policy_id, size.policy_on
