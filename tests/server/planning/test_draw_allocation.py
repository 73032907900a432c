"""How many from each stratum: they add up, keep their minimums, and never exceed what is there."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.planning.rules.draws_allocation import (
    DrawEmpty,
    DrawTooLarge,
    MinimumTooLarge,
    StratumEmpty,
    allocate,
    check_strata,
    reserves,
    wanted,
)

SIZES = st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize(
    ("size", "ppm", "number"),
    [(1, 30_000, 1), (33, 30_000, 1), (34, 30_000, 2), (33_334, 30, 2), (200_000, 30, 6)],
)
def test_a_share_is_rounded_up_in_integers(size: int, ppm: int, number: int) -> None:
    assert wanted(size, None, ppm) == number


def test_more_than_there_is_and_nothing_at_all_are_refused() -> None:
    with pytest.raises(DrawTooLarge):
        wanted(9, 10, None)
    with pytest.raises(DrawEmpty):
        wanted(0, None, 1)
    assert wanted(10, 10, None) == 10


@given(SIZES, st.booleans(), st.data())
def test_the_parts_add_up_and_each_is_there(
    sizes: list[int], is_equal: bool, data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, sum(sizes)))
    minimum = data.draw(st.integers(0, 50))
    if sum(min(minimum, size) for size in sizes) > number:
        with pytest.raises(MinimumTooLarge):
            allocate(sizes, number, is_equal=is_equal, minimum=minimum)
        return
    parts = allocate(sizes, number, is_equal=is_equal, minimum=minimum)
    assert sum(parts) == number
    for size, part in zip(sizes, parts, strict=True):
        assert min(minimum, size) <= part <= size


@given(SIZES, st.data())
def test_without_minimums_each_part_is_its_share_rounded_down_or_up(
    sizes: list[int], data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, sum(sizes)))
    for size, part in zip(sizes, allocate(sizes, number, is_equal=False, minimum=0), strict=True):
        assert abs(part - Fraction(number * size, sum(sizes))) < 1


def test_the_largest_remainders_get_what_is_left_and_a_tie_the_first() -> None:
    assert allocate([50, 30, 20], 7, is_equal=False, minimum=0) == [4, 2, 1]
    assert allocate([10, 10, 10], 4, is_equal=False, minimum=0) == [2, 1, 1]
    assert allocate([1000, 1, 1], 10, is_equal=False, minimum=1) == [8, 1, 1]


@given(SIZES, st.data())
def test_equal_parts_differ_only_where_a_stratum_has_no_more(
    sizes: list[int], data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, sum(sizes)))
    parts = allocate(sizes, number, is_equal=True, minimum=0)
    most = max(parts)
    for size, part in zip(sizes, parts, strict=True):
        assert part in (most, most - 1) or part == size


def test_a_minimum_refuses_a_stratum_with_nothing_in_it() -> None:
    check_strata(0, ["a"])
    check_strata(3, [])
    with pytest.raises(StratumEmpty) as refusal:
        check_strata(1, ["a", "b"])
    assert refusal.value.details == {"strata": ["a", "b"]}


def test_reserves_are_a_share_of_the_part_as_far_as_there_are_others() -> None:
    assert [reserves(100, 10, ppm) for ppm in (0, 1, 200_000, 250_000)] == [0, 1, 2, 3]
    assert reserves(12, 10, 1_000_000) == 2
