"""Quotas, reads: what a quota is taken of, and by which policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import remember
from server.organisation.queries import (
    BRANCH_KINDS,
    UnitFacts,
    find_setting,
    get_policies,
    get_unit_facts,
    list_unit_facts,
)
from server.planning.queries.sizes import list_sizes
from server.quotas import rules
from server.quotas.models import CaseCount
from server.quotas.queries.matters import count_asked
from server.quotas.rules import periods, sizing
from server.quotas.rules.counting import Options, Place


@dataclass(frozen=True)
class Size:
    """What is required of a unit in a period, and how that comes about."""

    base: int | None
    stands_in: str
    required: int
    ratio_ppm: int | None
    policy_id: str | None
    policy_on: date | None
    clause: str


def place_of(session: Session, unit_id: str) -> Place:
    """Where a unit stands."""
    above = get_unit_facts(session, unit_id).above
    units = [get_unit_facts(session, its) for its in above]
    return Place(unit_id, above, _nearest(units, ("department",)), _nearest(units, BRANCH_KINDS))


def _nearest(units: Sequence[UnitFacts], kinds: Sequence[str]) -> str | None:
    return next((unit.id for unit in reversed(units) if unit.kind in kinds), None)


def options_on(session: Session, org: str, day: date) -> Options:
    """What is in force on the first day of the day's month, and of its quarter for the period.

    No policy is set for a day that has begun: what is read once stays so.
    """
    quarter, month = periods.first_of_quarter(day), day.replace(day=1)
    return remember(
        session, ("quota options", org, month), lambda: _options(session, org, quarter, month)
    )


def _options(session: Session, org: str, quarter: date, month: date) -> Options:
    monthly = get_policies(session, org, month)
    quarterly = monthly if quarter == month else get_policies(session, org, quarter)
    return Options(
        is_quarterly=bool(quarterly["quota.self_period"]),
        are_levels_together=bool(monthly["quota.levels_together"]),
        does_key_fill=bool(monthly["quota.key_fills_sample"]),
    )


def life_of(unit: UnitFacts) -> sizing.Life:
    return sizing.Life(unit.founded_on, unit.closed_on)


def size_of(session: Session, org: str, kind: str, unit: UnitFacts, period: str) -> Size:
    """By the policy in force on the period's first day, whenever it is asked."""
    first = periods.first_day(period)
    setting = find_setting(session, org, rules.POLICY[kind], first)
    base = _base(session, org, kind, unit, period)
    is_ratio = kind in rules.RATIO_POLICY
    return Size(
        base=base.size,
        stands_in=base.stands_in,
        required=(
            sizing.sample_required(base.size or 0, setting.value, _least(session, org, kind, first))
            if is_ratio
            else sizing.pro_rata(setting.value, period, life_of(unit))
        ),
        ratio_ppm=setting.value if is_ratio else None,
        policy_id=setting.policy_id,
        policy_on=setting.effective_on,
        clause=setting.clause or rules.CLAUSES[kind],
    )


def _least(session: Session, org: str, kind: str, on: date) -> int:
    """A ratio's least number, where there is as much: the callback sample's alone has one."""
    if kind != rules.CALLBACK_SAMPLE:
        return 0
    return find_setting(session, org, "quota.callback_sample_least", on).value


def _base(session: Session, org: str, kind: str, unit: UnitFacts, period: str) -> sizing.Base:
    if kind in rules.YEARLY_KINDS:
        return sizing.Base()
    if kind == rules.KEY_MATTER:
        return sizing.Base(count_asked(session, org, unit.id, period))
    if kind in rules.CALLBACK_KINDS:
        return sizing.Base(sum(its.total for its in list_cases(session, org, kind, unit, period)))
    if kind == rules.BRANCH_SPOT:
        policies = get_policies(session, org, periods.first_day(period))
        months = sizing.snapshot_months(period, bool(policies["quota.customers_yearly"]))
        known = list_sizes(session, org, "customers", [unit.id]).get(unit.id, {})
        return sizing.base_of(known, months, sizing.Life())
    return _services(session, org, unit, period)


def _services(session: Session, org: str, unit: UnitFacts, period: str) -> sizing.Base:
    """A team's own; of a department the sum of its teams' (AMB-52)."""
    teams = [unit] if unit.kind == "team" else _teams_of(session, org, unit)
    known = list_sizes(session, org, "services", [team.id for team in teams])
    months = periods.months_of(period)
    parts = [sizing.base_of(known.get(its.id, {}), months, life_of(its)) for its in teams]
    return parts[0] if unit.kind == "team" else sizing.sum_of(parts)


def _teams_of(session: Session, org: str, unit: UnitFacts) -> list[UnitFacts]:
    return [
        its
        for its in list_unit_facts(session, org)
        if its.kind == "team" and its.path.startswith(unit.path)
    ]


def list_cases(
    session: Session, org: str, kind: str, branch: UnitFacts, period: str
) -> list[CaseCount]:
    """A branch's cases of the channels that a kind is about."""
    query = select(CaseCount).where(
        CaseCount.org == org, CaseCount.branch_id == branch.id, CaseCount.period == period
    )
    is_full = kind == rules.CALLBACK_FULL
    return [
        its for its in session.scalars(query) if (its.channel in sizing.FULL_CHANNELS) == is_full
    ]
