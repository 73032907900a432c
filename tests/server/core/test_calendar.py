"""Time limits by the official calendar, each worked by hand, and all hours of two years."""

from datetime import date, datetime, time, timedelta

import pytest

from server.core.calendar import Limit, deadline, end_of_day_before
from server.core.clock import CHINA
from tests.builders.limits import differences

THREE_DAYS = Limit(3, "calendar_days")
# limit, start in China, last day, why; 2025's and 2026's official calendars
BY_HAND = [
    ("3 calendar_days", "2026-05-06 10:00", "2026-05-09", "a Saturday that is worked (调休) stays"),
    ("3 calendar_days", "2026-05-12 00:00", "2026-05-15", "midnight belongs to the day it begins"),
    ("3 calendar_days", "2026-05-12 23:59", "2026-05-15", "the first day does not count"),
    ("3 calendar_days", "2026-05-13 09:00", "2026-05-18", "Saturday rolls to Monday"),
    ("3 calendar_days", "2026-05-14 09:00", "2026-05-18", "Sunday rolls to Monday"),
    ("3 calendar_days", "2026-05-15 09:00", "2026-05-18", "a weekend on the way counts"),
    ("3 calendar_days", "2026-09-30 16:00", "2026-10-08", "3 October rolls over National Day"),
    ("3 calendar_days", "2026-10-04 16:00", "2026-10-08", "7 October is the last day of rest"),
    ("3 calendar_days", "2026-10-05 16:00", "2026-10-08", "8 October is worked"),
    ("3 calendar_days", "2026-12-28 08:00", "2026-12-31", "the year's last day"),
    ("3 calendar_days", "2025-12-29 08:00", "2026-01-04", "New Year rolls to a worked Sunday"),
    ("3 calendar_days", "2026-02-12 08:00", "2026-02-24", "15 February rolls over Spring Festival"),
    ("3 calendar_days", "2026-02-11 08:00", "2026-02-14", "a worked Saturday before the festival"),
    ("3 calendar_days", "2026-04-01 08:00", "2026-04-07", "4 April rolls over Qingming"),
    ("3 calendar_days", "2026-06-16 08:00", "2026-06-22", "19 June rolls over Dragon Boat"),
    ("3 calendar_days", "2026-09-22 08:00", "2026-09-28", "25 September rolls over Mid-Autumn"),
    ("3 calendar_days", "2026-09-17 08:00", "2026-09-20", "a worked Sunday stays"),
    ("3 calendar_days", "2025-01-26 08:00", "2025-02-05", "29 January is the festival itself"),
    ("3 calendar_days", "2025-04-30 08:00", "2025-05-06", "3 May rolls over Labour Day"),
    (
        "3 calendar_days",
        "2025-09-28 08:00",
        "2025-10-09",
        "a worked Sunday begins; 1 October rolls",
    ),
    ("30 calendar_days", "2026-05-06 10:00", "2026-06-05", "a Friday"),
    ("30 calendar_days", "2026-05-07 10:00", "2026-06-08", "Saturday rolls"),
    ("30 calendar_days", "2026-09-01 10:00", "2026-10-08", "1 October rolls"),
    ("1 working_days", "2026-05-08 17:00", "2026-05-09", "the worked Saturday counts"),
    ("1 working_days", "2026-05-09 17:00", "2026-05-11", "and the Sunday after it does not"),
    ("1 working_days", "2026-09-30 16:00", "2026-10-08", "National Day does not count"),
    ("1 working_days", "2026-10-09 16:00", "2026-10-10", "Saturday is worked after the holidays"),
    ("1 working_days", "2026-05-16 09:00", "2026-05-18", "from a Saturday: Monday"),
    ("1 working_days", "2026-12-31 09:00", "2027-01-01", "no calendar yet: weekends alone"),
    ("3 working_days", "2026-05-06 10:00", "2026-05-09", "Thursday, Friday, worked Saturday"),
    ("3 working_days", "2026-05-13 10:00", "2026-05-18", "Thursday, Friday, Monday"),
    ("3 working_days", "2026-09-29 10:00", "2026-10-09", "30 September, 8 and 9 October"),
    ("3 working_days", "2026-02-13 10:00", "2026-02-25", "14, 24 and 25 February"),
    ("3 working_days", "2025-12-31 10:00", "2026-01-06", "the worked Sunday, Monday, Tuesday"),
    ("5 working_days", "2026-05-06 10:00", "2026-05-12", "one worked Saturday, one Sunday of rest"),
    ("5 working_days", "2026-09-18 10:00", "2026-09-24", "the worked Sunday counts"),
    ("5 working_days", "2026-04-30 10:00", "2026-05-11", "6 to 9 May, then Monday"),
    ("6 months", "2026-05-06 10:00", "2026-11-06", "the same day, a Friday"),
    ("6 months", "2025-08-31 10:00", "2026-02-28", "no 31 February: its last day, worked (调休)"),
    ("6 months", "2026-04-01 10:00", "2026-10-08", "1 October rolls"),
]


def limit_of(text: str) -> Limit:
    amount, _, unit = text.partition(" ")
    return Limit(int(amount), unit)  # pyright: ignore[reportArgumentType]


@pytest.mark.clause("Q1-4.3.1b", "Q1-4.3.2b", "A1-2(4).2a", "W2-39c")
@pytest.mark.parametrize(("limit", "start", "last", "why"), BY_HAND)
def test_a_limit_worked_by_hand(limit: str, start: str, last: str, why: str) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=CHINA)
    found = deadline(begin, limit_of(limit))
    assert found.last_day == date.fromisoformat(last), why
    assert found.end.astimezone(CHINA).strftime("%H:%M") == "00:00"
    assert found.is_provisional == (found.last_day.year > 2026)


def test_hours_all_over_two_years_agree_with_an_independent_calculator() -> None:
    assert list(differences(every=23)) == []


@pytest.mark.clause("A1-2(4).2a")
def test_a_working_day_may_end_when_the_office_closes() -> None:
    """AMB-37: until 18:00 of the next working day."""
    friday = datetime(2026, 5, 15, 9, tzinfo=CHINA)
    found = deadline(friday, Limit(1, "working_days", closes_at=time(18)))
    assert found.end == datetime(2026, 5, 18, 18, tzinfo=CHINA)
    assert found.last_day == date(2026, 5, 18)


@pytest.mark.clause("W2-30b")
def test_more_time_is_asked_for_until_the_end_of_the_day_before() -> None:
    """AMB-25; a limit at 24:00 belongs to the day that ends."""
    found = deadline(datetime(2026, 5, 12, 9, tzinfo=CHINA), THREE_DAYS)
    assert end_of_day_before(found.end) == datetime(2026, 5, 15, tzinfo=CHINA)
    six = found.end - timedelta(hours=6)
    assert end_of_day_before(six) == datetime(2026, 5, 15, tzinfo=CHINA)


def test_a_limit_can_be_explained() -> None:
    explained = deadline(datetime(2026, 5, 13, 9, tzinfo=CHINA), THREE_DAYS).explained()
    assert explained["skipped"] == ["2026-05-16", "2026-05-17"]
    assert (explained["unit"], explained["amount"]) == ("calendar_days", 3)
    working = deadline(datetime(2026, 5, 8, 9, tzinfo=CHINA), Limit(3, "working_days"))
    assert working.explained()["skipped"] == ["2026-05-10"]
