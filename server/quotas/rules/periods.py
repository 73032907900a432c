"""Quotas, rules: months, quarters and years as periods, and the days of them."""

from datetime import date, timedelta

from server.core.calendar import is_rest_day

ONE_DAY = timedelta(days=1)
YEAR_LENGTH, MONTH_LENGTH = len("2026"), len("2026-11")
MONTHS_IN_QUARTER = 3


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def year_of(day: date) -> str:
    return f"{day:%Y}"


def quarter_of(day: date) -> str:
    return f"{day.year:04d}-Q{(day.month - 1) // MONTHS_IN_QUARTER + 1}"


def first_of_quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // MONTHS_IN_QUARTER * MONTHS_IN_QUARTER + 1, day=1)


def month_after(period: str, by: int = 1) -> str:
    """The next month, or one `by` months away."""
    year, month = map(int, period.split("-"))
    place = year * 12 + month - 1 + by
    return f"{place // 12:04d}-{place % 12 + 1:02d}"


def months_of(period: str) -> list[str]:
    """The months of a month "2026-05", a quarter "2026-Q2" or a year "2026"."""
    if len(period) == YEAR_LENGTH:
        return [f"{period}-{month:02d}" for month in range(1, 13)]
    year, part = period.split("-")
    if not part.startswith("Q"):
        return [period]
    first = (int(part[1]) - 1) * MONTHS_IN_QUARTER + 1
    return [f"{year}-{month:02d}" for month in range(first, first + MONTHS_IN_QUARTER)]


def first_day(period: str) -> date:
    return date.fromisoformat(f"{months_of(period)[0]}-01")


def last_day(period: str) -> date:
    return date.fromisoformat(f"{month_after(months_of(period)[-1])}-01") - ONE_DAY


def workdays(starts_on: date, ends_on: date) -> str:
    """One character a day: "1" is worked by the official calendar (调休 included), "0" is not."""
    length = (ends_on - starts_on).days + 1
    days = (starts_on + number * ONE_DAY for number in range(length))
    return "".join("0" if is_rest_day(day) else "1" for day in days)
