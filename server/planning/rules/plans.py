"""Planning rules: annual programmes and monthly plans (督查实施方案、月度计划; W1-9(2))."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.core.calendar import is_rest_day
from server.core.problems import Problem
from server.core.words import PlanKind, PlanState
from server.planning.rules.periods import MONTH

YEAR = r"^\d{4}$"
DECEMBER = 12
ONE_DAY = timedelta(days=1)
MOST_TASKS = 1000
MONTHLY_MOST, ANNUAL_MOST = 31, 366
# (state, action) → next state; what is not here is refused.
TRANSITIONS: Mapping[tuple[str, str], PlanState] = {
    ("draft", "edit"): "draft",
    ("returned", "edit"): "returned",
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("approved", "supersede"): "superseded",
}
UNFINISHED = ("draft", "submitted", "returned")


class PlanUnknown(Problem):
    slug, title = "plan-unknown", "找不到这份计划"


class PlanInState(Problem):
    slug, title = "plan-state", "计划当前状态不允许这项操作，请刷新后查看"


class PlanPeriod(Problem):
    slug, status, title = "plan-period", 422, "期间有误或已经结束，请改选当前或以后的期间"


class PlanUnfinished(Problem):
    slug, title = "plan-unfinished", "该单位这一期间已有一版未批准的计划，请继续编辑那一版"


class PlanUnit(Problem):
    slug, status, title = "plan-unit", 422, "计划只由总部、分公司和子公司编制，请改选单位"


class PlanEmpty(Problem):
    slug, status, title = "plan-empty", 422, "计划还没有内容，请至少填写一行检查安排"


class PlanLineSites(Problem):
    slug, status = "plan-line-sites", 422
    title = "有一行没有可检查的站点：站点已停用、不属于本单位或未选择，请调整"


class PlanLineTimes(Problem):
    slug, status, title = "plan-line-times", 422, "次数超出期间的天数，请减少次数"


class PlanLineTrack(Problem):
    slug, status, title = "plan-line-track", 422, "重点督查线只能用“重点督查”形式，请一并调整"


class PlanLineTwice(Problem):
    slug, status, title = "plan-line-twice", 422, "有两行编号相同，请删去一行重新添加"


class PlanNobody(Problem):
    slug, status = "plan-nobody", 422
    title = "有一行找不到能做这一级别检查的人，请指定负责人或调整级别"


class PlanTooLarge(Problem):
    slug, status, title = "plan-too-large", 422, "任务超过 1000 项，请拆成几份或减少次数"


class PlanOwnWork(Problem):
    slug, status, title = "plan-own-work", 403, "编制或报送过计划的人不能审批，请另一位审批人处理"


@dataclass(frozen=True)
class Span:
    """First and last day of a period."""

    first: date
    last: date


def next_state(state: str, action: str) -> PlanState:
    found = TRANSITIONS.get((state, action))
    if found is None:
        raise PlanInState(state=state, action=action)
    return found


def check_four_eyes(approver_id: str, writer_ids: Collection[str]) -> None:
    """Who wrote in a plan or sent it does not approve it, nor send it back (四眼)."""
    if approver_id in writer_ids:
        raise PlanOwnWork


def check_unfinished(states: Collection[str]) -> None:
    """One version at a time is worked on."""
    if any(state in UNFINISHED for state in states):
        raise PlanUnfinished


def check_track(track: str, form: str) -> None:
    """常规 and 重点 stay apart (W1-4): a key check fills no sample quota (AMB-03)."""
    if (track == "key") != (form == "key"):
        raise PlanLineTrack


def check_times(kind: PlanKind, times: int) -> None:
    if times > (MONTHLY_MOST if kind == "monthly" else ANNUAL_MOST):
        raise PlanLineTimes(times=times)


def span_of(kind: PlanKind, period: str) -> Span:
    """The days of `2026` or `2026-11`; PlanPeriod where it is written otherwise."""
    if not re.fullmatch(MONTH if kind == "monthly" else YEAR, period) or period < "0001":
        raise PlanPeriod(period=period)
    year = int(period[:4])
    if kind == "annual":
        return Span(date(year, 1, 1), date(year, DECEMBER, 31))
    month = int(period[5:])
    after = date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    return Span(date(year, month, 1), after - ONE_DAY)


def check_not_over(span: Span, today: date) -> None:
    if span.last < today:
        raise PlanPeriod(last=span.last.isoformat())


def due_on(kind: PlanKind, span: Span, annual_due: int, monthly_back: int) -> date:
    """When a plan has to be with the group: 31 January, or the last working day of the month
    before (W1-9(2)a), by policy."""
    if kind == "annual":
        return date(span.first.year, annual_due // 100, annual_due % 100)
    day, left = span.first, max(1, monthly_back)
    while left:
        day -= ONE_DAY
        left -= not is_rest_day(day)
    return day


def working_days(first: date, last: date) -> list[date]:
    days = [first + ONE_DAY * number for number in range((last - first).days + 1)]
    return [day for day in days if not is_rest_day(day)]


def spread(first: date, last: date, times: int) -> list[date]:
    """By when so many checks are to be made: the last working day of each equal part.

    Where the rest of a period has no working day, all of them are due on its last day.
    """
    days = working_days(first, last)
    if not days:
        return [last] * times
    return [days[-(-len(days) * number // times) - 1] for number in range(1, times + 1)]


def months_share(year: Span, month: Span, times: int) -> int:
    """How many of a year's checks fall into a month."""
    return sum(month.first <= day <= month.last for day in spread(year.first, year.last, times))


def periods_to_open(
    today: date, days_before: int, policies: Mapping[str, int]
) -> Iterator[tuple[PlanKind, str]]:
    """The running year and month, and the next of each once it is near enough to be written."""
    next_month = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    wanted: Sequence[tuple[PlanKind, str]] = (
        ("annual", f"{today.year:04d}"),
        ("annual", f"{today.year + 1:04d}"),
        ("monthly", f"{today:%Y-%m}"),
        ("monthly", f"{next_month:%Y-%m}"),
    )
    for kind, period in wanted:
        span = span_of(kind, period)
        due = due_on(kind, span, policies["plan.annual_due"], policies["plan.monthly_due_back"])
        if today >= min(due, span.first) - timedelta(days=days_before):
            yield kind, period
