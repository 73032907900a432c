"""Quotas: pure rules. What must be done, and what a complete visit counts for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MILLION = 1_000_000

TEAM_SELF = "team_self"
BRANCH_SPOT = "branch_spot"
HQ_DIVISION = "hq_division"
HQ_UNIT = "hq_unit"

CLAUSES: Mapping[str, str] = {
    TEAM_SELF: "W1-12(1)a",
    BRANCH_SPOT: "W1-12(1)b",
    HQ_DIVISION: "C1-7(1).2a",
    HQ_UNIT: "C1-7(1).2b",
}
RATIO_POLICY: Mapping[str, str] = {
    TEAM_SELF: "quota.team_self_ppm",
    BRANCH_SPOT: "quota.branch_spot_ppm",
}
COUNT_POLICY: Mapping[str, str] = {
    HQ_DIVISION: "quota.hq_division_per_year",
    HQ_UNIT: "quota.hq_unit_per_year",
}
KIND_OF_POPULATION: Mapping[str, str] = {"services": TEAM_SELF, "customers": BRANCH_SPOT}


@dataclass(frozen=True)
class Check:
    """What the counting rule looks at in a complete visit."""

    level: str
    form: str
    unit_id: str
    branch_id: str | None
    inspector_unit_id: str
    day: date


@dataclass(frozen=True)
class Count:
    """One quota that a visit counts for, once."""

    kind: str
    unit_id: str
    period: str


def required(base: int, ratio_ppm: int) -> int:
    """⌈base × ratio⌉ in integers; nothing to check where there is nothing (AMB-01, AMB-02)."""
    return -(-base * ratio_ppm // MILLION)


def counts_of(check: Check) -> list[Count]:
    """Which quotas a complete visit fills; each at most once (domain.md section 4, point 2)."""
    month, year = f"{check.day:%Y-%m}", f"{check.day:%Y}"
    if check.level == "team" and check.form == "self":
        is_own = check.inspector_unit_id == check.unit_id
        return [Count(TEAM_SELF, check.unit_id, month)] if is_own else []
    is_inspected = check.inspector_unit_id == check.unit_id
    if check.form != "spot" or is_inspected or check.branch_id is None:
        return []
    if check.level == "company":
        return [Count(BRANCH_SPOT, check.branch_id, month)]
    if check.level == "hq":
        return [
            Count(HQ_DIVISION, check.branch_id, year),
            Count(HQ_UNIT, check.unit_id, year),
        ]
    return []


def month_after(period: str) -> str:
    """The next month: customers at a month's end set the next quota (AMB-02)."""
    year, month = map(int, period.split("-"))
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"
