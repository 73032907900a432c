"""Planning rules: which recurrence rules (RFC 5545 RRULE) a schedule may have.

Only those that are checked here ever reach python-dateutil: it looks for the next day of a rule
that yields none until the year 9999, however long that takes.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from server.core.problems import Problem

MONTHS, HORIZON_MONTHS = 12, 60
MOST_COUNT = 1000
LONGEST = 200
_DAY = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)")
_DAY_IN_MONTH = re.compile(r"([1-4]|-1)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"\d{8}")
_PLACES = ("1", "2", "3", "4", "-1")
_ALWAYS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL"})
_MONTHLY = _ALWAYS | {"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}
# Frequency → what may stand beside it, and its longest interval. Hours, minutes and seconds are
# no matter of inspections.
FREQUENCIES: Mapping[str, tuple[frozenset[str], int]] = {
    "DAILY": (_ALWAYS, 366),
    "WEEKLY": (_ALWAYS | {"BYDAY"}, 52),
    "MONTHLY": (_MONTHLY, 24),
    "YEARLY": (_MONTHLY, 5),
}

Parts = Mapping[str, str]


class RuleUnfit(Problem):
    slug, status = "schedule-rule", 422
    title = "重复规则有误：只能按日、周、月、年重复，请重新选择"


class RuleEmpty(Problem):
    slug, status = "schedule-empty", 422
    title = "按这个规则五年内没有任何一天，请调整日期或规则"


def parsed(text: str) -> Parts:
    """The parts of a rule; RuleUnfit for whatever is not in the list above."""
    pairs = [part.split("=") for part in text.split(";")]
    if len(text) > LONGEST or any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004
        raise RuleUnfit(rule=text)
    parts = {name: value for name, value in pairs}
    if len(parts) != len(pairs) or not _is_fit(parts):
        raise RuleUnfit(rule=text)
    return parts


def _is_fit(parts: Parts) -> bool:
    allowed, longest = FREQUENCIES.get(parts.get("FREQ", ""), (frozenset[str](), 0))
    return (
        parts.keys() <= allowed
        and _is_number(parts.get("INTERVAL", "1"), longest)
        and _is_number(parts.get("COUNT", "1"), MOST_COUNT)
        and not {"COUNT", "UNTIL"} <= parts.keys()
        and _is_day(parts.get("UNTIL", "20260101"))
        and _are_days_fit(parts)
    )


def _are_days_fit(parts: Parts) -> bool:
    is_weekly = parts["FREQ"] == "WEEKLY"
    days = parts.get("BYDAY", "MO").split(",")
    if not all((_DAY if is_weekly else _DAY_IN_MONTH).fullmatch(day) for day in days):
        return False
    months = parts.get("BYMONTH", "1").split(",")
    numbers = [day for day in parts.get("BYMONTHDAY", "1").split(",") if day != "-1"]
    return (
        all(_is_number(month, MONTHS) for month in months)
        and all(_is_number(day, 31) for day in numbers)
        and not {"BYDAY", "BYMONTHDAY"} <= parts.keys()
        and _is_place_fit(parts)
        # Days of the week of a whole year are counted in weeks, which nobody here does.
        and (parts["FREQ"] != "YEARLY" or "BYMONTH" in parts or "BYDAY" not in parts)
        and (parts["FREQ"] != "YEARLY" or "BYMONTH" in parts or "BYMONTHDAY" not in parts)
    )


def _is_place_fit(parts: Parts) -> bool:
    place = parts.get("BYSETPOS")
    return place is None or (place in _PLACES and "BYDAY" in parts)


def _is_number(text: str, most: int) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{0,3}", text)) and int(text) <= most


def _is_day(text: str) -> bool:
    if not _UNTIL.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007
    except ValueError:
        return False
    return True


def check_yields(parts: Parts, starts_on: date) -> None:
    """RuleEmpty where no month within the horizon has a day of this rule."""
    by_number = parts["FREQ"] in ("MONTHLY", "YEARLY") and "BYDAY" not in parts
    found = any(_months(parts, starts_on)) if not by_number else _has_day(parts, starts_on)
    if not found:
        raise RuleEmpty


def _has_day(parts: Parts, starts_on: date) -> bool:
    wanted = parts.get("BYMONTHDAY", str(starts_on.day)).split(",")
    for year, month in _months(parts, starts_on):
        last = monthrange(year, month)[1]
        days = [last if day == "-1" else int(day) for day in wanted]
        if any(day <= last and date(year, month, day) >= starts_on for day in days):
            return True
    return False


def _months(parts: Parts, starts_on: date) -> Iterator[tuple[int, int]]:
    """The months that a rule reaches within the horizon."""
    every = int(parts.get("INTERVAL", "1"))
    is_yearly = parts["FREQ"] == "YEARLY"
    chosen = {int(month) for month in parts.get("BYMONTH", "").split(",") if month}
    if is_yearly and not chosen:
        chosen = {starts_on.month}
    first = starts_on.year * MONTHS + starts_on.month - 1
    for number in range(first, first + HORIZON_MONTHS + 1):
        year, month = number // MONTHS, number % MONTHS + 1
        steps = year - starts_on.year if is_yearly else number - first
        is_reached = steps % every == 0 if parts["FREQ"] in ("MONTHLY", "YEARLY") else True
        if is_reached and (not chosen or month in chosen):
            yield year, month
