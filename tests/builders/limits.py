"""An independent calculator of time limits: numpy's business days over the official rest days.

The product walks day by day and asks of each; here the calendar is one list, and numpy counts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy
from chinese_calendar import get_holidays

from server.core.calendar import Limit, deadline, end_of_day_before

CHINA = ZoneInfo("Asia/Shanghai")
PUBLISHED = (2025, 2026)
FIRST_HOUR = datetime(2024, 12, 31, 16, tzinfo=UTC)
HOURS = 17_520
SATURDAY = 5
Found = tuple[datetime, bool]


@dataclass(frozen=True)
class Kind:
    """A limit as the product counts it, and as it is counted here: (end, is it provisional)."""

    ours: Callable[[datetime], Found]
    theirs: Callable[[datetime], Found]


def differences(every: int = 1) -> Iterator[str]:
    """Each starting hour of two years by each kind of limit, where the two do not agree."""
    for hour in range(0, HOURS, every):
        start = FIRST_HOUR + timedelta(hours=hour)
        for name, kind in KINDS.items():
            ours, theirs = kind.ours(start), kind.theirs(start)
            if ours != theirs:
                yield f"{name} from {start.astimezone(CHINA)}: {ours}, not {theirs}"


def _counted(limit: Limit) -> Callable[[datetime], Found]:
    def count(start: datetime) -> Found:
        found = deadline(start, limit)
        return found.end, found.is_provisional

    return count


def _day_before_three_days(start: datetime) -> Found:
    found = deadline(start, Limit(3, "calendar_days"))
    return end_of_day_before(found.end), found.is_provisional


@cache
def _calendar() -> numpy.busdaycalendar:
    first, last = date(PUBLISHED[0], 1, 1), date(PUBLISHED[-1], 12, 31)
    rest: set[date] = set(get_holidays(first, last, include_weekends=True))
    beyond = (last + timedelta(days=number) for number in range(1, 400))
    rest |= {day for day in beyond if day.weekday() >= SATURDAY}
    return numpy.busdaycalendar(weekmask="1111111", holidays=sorted(rest))


def _end_of(day: numpy.datetime64, hours: int = 24) -> Found:
    last = day.astype(date)
    midnight = datetime(last.year, last.month, last.day, tzinfo=CHINA)
    # China has no summer time, so that a day has 24 hours.
    return midnight + timedelta(hours=hours), last.year not in PUBLISHED


def _first(start: datetime) -> numpy.datetime64:
    return numpy.datetime64(start.astimezone(CHINA).date(), "D")


def _forward(day: numpy.datetime64) -> numpy.datetime64:
    return numpy.busday_offset(day, 0, roll="forward", busdaycal=_calendar())


def _working(start: datetime, days: int) -> numpy.datetime64:
    return numpy.busday_offset(_first(start), days, roll="backward", busdaycal=_calendar())


def _six_months(start: datetime) -> Found:
    first = _first(start)
    month = first.astype("datetime64[M]")
    place = (first - month.astype("datetime64[D]")).astype(int)
    begin, following = ((month + 6 + more).astype("datetime64[D]") for more in (0, 1))
    return _end_of(_forward(min(begin + place, following - 1)))


KINDS: Mapping[str, Kind] = {
    "3 calendar days": Kind(
        _counted(Limit(3, "calendar_days")), lambda at: _end_of(_forward(_first(at) + 3))
    ),
    "30 calendar days": Kind(
        _counted(Limit(30, "calendar_days")), lambda at: _end_of(_forward(_first(at) + 30))
    ),
    "1 working day": Kind(_counted(Limit(1, "working_days")), lambda at: _end_of(_working(at, 1))),
    "3 working days": Kind(_counted(Limit(3, "working_days")), lambda at: _end_of(_working(at, 3))),
    "5 working days": Kind(_counted(Limit(5, "working_days")), lambda at: _end_of(_working(at, 5))),
    "30 minutes": Kind(
        _counted(Limit(30, "minutes")), lambda at: (at + timedelta(minutes=30), False)
    ),
    "6 months": Kind(_counted(Limit(6, "months")), _six_months),
    "the day before": Kind(
        _day_before_three_days,
        lambda at: (
            _end_of(_forward(_first(at) + 3), hours=0)[0],
            _end_of(_forward(_first(at) + 3))[1],
        ),
    ),
}
