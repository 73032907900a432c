"""Planning rules: draws (抽样): what one may plan, and in what order its steps follow."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from server.core.problems import Problem
from server.core.words import DrawBy, DrawMethod, DrawShare, DrawSource, DrawState, SizeBy

# What each source can be divided by.
DIVISIONS: Mapping[DrawSource, frozenset[DrawBy]] = {
    "services": frozenset({"kind", "unit", "district"}),
    "sites": frozenset({"kind", "unit", "district", "branch"}),
    "orders": frozenset({"colour", "unit"}),
}
MONTHLY: frozenset[DrawSource] = frozenset({"services", "orders"})
MOST_PICKS = 1_000_000
MOST_STRATA = 1_000


class DrawUnknown(Problem):
    slug, title = "draw-unknown", "找不到这次抽样，或您无权查看"


class DrawPlanWrong(Problem):
    slug, status, title = "draw-plan-wrong", 422, "抽样方案不完整或互相矛盾，请检查"


class DrawOutOfTurn(Problem):
    slug, title = "draw-out-of-turn", "抽样步骤顺序不对：须先承诺种子，再冻结总体，最后抽取"


class DrawHasNoSeed(Problem):
    slug, title = "draw-no-seed", "这次抽样没有可用的种子，不能抽取，请重新发起抽样"


class DrawTooMany(Problem):
    slug, title = "draw-too-many", "一次最多抽取一百万条，请减少抽取数量"


class TooManyStrata(Problem):
    slug, title = "draw-too-many-strata", "分层过多（最多一千层），请减少分层条件"


class RedrawWithoutReason(Problem):
    slug, status, title = "draw-redraw-reason", 422, "重新抽样必须写明原因，原抽样会保留并可见"


class DrawAltered(Problem):
    slug, title = "draw-altered", "总体在冻结后被改动，不能抽取，请核对数据后重新发起抽样"


class PickUnknown(Problem):
    slug, title = "draw-pick-unknown", "样本中没有这一条"


class PickSettled(Problem):
    slug, title = "draw-pick-settled", "这一条已经处理过，不能再改"


class NoReserve(Problem):
    slug, title = "draw-no-reserve", "这一层的备用样本已用完，请标为“联系不上”并说明"


class NotForTasks(Problem):
    slug, status, title = "draw-not-for-tasks", 422, "只有站点抽样可以生成检查任务"


@dataclass(frozen=True)
class DrawPlan:
    """What is drawn from, how, how many, and what is left out; fixed when the seed is committed.

    `periods`: months, for services and orders. `unit_ids`: chosen units below the draw's own; none
    means all. `by`: strata. Exactly one of `count` and `ppm`. `minimum`: per stratum.
    `visited_days`, `drawn_days`: who was checked, or drawn, within so many days is left out; 0: no.
    """

    source: DrawSource
    method: DrawMethod = "simple"
    periods: list[str] = field(default_factory=list[str])
    unit_ids: list[str] = field(default_factory=list[str])
    by: list[DrawBy] = field(default_factory=list[DrawBy])
    share: DrawShare = "proportional"
    minimum: int = 0
    count: int | None = None
    ppm: int | None = None
    reserve_ppm: int = 0
    size_by: SizeBy | None = None
    visited_days: int = 0
    drawn_days: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def check_plan(plan: DrawPlan) -> None:
    """Refuses what contradicts itself, naming the field."""
    wrong: list[str] = []
    if (plan.count is None) == (plan.ppm is None):
        wrong.append("count")
    if (plan.source in MONTHLY) != bool(plan.periods):
        wrong.append("periods")
    if not DIVISIONS[plan.source].issuperset(plan.by) or len(set(plan.by)) < len(plan.by):
        wrong.append("by")
    if (plan.method == "pps") != (plan.size_by is not None):
        wrong.append("size_by")
    if plan.source != "sites" and (plan.method == "pps" or plan.visited_days):
        wrong.append("method")
    if wrong:
        raise DrawPlanWrong(fields=wrong)


def check_redraw(redraw_of: str | None, reason: str) -> None:
    if redraw_of is not None and not reason:
        raise RedrawWithoutReason


def check_turn(state: str, wanted: DrawState) -> None:
    """A step follows the one before it, once."""
    if state != wanted:
        raise DrawOutOfTurn(state=state)


def check_number(number: int) -> None:
    if number > MOST_PICKS:
        raise DrawTooMany(wanted=number)


def next_reserve(take: int, total: int, used: Collection[int]) -> int:
    """The first reserve of a stratum that stands in for nobody yet; reserves follow the sample."""
    for position in range(take, total):
        if position not in used:
            return position
    raise NoReserve


def check_active(position: int, take: int, total: int, used: Collection[int]) -> None:
    """Only who is in the sample, or stands in for somebody who was."""
    if not (0 <= position < take or (position < total and position in used)):
        raise PickUnknown(position=position)


def check_unsettled(state: str) -> None:
    if state not in ("drawn", "unreachable"):
        raise PickSettled(state=state)
