"""Orders: whether the unit may ask for a later day, and which (延期; W2-30b, AMB-12, AMB-25)."""

from datetime import date, datetime

from server.core.calendar import end_of_day_before, last_day_of
from server.core.problems import Problem
from server.orders.rules import BLUE, OrderState

EXTENDABLE = "acknowledged"


class ExtensionOnlyBlue(Problem):
    slug, title = "extension-only-blue", "只有蓝单可以申请延期，橙单不得延期"


class ExtensionUsed(Problem):
    slug, title = "extension-used", "每张蓝单只能申请一次延期"


class ExtensionLate(Problem):
    slug, title = "extension-late", "延期须在整改期限前一天的24:00前申请"


class ExtensionTooLong(Problem):
    slug, title = "extension-too-long", "新期限须晚于原期限，延长的天数不得超过原来的天数"


class ExtensionNotOpen(Problem):
    slug, title = "extension-not-open", "该延期申请已经答复过了"


class ExtensionOverdue(Problem):
    slug, title = "extension-overdue", "原期限已到，不能再同意延期，只能不同意"


def day_to_extend(
    colour: str,
    state: str,
    extension_state: str | None,
    due_at: datetime | None,
    now: datetime,
) -> date:
    """The day on which the first matter is due; refused where it cannot be moved.

    Blue alone, once, until 24:00 of the day before. `due_at` is the end of the day, None once it
    no longer counts.
    """
    if colour != BLUE:
        raise ExtensionOnlyBlue
    if extension_state is not None:
        raise ExtensionUsed
    if state != EXTENDABLE:
        raise OrderState(state=state, action="ask_extension")
    if due_at is None or now >= end_of_day_before(due_at):
        raise ExtensionLate
    return last_day_of(due_at)


def check_wanted(began_on: date, due_on: date, wanted_on: date) -> None:
    """The new period is no longer than the old one, counted in calendar days."""
    if not due_on < wanted_on <= latest_day(began_on, due_on):
        raise ExtensionTooLong(latest=latest_day(began_on, due_on).isoformat())


def latest_day(began_on: date, due_on: date) -> date:
    """The last day that may be asked for."""
    return due_on + (due_on - began_on)


def check_answer(
    extension_state: str | None,
    is_granted: bool,
    state: str,
    due_at: datetime | None,
    now: datetime,
) -> None:
    """Answered once; granted only while the old limit still runs, since asking stops no clock."""
    if extension_state != "open":
        raise ExtensionNotOpen
    if is_granted and (state != EXTENDABLE or due_at is None or now >= due_at):
        raise ExtensionOverdue
