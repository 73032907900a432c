"""Calendar: working days, rest days and time limits by the official calendar (调休 included)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import chinese_calendar
from dateutil.relativedelta import relativedelta

from server.core.clock import CHINA, local_day
from server.core.words import LimitUnit

SATURDAY = 5
ONE_DAY = timedelta(days=1)
MIDNIGHT = time()


@dataclass(frozen=True)
class Limit:
    """How long something may take. Days and months end at `closes_at` of the last day in China;
    midnight there stands for its 24:00.
    """

    amount: int
    unit: LimitUnit
    closes_at: time = MIDNIGHT


@dataclass(frozen=True)
class Deadline:
    """A time limit that can be explained: start, unit, days that were skipped, end.

    `is_provisional` says that a year's official calendar is not published yet: only weekends are
    known there, and the end may still move.
    """

    start: datetime
    unit: LimitUnit
    amount: int
    skipped: tuple[date, ...]
    end: datetime
    is_provisional: bool

    @property
    def last_day(self) -> date:
        """The day in China in which it ends, at the latest at 24:00."""
        return last_day_of(self.end)

    def explained(self) -> dict[str, Any]:
        """As the order keeps it, for the screen that shows how it came about."""
        return {
            "start": self.start.isoformat(),
            "unit": self.unit,
            "amount": self.amount,
            "skipped": [day.isoformat() for day in self.skipped],
            "end": self.end.isoformat(),
            "is_provisional": self.is_provisional,
        }


@dataclass(frozen=True)
class Days:
    """The last day of a limit, the days of rest on the way, and whether all of it is published."""

    last: date
    skipped: tuple[date, ...]
    is_provisional: bool


def is_published(day: date) -> bool:
    """Whether the official calendar of that day's year is known."""
    try:
        chinese_calendar.is_holiday(day)
    except NotImplementedError:
        return False
    return True


def is_rest_day(day: date) -> bool:
    """A weekend or statutory holiday on which nobody works; weekends alone where unpublished."""
    return chinese_calendar.is_holiday(day) if is_published(day) else day.weekday() >= SATURDAY


def last_day_of(end: datetime) -> date:
    """The day in China to which an end belongs; midnight is the 24:00 of the day before it."""
    return local_day(end - timedelta(microseconds=1))


def deadline(start: datetime, limit: Limit) -> Deadline:
    """When a limit that begins at an instant ends, and why.

    The first day does not count; a last day of rest rolls on, working days count working days
    alone. Civil Code art. 201–203; Q1-4.3.1b, A1-2(4).2a, W2-39c. Minutes run on the clock.
    """
    if limit.unit == "minutes":
        end = start + timedelta(minutes=limit.amount)
        return Deadline(start, limit.unit, limit.amount, (), end, is_provisional=False)
    days = COUNTS[limit.unit](local_day(start), limit.amount)
    closing_day = days.last + ONE_DAY if limit.closes_at == MIDNIGHT else days.last
    return Deadline(
        start=start,
        unit=limit.unit,
        amount=limit.amount,
        skipped=days.skipped,
        end=datetime.combine(closing_day, limit.closes_at, CHINA),
        is_provisional=days.is_provisional,
    )


def end_of_day(day: date) -> datetime:
    """Its 24:00 in China."""
    return datetime.combine(day + ONE_DAY, MIDNIGHT, CHINA)


def end_of_day_before(end: datetime) -> datetime:
    """24:00 of the calendar day before the one in which something is due (W2-30b, AMB-25)."""
    return datetime.combine(last_day_of(end), MIDNIGHT, CHINA)


def rolled(day: date) -> date:
    """The day, or the next one that is no day of rest (Civil Code art. 203)."""
    return _rolled(day).last


def _calendar_days(first: date, amount: int) -> Days:
    return _rolled(first + amount * ONE_DAY)


def _months(first: date, amount: int) -> Days:
    """The same day of a later month, or that month's last one (Civil Code art. 202)."""
    return _rolled(first + relativedelta(months=amount))


def _rolled(last: date) -> Days:
    skipped: list[date] = []
    while is_rest_day(last):
        skipped.append(last)
        last += ONE_DAY
    return Days(last, tuple(skipped), is_provisional=not is_published(last))


def _working_days(first: date, amount: int) -> Days:
    day, skipped, left = first, list[date](), amount
    while left:
        day += ONE_DAY
        if is_rest_day(day):
            skipped.append(day)
        else:
            left -= 1
    return Days(day, tuple(skipped), is_provisional=not is_published(day))


COUNTS: Mapping[LimitUnit, Callable[[date, int], Days]] = {
    "calendar_days": _calendar_days,
    "working_days": _working_days,
    "months": _months,
}
