"""Quotas, rules: what a complete check counts for, and why it does not (one place for both)."""

from dataclasses import dataclass
from datetime import date

from server.quotas.rules import (
    BRANCH_SPOT,
    DEPARTMENT_SELF,
    HQ_DIVISION,
    HQ_UNIT,
    MYSTERY,
    TEAM_SELF,
)
from server.quotas.rules.periods import month_of, quarter_of, year_of

# The level and form of the checks that fill a kind.
FILLED_BY = {
    TEAM_SELF: ("team", "self"),
    DEPARTMENT_SELF: ("department", "self"),
    BRANCH_SPOT: ("company", "spot"),
    HQ_DIVISION: ("hq", "spot"),
    HQ_UNIT: ("hq", "spot"),
}


@dataclass(frozen=True)
class Place:
    """Where a unit stands: all ids from the top down to itself, and what it belongs to."""

    unit_id: str
    above: tuple[str, ...]
    department_id: str | None = None
    branch_id: str | None = None


@dataclass(frozen=True)
class Check:
    """What the counting rule looks at in a visit; `day` is the day of service in China."""

    level: str
    form: str
    unit: Place
    inspector: Place
    day: date
    state: str = "closed"
    is_complete: bool = True


@dataclass(frozen=True)
class Options:
    """What a company has chosen: AMB-01 (quarters), AMB-01 and AMB-52 (levels), AMB-03 (key)."""

    is_quarterly: bool = False
    are_levels_together: bool = False
    does_key_fill: bool = False


@dataclass(frozen=True)
class Count:
    """One quota that a check counts for. `subject` counts once; empty: each check is its own."""

    kind: str
    unit_id: str
    period: str
    subject: str = ""


PLAIN = Options()


def counts_of(check: Check, options: Options = PLAIN) -> list[Count]:
    """Which quotas a check fills; each at most once (domain.md section 4, point 2).

    A check has one level, by its inspector's post, and so fills one level (AMB-04); headquarters'
    feeds two regulations, once each. The month is that of the day of service, whenever it arrived.
    """
    if check.state != "closed" or not check.is_complete:
        return []
    if check.form == "self":
        return _self_counts(check, options)
    if check.form == "mystery":
        return [Count(MYSTERY, check.unit.above[0], year_of(check.day), month_of(check.day))]
    is_sample = check.form == "spot" or (check.form == "key" and options.does_key_fill)
    return _spot_counts(check) if is_sample and not is_inspected(check) else []


def is_inspected(check: Check) -> bool:
    """抽查 never by the inspected: the inspector belongs to the unit, or to one below it."""
    return check.unit.unit_id in check.inspector.above


def _self_counts(check: Check, options: Options) -> list[Count]:
    """自查 by the same team, or by the department over it."""
    unit, own = check.unit, check.inspector
    period = quarter_of(check.day) if options.is_quarterly else month_of(check.day)
    found: list[Count] = []
    if check.level == "team" and unit.unit_id == own.unit_id:
        found.append(Count(TEAM_SELF, unit.unit_id, period))
    is_department = check.level == "department" or (bool(found) and options.are_levels_together)
    if is_department and unit.department_id and unit.department_id == own.department_id:
        found.append(Count(DEPARTMENT_SELF, unit.department_id, period))
    return found


def _spot_counts(check: Check) -> list[Count]:
    unit, branch, year = check.unit, check.unit.branch_id, year_of(check.day)
    if check.level == "company":
        return [Count(BRANCH_SPOT, branch, month_of(check.day))] if branch else []
    if check.level != "hq":
        return []
    division = [Count(HQ_DIVISION, branch, year)] if branch else []
    return [*division, Count(HQ_UNIT, unit.unit_id, year)]


def why_not(kind: str, unit_id: str, check: Check, options: Options = PLAIN) -> str:
    """Why a check within a quota's unit and period is not counted there; empty where it is."""
    if any((its.kind, its.unit_id) == (kind, unit_id) for its in counts_of(check, options)):
        return ""
    if check.state == "voided":
        return "voided"
    if check.state != "closed":
        return "open"
    if not check.is_complete:
        return "photos"
    return _mismatch(kind, check)


def _mismatch(kind: str, check: Check) -> str:
    level, form = FILLED_BY.get(kind, (check.level, "mystery"))
    if check.form == "key":
        return "key"
    if check.form != form:
        return "form"
    if check.level != level:
        return "level"
    return "inspected" if form == "spot" else "other_unit"
