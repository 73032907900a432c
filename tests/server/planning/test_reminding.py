"""Reminders of tasks: two days before, one, on the day; a day later it goes up. Each once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.planning.jobs.sweeping import remind_of_tasks
from server.planning.rules.reminders import Steps, next_reminder, reminder_days
from tests.builders.company import perform, set_policy
from tests.builders.device import Device
from tests.builders.plans import a_task, applied, kinds
from tests.conftest import DeviceOf

STEPS = Steps(frozenset({2, 1, 0}), 1)


def on(clock: SetClock, runtime: Runtime, instant: datetime) -> int:
    clock.instant = instant
    return sum(count for _, count in remind_of_tasks(runtime))


def midnight(day: int) -> datetime:
    """00:00 in China of a day of May."""
    return datetime(2026, 5, day, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.clause("W1-9(2)b")
def test_each_day_says_its_word_once_by_chinas_midnight(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    a_task(head, due_on="2026-05-12")
    assert on(clock, runtime, midnight(10) - timedelta(seconds=1)) == 0
    counts = [on(clock, runtime, midnight(day)) for day in (10, 10, 11, 12, 12, 13, 13, 14, 30)]
    assert counts == [1, 0, 1, 1, 0, 1, 0, 0, 0]
    told = kinds(device_of("ines"))
    assert (told.count("task_due"), told.count("task_overdue")) == (3, 1)
    assert kinds(device_of("hugo")).count("task_overdue") == 1


def test_after_days_without_a_server_one_word_is_enough(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    a_task(head, due_on="2026-05-12")
    assert on(clock, runtime, midnight(12)) == 1
    assert kinds(device_of("ines")).count("task_due") == 1
    assert on(clock, runtime, midnight(20)) == 1
    assert kinds(device_of("ines")).count("task_overdue") == 1


def test_nothing_is_said_of_what_is_settled_and_on_the_day_of_giving(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    gone = a_task(head, due_on="2026-05-08")
    a_task(head, due_on="2026-05-06")
    assert on(clock, runtime, clock.instant) == 0
    applied(head.do("task.cancel", task_id=gone, reason="not needed"))
    assert on(clock, runtime, midnight(7)) == 1
    assert kinds(device_of("ines")).count("task_overdue") == 1


def test_whoever_comes_second_finds_nothing_left_to_say(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    task_id = a_task(head, due_on="2026-05-12")
    clock.instant = midnight(10)
    for _ in range(2):
        perform(runtime, "task.remind", task_ids=[task_id])
    assert kinds(device_of("ines")).count("task_due") == 1


def test_the_days_are_policy(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    set_policy(runtime, "remind.before_days_1", 5, date(2026, 5, 1))
    a_task(head, due_on="2026-05-15")
    assert on(clock, runtime, midnight(10)) == 1


@given(
    due=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    after=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_each_reminder_lies_behind_the_one_before_and_all_are_reached(
    due: date, after: date
) -> None:
    found: list[date] = []
    day: date | None = next_reminder(due, STEPS, after)
    while day is not None:
        found.append(day)
        day = next_reminder(due, STEPS, day)
    assert found == [day for day in reminder_days(due, STEPS) if day > after]
    assert reminder_days(due, STEPS) == [due + timedelta(days=d) for d in (-2, -1, 0, 1)]
