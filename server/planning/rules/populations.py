"""Planning rules: which numbers may be typed in, for which units and months."""

from datetime import date

from server.core.problems import Problem
from server.planning.rules.cells import CellMistake, read_month
from server.planning.rules.directory import NamedUnit, check_open_in
from server.planning.rules.lists import CUSTOMERS, SERVICE_COUNTS

LISTS_OF_COUNTS = {"services": SERVICE_COUNTS, "customers": CUSTOMERS}


class PopulationMonth(Problem):
    slug, status, title = "population-month", 422, "这个单位的这个月份不能填，请核对月份"


class PopulationUnit(Problem):
    slug, status, title = "population-unit", 422, "服务次数按班组填，用户数按分公司填，请换一个单位"


class PopulationHasRecords(Problem):
    slug = "population-has-records"
    title = "该月已有逐条导入的明细，不能直接改总数，请先撤销那次导入"


class PopulationNeedsReason(Problem):
    slug = "population-needs-reason"
    title = "与上月或去年同月相差 10 倍以上，请核对；确认无误请填写原因"


def check_place(unit: NamedUnit, kind: str, period: str, today: date) -> None:
    """A unit of the right kind, open in a month that has come, and of customers has ended."""
    spec = LISTS_OF_COUNTS[kind]
    if unit.kind not in spec.unit_kinds:
        raise PopulationUnit
    try:
        read_month(period, today, is_snapshot=spec.is_snapshot)
        check_open_in(unit, period)
    except CellMistake as mistake:
        raise PopulationMonth(mistake.reason) from mistake


def check_typed_over(has_records: bool) -> None:
    if has_records:
        raise PopulationHasRecords


def check_reason(level: str, reason: str, last_month: int | None, last_year: int | None) -> None:
    if level == "reason" and not reason:
        raise PopulationNeedsReason(last_month=last_month, last_year=last_year)
