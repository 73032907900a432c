"""Recurring schedules: their rules against dateutil, their sweep after days without a server."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import numpy
import pytest
from chinese_calendar import get_holidays
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.planning.jobs.sweeping import make_scheduled_tasks
from server.planning.rules.recurrence import RuleEmpty, RuleUnfit
from server.planning.rules.schedules import (
    Recurrence,
    ScheduleStart,
    check_recurrence,
    next_occurrence,
    next_occurrences,
    occurrences,
)
from tests.builders.company import add_person, perform
from tests.builders.device import Device
from tests.builders.plans import a_schedule, applied, asked, kinds, schedule_args, tasks_of
from tests.conftest import DeviceOf

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY")))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if freq == "WEEKLY":
        parts.append("BYDAY=" + ",".join(draw(st.sets(st.sampled_from(DAYS), min_size=1))))
    if freq == "MONTHLY" and draw(st.booleans()):
        place = draw(st.sampled_from(("1", "2", "3", "4", "-1")))
        parts.append(f"BYDAY={place}{draw(st.sampled_from(DAYS))}")
    elif freq == "MONTHLY":
        parts.append(f"BYMONTHDAY={draw(st.sampled_from((1, 15, 28, 31, -1)))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    return ";".join(parts)


def rest_days() -> numpy.busdaycalendar:
    rest = sorted(get_holidays(FIRST, LAST, include_weekends=True))
    return numpy.busdaycalendar(weekmask="1111111", holidays=rest)


REST = rest_days()


def expected(rule: str, start: date, on_rest: str, without: frozenset[date]) -> list[date]:
    """By dateutil itself, and by numpy's business days over the list of official rest days."""
    begin = datetime.combine(start, time())
    walk = rrulestr(rule, dtstart=begin)
    end = datetime.combine(LAST, time()) - timedelta(days=30)
    days = [its.date() for its in walk.between(begin, end, inc=True)]
    days = [day for day in days if day not in without]
    if on_rest == "skip":
        days = [day for day in days if numpy.is_busday(day, busdaycal=REST)]
    if on_rest == "later":
        days = [
            numpy.busday_offset(d, 0, roll="forward", busdaycal=REST).astype(date) for d in days
        ]
    return sorted(set(days))


@settings(max_examples=150, deadline=None)
@given(
    rule=rules(),
    start=st.dates(FIRST, date(2026, 6, 30)),
    on_rest=st.sampled_from(("keep", "later", "skip")),
    gone=st.sets(st.dates(FIRST, LAST), max_size=5),
    cut=st.integers(0, 500),
)
def test_days_are_dateutils_and_rest_is_the_official_calendars_over_any_cut(
    rule: str, start: date, on_rest: str, gone: set[date], cut: int
) -> None:
    """Asked in two parts they are the same as asked at once: nothing is doubled, nothing lost."""
    its = Recurrence(rule, start, frozenset(gone), on_rest)  # pyright: ignore[reportArgumentType]
    before, upto = start - timedelta(days=1), LAST - timedelta(days=60)
    wanted = [day for day in expected(rule, start, on_rest, its.without) if day <= upto]
    middle = min(before + timedelta(days=cut), upto)
    parts = [*occurrences(its, before, middle), *occurrences(its, middle, upto)]
    assert [one.due_on for one in parts] == wanted
    first = next_occurrence(its, before)
    assert (first.due_on if first and first.due_on <= upto else None) == (
        wanted[0] if wanted else None
    )


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=MINUTELY;COUNT=3",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=YEARLY;BYDAY=1MO",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=400",
        "FREQ=DAILY;COUNT=5;UNTIL=20261231",
        "FREQ=DAILY;UNTIL=20261301",
        "FREQ=DAILY;FREQ=DAILY",
        "DTSTART:20260101",
        "FREQ=MONTHLY;BYMONTH=13",
    ],
)
def test_a_rule_of_no_inspection_is_refused(rule: str) -> None:
    with pytest.raises(RuleUnfit):
        check_recurrence(Recurrence(rule, FIRST, frozenset(), "keep"), FIRST)


@pytest.mark.parametrize(
    ("rule", "on_rest", "gone"),
    [
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "keep", ()),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYMONTH=2", "keep", ()),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "keep", ()),
        ("FREQ=DAILY;UNTIL=20241231", "keep", ()),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=1", "skip", ()),
        ("FREQ=DAILY;COUNT=1", "keep", (FIRST,)),
    ],
)
def test_a_rule_that_yields_nothing_is_refused_at_once(
    rule: str, on_rest: str, gone: tuple[date, ...]
) -> None:
    its = Recurrence(rule, FIRST, frozenset(gone), on_rest)  # pyright: ignore[reportArgumentType]
    with pytest.raises(RuleEmpty):
        check_recurrence(its, FIRST)


def test_a_rule_without_an_end_is_taken_and_asked_within_a_horizon_alone() -> None:
    its = Recurrence("FREQ=DAILY", FIRST, frozenset(), "keep")
    check_recurrence(its, FIRST)
    assert len(next_occurrences(its, FIRST)) == 5


def test_a_schedule_begins_today_or_within_two_years() -> None:
    for start in (FIRST - timedelta(days=1), FIRST + timedelta(days=800)):
        with pytest.raises(ScheduleStart):
            check_recurrence(Recurrence("FREQ=DAILY", start, frozenset(), "keep"), FIRST)


def days_on(clock: SetClock, *days: int) -> Iterator[None]:
    """May days, at one in the morning in China."""
    for day in days:
        clock.instant = datetime(2026, 5, 1, 17, 0, tzinfo=UTC) + timedelta(days=day - 2)
        yield


def made(runtime: Runtime, clock: SetClock, branch: Device, *days: int) -> list[tuple[str, str]]:
    for _ in days_on(clock, *days):
        list(make_scheduled_tasks(runtime))
    branch.sign_in("nora")
    return [(row["site_id"], row["due_on"]) for row in tasks_of(branch)]


def test_a_week_without_a_server_is_caught_up_once_and_doubles_nothing(
    runtime: Runtime, clock: SetClock, branch: Device
) -> None:
    a_schedule(branch, rule="FREQ=DAILY;COUNT=12", lead_days=2)
    a_schedule(branch, rule="FREQ=DAILY;COUNT=12", lead_days=2, site_ids=["door"])
    wanted = [(site, f"2026-05-{day:02d}") for day in range(6, 18) for site in ("door", "hall")]
    assert made(runtime, clock, branch, 6, 6, 7) == wanted[:8]
    assert made(runtime, clock, branch, 14, 14) == wanted[:22]
    assert made(runtime, clock, branch, 30, 31) == wanted


def test_downtime_makes_the_same_tasks_as_none(
    runtime: Runtime, clock: SetClock, branch: Device, device_of: DeviceOf
) -> None:
    same = {"rule": "FREQ=WEEKLY;BYDAY=MO,SA", "on_rest": "later", "lead_days": 3}
    a_schedule(branch, schedule_id="schedule-a", **same)
    every_day = made(runtime, clock, branch, *range(6, 28))
    clock.instant = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
    branch.sign_in("nora")
    a_schedule(branch, schedule_id="schedule-b", **same)
    both = made(runtime, clock, branch, 27)
    assert sorted(both) == sorted(every_day * 2)


def test_nothing_is_asked_of_schedules_that_are_not_due(
    runtime: Runtime, clock: SetClock, branch: Device
) -> None:
    a_schedule(branch)
    assert list(make_scheduled_tasks(runtime)) == []
    clock.instant = datetime(2026, 5, 10, 16, 0, tzinfo=UTC)  # Monday in China
    assert len(list(make_scheduled_tasks(runtime))) == 1
    assert list(make_scheduled_tasks(runtime)) == []


def test_a_day_is_left_out_and_a_schedule_ended_with_what_was_made_for_later(
    runtime: Runtime, clock: SetClock, branch: Device
) -> None:
    key = a_schedule(branch, rule="FREQ=DAILY", lead_days=3)
    assert len(made(runtime, clock, branch, 6)) == 4
    applied(branch.do("schedule.skip_day", schedule_id=key, day="2026-05-08"))
    assert [row["due_on"][-2:] for row in tasks_of(branch)] == ["06", "07", "09"]
    again = branch.do("schedule.skip_day", schedule_id=key, day="2026-05-08")
    assert again["code"] == "schedule-day"
    applied(branch.do("schedule.end", schedule_id=key, reason="done"))
    assert [row["due_on"][-2:] for row in tasks_of(branch)] == ["06"]
    assert branch.do("schedule.end", schedule_id=key, reason="x")["code"] == "schedule-ended"
    assert len(made(runtime, clock, branch, 20)) == 1


def test_where_whoever_is_named_has_left_another_gets_the_task(
    runtime: Runtime, clock: SetClock, branch: Device
) -> None:
    a_schedule(branch, rule="FREQ=DAILY", assignee_id="bram")
    with runtime.bookkeeping() as session:
        from sqlalchemy import text  # noqa: PLC0415

        session.execute(text("UPDATE users SET is_active = :no WHERE id = 'bram'"), {"no": False})
    made(runtime, clock, branch, 6)
    assert [row["assignee_id"] for row in tasks_of(branch)] == ["beth"]


def test_the_work_goes_to_who_has_least_and_is_told_once(
    runtime: Runtime, clock: SetClock, branch: Device, device_of: DeviceOf
) -> None:
    a_schedule(branch, rule="FREQ=DAILY;COUNT=4", lead_days=4)
    made(runtime, clock, branch, 6)
    people = [row["assignee_id"] for row in tasks_of(branch)]
    assert sorted(people) == ["beth", "beth", "bram", "bram"]
    assert kinds(device_of("bram")) == ["tasks_given"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rule": "FREQ=HOURLY"}, "schedule-rule"),
        ({"rule": "FREQ=DAILY;UNTIL=20260101"}, "schedule-empty"),
        ({"starts_on": "2026-05-05"}, "schedule-start"),
        ({"site_ids": ["far"]}, "plan-line-sites"),
        ({"assignee_id": "ines"}, "assignee-unfit"),
        ({"level": "department"}, "plan-nobody"),
        ({"unit_id": "south", "site_ids": ["far"]}, "not-allowed"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused_by_name(
    branch: Device, changes: dict[str, object], code: str
) -> None:
    assert branch.do("schedule.add", **schedule_args(**changes))["code"] == code


def test_a_schedule_for_a_closed_site_is_refused_and_one_closed_later_is_passed_over(
    runtime: Runtime, clock: SetClock, branch: Device
) -> None:
    a_schedule(branch, rule="FREQ=DAILY", site_ids=["hall", "door"])
    perform(runtime, "site.close", site_id="hall", reason="gone")
    result = branch.do("schedule.add", **schedule_args())
    assert result["code"] == "plan-line-sites"
    assert [site for site, _ in made(runtime, clock, branch, 6)] == ["door"]


def test_the_preview_says_what_was_moved_and_what_is_not_known_yet(
    runtime: Runtime, branch: Device, device_of: DeviceOf
) -> None:
    path = "/api/schedules/preview?rule=FREQ=MONTHLY;BYMONTHDAY=1&starts_on=2026-09-01"
    days = asked(branch, path)["days"]
    assert [day["due_on"] for day in days][:2] == ["2026-09-01", "2026-10-08"]
    assert (days[1]["day"], days[-1]["is_provisional"]) == ("2026-10-01", True)
    bad = branch.http.get(path.replace("MONTHLY", "HOURLY"))
    assert (bad.status_code, bad.json["slug"]) == (422, "schedule-rule")  # type: ignore[index]
    add_person(runtime, "sue", "site_staff", "north", "north")
    assert device_of("sue").http.get(path).status_code == 403
