"""Quotas, rules: how much is required."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.quotas.rules.periods import first_day, last_day, month_after, month_of, months_of

MILLION = 1_000_000
MONTHS_IN_YEAR = 12
PART = "part"
# So far back a month's count may stand in for one that is not known yet.
LOOK_BACK = 12
# Each case of these channels is called back (政务、网办渠道); of the others a sample is.
FULL_CHANNELS = frozenset({"government", "web", "app"})


@dataclass(frozen=True)
class Base:
    """What a ratio is taken of; None where nothing is known.

    `stands_in`: the newest month whose count stands for one that is not known yet; PART where
    some teams are not known at all; empty: final.
    """

    size: int | None = None
    stands_in: str = ""


@dataclass(frozen=True)
class Life:
    """When a unit began and closed, where that is known."""

    founded_on: date | None = None
    closed_on: date | None = None


def required(base: int, ratio_ppm: int) -> int:
    """⌈base × ratio⌉ in integers; nothing to check where there is nothing (AMB-01, AMB-02)."""
    return -(-base * ratio_ppm // MILLION)


def sample_required(base: int, ratio_ppm: int, least: int) -> int:
    """A sample with a least size, where there is anything to sample (AMB-30)."""
    return max(required(base, ratio_ppm), min(least, base))


def pro_rata(per_year: int, year: str, life: Life) -> int:
    """Of a yearly frequency, for the months in which the unit exists; rounded up (AMB-22)."""
    months = [month for month in months_of(year) if _lives_in(life, month)]
    return -(-per_year * len(months) // MONTHS_IN_YEAR)


def lives_in(life: Life, period: str) -> bool:
    return any(_lives_in(life, month) for month in months_of(period))


def _lives_in(life: Life, month: str) -> bool:
    is_founded = life.founded_on is None or month_of(life.founded_on) <= month
    return is_founded and (life.closed_on is None or month <= month_of(life.closed_on))


def days_of(period: str, life: Life) -> tuple[date, date]:
    """First and last day on which a unit can fill its quota; it may have closed in mid-month."""
    first, last = first_day(period), last_day(period)
    starts_on = max(first, life.founded_on) if life.founded_on else first
    ends_on = min(last, life.closed_on) if life.closed_on else last
    return min(starts_on, last), max(ends_on, min(starts_on, last))


def base_of(known: Mapping[str, int], wanted: list[str], life: Life) -> Base:
    """The sum of months' counts; the newest month before stands in for one that is not known.

    A month in which the unit does not exist counts nothing, and needs nobody to stand in.
    """
    total, found, stands_in = 0, False, ""
    for month in wanted:
        if not _lives_in(life, month):
            found = True
            continue
        source = _source(known, month)
        if source is None:
            continue
        total, found = total + known[source], True
        stands_in = max(stands_in, source) if source != month else stands_in
    return Base(total, stands_in) if found else Base()


def _source(known: Mapping[str, int], month: str) -> str | None:
    """The month itself, or the newest one before it of which something is known."""
    candidates = (month_after(month, -back) for back in range(LOOK_BACK + 1))
    return next((its for its in candidates if its in known), None)


def sum_of(parts: list[Base]) -> Base:
    """Of a department's teams: those of which nothing is known yet make the sum provisional."""
    known = [part for part in parts if part.size is not None]
    if not known:
        return Base()
    stands_in = PART if len(known) < len(parts) else max(part.stands_in for part in parts)
    return Base(sum(part.size or 0 for part in known), stands_in)


def snapshot_months(period: str, is_yearly: bool) -> list[str]:
    """Whose month-end's customers a month's spot checks are counted by (AMB-02)."""
    return [f"{int(period[:4]) - 1:04d}-12"] if is_yearly else [month_after(period, -1)]
