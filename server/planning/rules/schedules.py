"""Planning rules: recurring schedules (定期安排) as days in China, past holidays by choice."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrule, rrulestr

from server.core.calendar import is_rest_day, rolled
from server.core.problems import Problem
from server.core.words import RestChoice
from server.planning.rules.recurrence import RuleEmpty, check_yields, parsed

HORIZON = timedelta(days=5 * 366)
# The longest run of days of rest is nine or ten; a day that rolls over it came from no earlier.
LONGEST_ROLL = timedelta(days=20)
ONE_DAY = timedelta(days=1)
SHOWN = 5


class ScheduleUnknown(Problem):
    slug, title = "schedule-unknown", "找不到这项定期安排"


class ScheduleEnded(Problem):
    slug, title = "schedule-ended", "这项定期安排已经停止"


class ScheduleStart(Problem):
    slug, status = "schedule-start", 422
    title = "开始日期应在今天至两年内，请改选日期"


class ScheduleDay(Problem):
    slug, status, title = "schedule-day", 422, "这一天没有安排，或已经排除，请另选一天"


@dataclass(frozen=True)
class Recurrence:
    """An RRULE from a day on (DTSTART, in China), without some days (EXDATE)."""

    rule: str
    starts_on: date
    without: frozenset[date]
    on_rest: RestChoice


@dataclass(frozen=True)
class Occurrence:
    """A day by the rule, and the day on which it is due after days of rest were passed over."""

    day: date
    due_on: date


def check_recurrence(its: Recurrence, today: date) -> None:
    """Refuses what is no rule of ours, yields nothing, or begins in the past."""
    if not today <= its.starts_on <= today + timedelta(days=2 * 366):
        raise ScheduleStart(starts_on=its.starts_on.isoformat())
    check_yields(parsed(its.rule), its.starts_on)
    if next_occurrence(its, its.starts_on - ONE_DAY) is None:
        raise RuleEmpty


def check_state(state: str) -> None:
    if state != "active":
        raise ScheduleEnded


def check_day(its: Recurrence, day: date) -> None:
    """Only a day that is still in it can be taken out."""
    if not any(found.day == day for found in occurrences(its, day - LONGEST_ROLL, day, by="day")):
        raise ScheduleDay(day=day.isoformat())


def occurrences(its: Recurrence, after: date, upto: date, by: str = "due_on") -> list[Occurrence]:
    """Those that are due behind one day and up to another, each due day once."""
    found: dict[date, Occurrence] = {}
    for one in _walk(its, after - LONGEST_ROLL, upto):
        if after < (one.due_on if by == "due_on" else one.day) <= upto:
            found.setdefault(one.due_on, one)
    return list(found.values())


def next_occurrence(its: Recurrence, after: date) -> Occurrence | None:
    """The first one due behind a day; None where there is none within the horizon."""
    found = (one for one in _walk(its, after - LONGEST_ROLL, after + HORIZON))
    return next((one for one in found if one.due_on > after), None)


def next_occurrences(its: Recurrence, after: date, count: int = SHOWN) -> list[Occurrence]:
    """As they are shown before anything is kept."""
    shown: list[Occurrence] = []
    while len(shown) < count:
        one = next_occurrence(its, shown[-1].due_on if shown else after)
        if one is None:
            break
        shown.append(one)
    return shown


def _walk(its: Recurrence, first: date, last: date) -> Iterator[Occurrence]:
    begin = _midnight(max(first, its.starts_on))
    for instant in _compiled(its).xafter(begin, inc=True):
        day = instant.date()
        if day > last:
            return
        due_on = _due(day, its.on_rest, its.without)
        if due_on is not None:
            yield Occurrence(day, due_on)


def _due(day: date, on_rest: RestChoice, without: Collection[date]) -> date | None:
    if day in without or (on_rest == "skip" and is_rest_day(day)):
        return None
    return rolled(day) if on_rest == "later" else day


def _compiled(its: Recurrence) -> rrule:
    found = rrulestr(its.rule, dtstart=_midnight(its.starts_on))
    assert isinstance(found, rrule)
    return found


def _midnight(day: date) -> datetime:
    """Without a zone on purpose: a schedule knows days of China's calendar, no instants."""
    return datetime.combine(day, time())
