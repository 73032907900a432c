"""Planning rules: whether a month's number is far from those that it should be like (合理性)."""

from collections.abc import Sequence
from typing import Literal

MILLION = 1_000_000
# "": as expected; "warn": said; "reason": confirmed with a reason alone.
Level = Literal["", "warn", "reason"]
LEVELS: tuple[Level, ...] = ("", "warn", "reason")


def is_far(size: int, other: int | None, ratio_ppm: int) -> bool:
    """Whether one of two numbers is more than so many times the other, in integers.

    Nothing can be said beside a month that had nothing, or that nobody knows.
    """
    if not other:
        return False
    return size * MILLION > other * ratio_ppm or size * ratio_ppm < other * MILLION


def is_as_far(size: int, other: int | None, ratio_ppm: int) -> bool:
    """Whether one of two numbers is at least so many times the other; 0 is a number of its own."""
    if not other or not size:
        return False
    return size * MILLION >= other * ratio_ppm or size * ratio_ppm <= other * MILLION


def level_of(
    size: int, last_month: int | None, last_year: int | None, *, warn_ppm: int, reason_ppm: int
) -> Level:
    """How far a month's number is from last month's and from the same month's of last year."""
    others = (last_month, last_year)
    if any(is_as_far(size, other, reason_ppm) for other in others):
        return "reason"
    return "warn" if any(is_far(size, other, warn_ppm) for other in others) else ""


def worst(levels: Sequence[Level]) -> Level:
    found: Level = ""
    for level in levels:
        if LEVELS.index(level) > LEVELS.index(found):
            found = level
    return found
