"""Planning rules: periods."""

from datetime import date

# A month as the wire writes it: 2026-11.
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
MONTHS_OF_A_YEAR = 12


def period_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def months_before(period: str, count: int) -> str:
    """The month so many months before."""
    year, month = map(int, period.split("-"))
    number = year * MONTHS_OF_A_YEAR + month - 1 - count
    return f"{number // MONTHS_OF_A_YEAR:04d}-{number % MONTHS_OF_A_YEAR + 1:02d}"
