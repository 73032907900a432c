"""Quotas, rules: is it enough? Days left, pace, forecast. Shared with phones by sync/wire."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Standing:
    """How a quota stands on a day. Rates in tenths of a check a working day.

    `verdict`: none (nothing required) · unknown (no base yet) · met · later (not begun) · ahead ·
    behind (the pace misses the end) · missed (over). `needed_tenths`: None where no working day
    is left.
    """

    gap: int
    days_left: int
    worked: int
    left: int
    forecast: int
    needed_tenths: int | None
    achieved_tenths: int
    verdict: str


def forecast_of(done: int, worked: int, after: int) -> int:
    """What the end brings if the working days to come yield as those so far; rounded down."""
    return done + (done * after // worked if worked else 0)


def stand(
    required: int, done: int, *, is_known: bool, starts_on: date, workdays: str, today: date
) -> Standing:
    """Today is worked and still left: by its evening something may be done.

    `workdays`: one character for each day from `starts_on`, "1" where it is worked.
    """
    place = (today - starts_on).days
    past = workdays[: max(0, place + 1)]
    worked, left = past.count("1"), workdays[max(0, place) :].count("1")
    forecast = forecast_of(done, worked, workdays[max(0, place + 1) :].count("1"))
    gap = max(0, required - done)
    return Standing(
        gap=gap,
        days_left=min(len(workdays), max(0, len(workdays) - place)),
        worked=worked,
        left=left,
        forecast=forecast,
        needed_tenths=-(-gap * 10 // left) if left else None,
        achieved_tenths=done * 10 // worked if worked else 0,
        verdict=_verdict(required, done, forecast, is_known, (place, len(workdays))),
    )


def _verdict(
    required: int, done: int, forecast: int, is_known: bool, place: tuple[int, int]
) -> str:
    at, length = place
    if not is_known:
        return "unknown"
    if required == 0:
        return "none"
    if done >= required:
        return "met"
    if at >= length:
        return "missed"
    if at < 0:
        return "later"
    return "behind" if forecast < required else "ahead"
