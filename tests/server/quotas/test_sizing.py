"""Quotas: how much is required, against an oracle that shares nothing with the rule."""

from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from math import ceil
from random import Random

import pytest

from server.quotas.rules.periods import (
    first_day,
    last_day,
    month_after,
    months_of,
    quarter_of,
    workdays,
)
from server.quotas.rules.sizing import (
    Base,
    Life,
    base_of,
    days_of,
    pro_rata,
    required,
    sample_required,
    snapshot_months,
    sum_of,
)

# By hand: base, what 3 % and what 0.003 % of it require.
TABLE = (
    (0, 0, 0),
    (1, 1, 1),
    (2, 1, 1),
    (32, 1, 1),
    (33, 1, 1),
    (34, 2, 1),
    (66, 2, 1),
    (67, 3, 1),
    (99, 3, 1),
    (100, 3, 1),
    (101, 4, 1),
    (267, 9, 1),
    (333, 10, 1),
    (334, 11, 1),
    (410, 13, 1),
    (980, 30, 1),
    (1_000, 30, 1),
    (1_066, 32, 1),
    (1_101, 34, 1),
    (1_205, 37, 1),
    (1_400, 42, 1),
    (1_467, 45, 1),
    (3_120, 94, 1),
    (18_900, 567, 1),
    (33_333, 1_000, 1),
    (33_334, 1_001, 2),
    (66_667, 2_001, 3),
    (200_000, 6_000, 6),
    (200_001, 6_001, 7),
    (412_600, 12_378, 13),
)


@pytest.mark.clause("W1-12(1)a", "W1-12(1)b")
@pytest.mark.parametrize(
    ("base", "ratio_ppm", "expected"),
    [
        *((base, 30_000, three) for base, three, _ in TABLE),
        *((base, 30, spot) for base, _, spot in TABLE),
    ],
)
def test_required_of_sixty_bases(base: int, ratio_ppm: int, expected: int) -> None:
    assert required(base, ratio_ppm) == expected


def test_ten_thousand_random_bases_agree_with_fractions_and_with_decimals() -> None:
    chance = Random(20260101)
    for _ in range(10_000):
        base = chance.choice((chance.randrange(100), chance.randrange(10**7)))
        ppm = chance.choice((30, 30_000, 50_000, 1_000_000, chance.randrange(1, 1_000_001)))
        exact = Fraction(base) * Fraction(ppm, 1_000_000)
        in_tens = Decimal(base) * Decimal(ppm).scaleb(-6)
        assert required(base, ppm) == ceil(exact)
        assert required(base, ppm) == in_tens.to_integral_value(rounding=ROUND_CEILING)


@pytest.mark.parametrize(
    ("base", "least", "expected"), [(0, 1, 0), (1, 1, 1), (20, 1, 1), (21, 1, 2), (3, 5, 3)]
)
def test_a_sample_has_a_least_size_where_there_is_as_much(
    base: int, least: int, expected: int
) -> None:
    assert sample_required(base, 50_000, least) == expected


@pytest.mark.clause("C1-7(1).2a", "C1-7(1).2b")
@pytest.mark.parametrize(
    ("per_year", "life", "expected"),
    [
        (2, Life(), 2),
        (2, Life(date(2025, 12, 31)), 2),
        (2, Life(date(2026, 1, 31)), 2),
        (2, Life(date(2026, 6, 30)), 2),
        (2, Life(date(2026, 7, 1)), 1),
        (2, Life(date(2026, 12, 31)), 1),
        (2, Life(date(2027, 1, 1)), 0),
        (1, Life(date(2026, 12, 31)), 1),
        (2, Life(None, date(2026, 6, 1)), 1),
        (2, Life(None, date(2026, 7, 1)), 2),
        (2, Life(None, date(2025, 12, 31)), 0),
    ],
)
def test_a_frequency_in_the_founding_and_in_the_closing_year(
    per_year: int, life: Life, expected: int
) -> None:
    assert pro_rata(per_year, "2026", life) == expected


@pytest.mark.parametrize(
    ("known", "wanted", "base"),
    [
        ({}, ["2026-05"], Base()),
        ({"2026-05": 0}, ["2026-05"], Base(0)),
        ({"2026-04": 8, "2026-05": 9}, ["2026-05"], Base(9)),
        ({"2026-03": 7, "2026-04": 8}, ["2026-05"], Base(8, "2026-04")),
        ({"2025-05": 7}, ["2026-05"], Base(7, "2025-05")),
        ({"2025-04": 7}, ["2026-05"], Base()),
        ({"2026-06": 7}, ["2026-05"], Base()),
        ({"2026-04": 4, "2026-05": 5}, ["2026-04", "2026-05", "2026-06"], Base(14, "2026-05")),
        ({"2026-04": 4, "2026-05": 5, "2026-06": 6}, months_of("2026-Q2"), Base(15)),
    ],
)
def test_the_last_known_month_stands_in_for_what_is_not_known(
    known: dict[str, int], wanted: list[str], base: Base
) -> None:
    assert base_of(known, wanted, Life()) == base


def test_a_month_after_the_unit_closed_counts_nothing_and_nobody_stands_in() -> None:
    life = Life(None, date(2026, 4, 10))
    assert base_of({"2026-04": 9}, ["2026-05"], life) == Base(0)
    assert base_of({"2026-04": 9}, ["2026-04", "2026-05"], life) == Base(9)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], Base()),
        ([Base(), Base()], Base()),
        ([Base(3), Base(4)], Base(7)),
        ([Base(3), Base(4, "2026-04")], Base(7, "2026-04")),
        ([Base(3), Base()], Base(3, "part")),
        ([Base(3, "2026-04"), Base()], Base(3, "part")),
    ],
)
def test_a_departments_base(parts: list[Base], whole: Base) -> None:
    assert sum_of(parts) == whole


@pytest.mark.parametrize(
    ("period", "life", "days"),
    [
        ("2026-02", Life(), (date(2026, 2, 1), date(2026, 2, 28))),
        ("2028-02", Life(), (date(2028, 2, 1), date(2028, 2, 29))),
        ("2026-Q4", Life(), (date(2026, 10, 1), date(2026, 12, 31))),
        ("2026", Life(), (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026-05", Life(date(2026, 5, 9)), (date(2026, 5, 9), date(2026, 5, 31))),
        ("2026-05", Life(None, date(2026, 5, 9)), (date(2026, 5, 1), date(2026, 5, 9))),
        ("2026-05", Life(None, date(2026, 4, 9)), (date(2026, 5, 1), date(2026, 5, 1))),
        ("2026-05", Life(date(2026, 6, 9)), (date(2026, 5, 31), date(2026, 5, 31))),
    ],
)
def test_the_days_of_a_period(period: str, life: Life, days: tuple[date, date]) -> None:
    assert days_of(period, life) == days


def test_customers_count_at_the_end_of_the_month_or_of_the_year_before() -> None:
    assert snapshot_months("2026-01", is_yearly=False) == ["2025-12"]
    assert snapshot_months("2026-05", is_yearly=True) == ["2025-12"]


@pytest.mark.parametrize(
    ("month", "after"), [("2026-05", "2026-06"), ("2026-12", "2027-01"), ("2026-11", "2026-12")]
)
def test_the_month_after(month: str, after: str) -> None:
    assert month_after(month) == after


def test_months_quarters_and_years_meet_without_gap_or_overlap() -> None:
    for number in range(1, 5):
        months = months_of(f"2026-Q{number}")
        assert {quarter_of(first_day(month)) for month in months} == {f"2026-Q{number}"}
        assert (last_day(months[-1]) - first_day(months[0])).days in (89, 90, 91)
    assert [month for n in range(1, 5) for month in months_of(f"2026-Q{n}")] == months_of("2026")


def test_workdays_follow_the_official_calendar_with_its_worked_weekends() -> None:
    # National Day 2026: 1–7 October at rest, Saturday 10 October worked.
    assert workdays(date(2026, 9, 30), date(2026, 10, 11)) == "100000001110"
