"""Quotas, reads: the board of all units over a year, past the ORM: it is asked all day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import among
from server.core.pinyin import folded, initials_of
from server.organisation.queries import BRANCH_KINDS, UnitFacts, list_unit_facts
from server.quotas.models import Quota
from server.quotas.rules import RATIO_POLICY, pace, periods

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_COLUMNS = tuple(
    getattr(Quota, name)
    for name in (
        *("id", "kind", "unit_id", "period", "base", "stands_in", "ratio_ppm", "required"),
        *("done", "starts_on", "ends_on", "workdays", "corrected_on", "is_ranked", "clause"),
    )
)


@dataclass(frozen=True)
class QuotaFacts:
    """A quota as the board reads it."""

    id: str
    kind: str
    unit_id: str
    period: str
    base: int | None
    stands_in: str
    ratio_ppm: int | None
    required: int
    done: int
    starts_on: date
    ends_on: date
    workdays: str
    corrected_on: date | None
    is_ranked: bool
    clause: str

    def stand(self, today: date) -> pace.Standing:
        is_known = self.base is not None or self.kind not in RATIO_POLICY
        return pace.stand(
            self.required,
            self.done,
            is_known=is_known,
            starts_on=self.starts_on,
            workdays=self.workdays,
            today=today,
        )


@dataclass(frozen=True)
class UnitName:
    """A unit with the branch that it belongs to; none at headquarters."""

    unit: UnitFacts
    branch_id: str
    branch_name: str

    def is_called(self, text: str) -> bool:
        """By characters, code or initials of unit or branch, each word of them."""
        names = [folded(its) for its in (self.unit.name, self.branch_name, self.unit.code)]
        spelled = [*names, *(initial for its in names for initial in initials_of(its))]
        return all(any(word in its for its in spelled) for word in folded(text).split())


def list_year(
    session: Session, org: str, unit_ids: Collection[str], year: int, kind: str | None
) -> list[QuotaFacts]:
    """All quotas of these units whose period belongs to a year, by period."""
    names = [*periods.months_of(f"{year:04d}"), *(f"{year:04d}-{its}" for its in QUARTERS)]
    query = select(*_COLUMNS).where(
        Quota.org == org,
        Quota.period.in_([f"{year:04d}", *names]),
        among(session, Quota.unit_id, sorted(unit_ids)),
        *([Quota.kind == kind] if kind else []),
    )
    rows = session.connection().execute(query.order_by(Quota.period))
    return [QuotaFacts(*row) for row in rows]


def list_trend(session: Session, quota: Quota) -> list[QuotaFacts]:
    """The unit's other periods of the same kind, oldest first."""
    query = select(*_COLUMNS).where(
        Quota.org == quota.org, Quota.unit_id == quota.unit_id, Quota.kind == quota.kind
    )
    rows = session.connection().execute(query.order_by(Quota.period))
    return [QuotaFacts(*row) for row in rows]


def list_unit_names(session: Session, org: str) -> dict[str, UnitName]:
    """Every unit with its branch, in the order of their codes."""
    units = list_unit_facts(session, org)
    branches = {unit.id: unit.name for unit in units if unit.kind in BRANCH_KINDS}
    found: dict[str, UnitName] = {}
    for unit in units:
        branch_id = next((its for its in reversed(unit.above) if its in branches), "")
        found[unit.id] = UnitName(unit, branch_id, branches.get(branch_id, ""))
    return found
