"""Orders: written feedback in three days while some matters are mended later (AMB-11)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from server.core.problems import Problem
from server.orders.rules import BLUE, FeedbackWithoutPhoto, FeedbackWithoutSignature, OrderState

REPORTABLE = "acknowledged"


class ProgressOnlyBlue(Problem):
    slug, title = "progress-only-blue", "只有蓝单可以先报进展，橙单须三日内办结"


class ProgressReported(Problem):
    slug, title = "progress-reported", "进展反馈已经提交过，请整改完成后提交最终反馈"


class NothingLater(Problem):
    slug, title = "progress-nothing-later", "没有期限更晚的事项，请直接提交整改反馈"


def later_matters(
    due_on: Mapping[str, date | None], feedback_last_day: date | None
) -> frozenset[str]:
    """Ids of the matters that may be mended after the written feedback is due."""
    if feedback_last_day is None:
        return frozenset()
    return frozenset(
        matter_id
        for matter_id, day in due_on.items()
        if day is not None and day > feedback_last_day
    )


def check_reportable(colour: str, state: str, progressed_at: datetime | None) -> None:
    if colour != BLUE:
        raise ProgressOnlyBlue
    if state != REPORTABLE:
        raise OrderState(state=state, action="report_progress")
    if progressed_at is not None:
        raise ProgressReported


def check_progress(
    awaited: Collection[str],
    later: Collection[str],
    photographed: Collection[str],
    is_signed: bool,
) -> None:
    """What is due with the feedback is mended and photographed; something is left for later."""
    lacking = sorted(set(awaited) - set(later) - set(photographed))
    if lacking:
        raise FeedbackWithoutPhoto(matter_ids=lacking)
    if not set(awaited) - set(photographed):
        raise NothingLater
    if not is_signed:
        raise FeedbackWithoutSignature


def is_late(
    state: str,
    feedback_due_at: datetime | None,
    due_at: datetime | None,
    progressed_at: datetime | None,
    now: datetime,
) -> bool:
    """A feedback after its limit is taken while no orange order took its place, and marked.

    `due_at` is None where the clock has drafted an orange order already. The written feedback's
    own limit counts for the first answer alone.
    """
    if due_at is None or now > due_at:
        return True
    is_first = state == REPORTABLE and progressed_at is None
    return is_first and feedback_due_at is not None and now > feedback_due_at
