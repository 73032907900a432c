"""Planning rules: the lists that are imported (导入清单), and their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from server.core.words import ImportList

ColumnKind = Literal["reference", "unit", "text", "channel", "day", "month", "count"]
# 渠道: 热线 · 网办 · 政务 · 掌上
CHANNELS: Mapping[str, str] = {
    "热线": "hotline",
    "网办": "web",
    "政务": "government",
    "APP": "app",
}
CASES_PREFIX = "cases_"
LONGEST_TEXT, LONGEST_REFERENCE = 40, 60


@dataclass(frozen=True)
class Column:
    """A column by its Chinese title; `key` is its name in the API."""

    key: str
    title: str
    kind: ColumnKind
    example: str
    is_required: bool = True


@dataclass(frozen=True)
class ListSpec:
    """A list: of which kinds its units are, and whether a row is a record or a month's count.

    `is_snapshot`: counted on the last day of a month, so that only a month that is over has it.
    """

    name: ImportList
    title: str
    unit_kinds: frozenset[str]
    columns: Sequence[Column]
    has_records: bool = False
    is_snapshot: bool = False

    def population_kind(self, channel: str) -> str:
        """Under which kind of population a row of it counts."""
        if self.name == "cases":
            return f"{CASES_PREFIX}{channel}"
        return "customers" if self.name == "customers" else "services"


TEAM = frozenset({"team"})
BRANCH = frozenset({"branch", "subsidiary"})
ANY_UNIT = TEAM | BRANCH | {"department"}
MONTH_COLUMN = Column("month", "月份", "month", "2026-05")

SERVICES = ListSpec(
    "services",
    "服务明细",
    TEAM,
    (
        Column("reference", "服务单号", "reference", "FW20260506-0001"),
        Column("unit", "班组", "unit", ""),
        Column("kind", "服务类别", "text", "入户安检"),
        Column("district", "片区", "text", "北片", is_required=False),
        Column("served_on", "服务日期", "day", "2026-05-06"),
    ),
    has_records=True,
)
SERVICE_COUNTS = ListSpec(
    "service_counts",
    "班组月服务次数",
    TEAM,
    (
        Column("unit", "班组", "unit", ""),
        MONTH_COLUMN,
        Column("count", "服务次数", "count", "1467"),
    ),
)
CUSTOMERS = ListSpec(
    "customers",
    "分公司月末用户数",
    BRANCH,
    (
        Column("unit", "分公司", "unit", ""),
        MONTH_COLUMN,
        Column("count", "月末用户数", "count", "33334"),
    ),
    is_snapshot=True,
)
CASES = ListSpec(
    "cases",
    "办结工单",
    ANY_UNIT,
    (
        Column("reference", "工单号", "reference", "GD20260506-0001"),
        Column("unit", "单位", "unit", ""),
        Column("channel", "渠道", "channel", "政务"),
        Column("closed_on", "办结日期", "day", "2026-05-06"),
        Column("called_back_on", "人工回访日期", "day", "2026-05-07", is_required=False),
    ),
    has_records=True,
)
LISTS: Mapping[str, ListSpec] = {
    spec.name: spec for spec in (SERVICES, SERVICE_COUNTS, CUSTOMERS, CASES)
}


def channel_of(population_kind: str) -> str:
    """The channel of a population of cases; empty for any other."""
    is_cases = population_kind.startswith(CASES_PREFIX)
    return population_kind.removeprefix(CASES_PREFIX) if is_cases else ""
