"""Deadlines by the official calendar, each worked by hand."""

from datetime import date, datetime

import pytest

from server.core.calendar import deadline_in_calendar_days
from server.core.clock import CHINA

CASES = [
    # start in China, days, last day; 2026's official calendar
    ("2026-05-06 10:00", 3, "2026-05-09", "a Saturday that is worked (调休) does not roll"),
    ("2026-05-12 00:00", 3, "2026-05-15", "midnight belongs to the day that begins"),
    ("2026-05-12 23:59", 3, "2026-05-15", "the first day does not count, however late"),
    ("2026-05-13 09:00", 3, "2026-05-18", "Saturday rolls to Monday"),
    ("2026-09-30 16:00", 3, "2026-10-08", "3 October rolls over National Day"),
    ("2026-12-28 08:00", 3, "2026-12-31", "the year's last day"),
    ("2026-02-12 08:00", 3, "2026-02-24", "15 February rolls over Spring Festival"),
]


@pytest.mark.clause("Q1-4.3.1b", "Q1-4.3.2b")
@pytest.mark.parametrize(("start", "days", "last", "why"), CASES)
def test_three_days(start: str, days: int, last: str, why: str) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=CHINA)
    limit = deadline_in_calendar_days(begin, days)
    assert limit.last_day == date.fromisoformat(last), why
    assert limit.end.astimezone(CHINA).strftime("%H:%M") == "00:00"


def test_a_year_that_is_not_published_is_provisional_and_no_guess() -> None:
    limit = deadline_in_calendar_days(datetime(2026, 12, 30, 9, tzinfo=CHINA), 3)
    assert limit.is_provisional
    assert not deadline_in_calendar_days(datetime(2026, 5, 6, 9, tzinfo=CHINA), 3).is_provisional


def test_a_limit_can_be_explained() -> None:
    explained = deadline_in_calendar_days(datetime(2026, 5, 13, 9, tzinfo=CHINA), 3).explained()
    assert explained["skipped"] == ["2026-05-16", "2026-05-17"]
    assert (explained["unit"], explained["days"]) == ("calendar_days", 3)
