"""Calendar: working days, rest days and deadlines by China's official calendar (调休 included)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import chinese_calendar

from server.core.clock import CHINA, local_day

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """A time limit that can be explained: start, unit, days that were skipped, end.

    `is_provisional` says that a year's official calendar is not published yet: only weekends are
    known there, and the end may still move.
    """

    start: datetime
    unit: str
    days: int
    skipped: tuple[date, ...]
    end: datetime
    is_provisional: bool

    @property
    def last_day(self) -> date:
        """The day at whose 24:00 it ends."""
        return local_day(self.end) - ONE_DAY

    def explained(self) -> dict[str, Any]:
        """As the order keeps it, for the screen that shows how it came about."""
        return {
            "start": self.start.isoformat(),
            "unit": self.unit,
            "days": self.days,
            "skipped": [day.isoformat() for day in self.skipped],
            "end": self.end.isoformat(),
            "is_provisional": self.is_provisional,
        }


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


def deadline_in_calendar_days(start: datetime, days: int) -> Deadline:
    """Ends at 24:00 of the last day; the first day does not count, and a last day of rest rolls on.

    Civil Code art. 201–203; Q1-4.3.1b.
    """
    last = local_day(start) + days * ONE_DAY
    skipped: list[date] = []
    while is_rest_day(last):
        skipped.append(last)
        last += ONE_DAY
    return Deadline(
        start=start,
        unit="calendar_days",
        days=days,
        skipped=tuple(skipped),
        end=datetime.combine(last + ONE_DAY, time(), CHINA),
        is_provisional=not is_published(last),
    )
