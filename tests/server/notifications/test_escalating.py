"""Immediate notices that nobody reads: up the ladder after 30, 10 and 20 minutes (AMB-08)."""

from datetime import timedelta

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.notifications.jobs import escalate_unread
from server.notifications.rules import urgency
from tests.builders.company import add_person, perform, set_policy
from tests.builders.sinks import Sink
from tests.builders.telling import a_channel, a_rule, deliveries, notices, tell
from tests.conftest import DeviceOf


@pytest.fixture(autouse=True)
def _superiors(runtime: Runtime) -> None:
    add_person(runtime, "bea", "branch_head", "north", "north")
    add_person(runtime, "lea", "leader_in_charge", "hq", "north")


def told(runtime: Runtime) -> list[str]:
    return [notice.user_id for notice in notices(runtime)]


def wait(runtime: Runtime, clock: SetClock, minutes: int) -> int:
    """A sweep each minute; says how many steps were taken."""
    count = 0
    for _ in range(minutes):
        clock.instant += timedelta(minutes=1)
        count += sum(done for _, done in escalate_unread(runtime))
    return count


def fail_orange(runtime: Runtime, *users: str) -> None:
    tell(runtime, *users, kind="orange_failed", unit="hall-team", colour="orange", number="O-1")


@pytest.mark.clause("W2-34a", "A1-7(4)b", "W2-38a", "Q1-3.6(3)a")
def test_unread_for_30_then_10_then_20_minutes_it_goes_a_step_up_each_time(
    runtime: Runtime, clock: SetClock
) -> None:
    fail_orange(runtime, "stan")
    assert wait(runtime, clock, 29) == 0
    assert wait(runtime, clock, 1) == 1
    assert told(runtime) == ["stan", "bea"]
    assert wait(runtime, clock, 9) == 0
    assert wait(runtime, clock, 1) == 1
    assert told(runtime) == ["stan", "bea", "lea"]
    assert wait(runtime, clock, 19) == 0
    assert wait(runtime, clock, 1) == 1
    assert told(runtime) == ["stan", "bea", "lea", "hugo"]
    assert wait(runtime, clock, 600) == 0
    assert [notice.params.get("escalated") for notice in notices(runtime)] == [None, 1, 2, 3]


@pytest.mark.parametrize("reader", ["stan", "bea"])
def test_it_ends_with_the_first_who_reads(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, reader: str
) -> None:
    fail_orange(runtime, "stan")
    wait(runtime, clock, 30)
    device = device_of(reader)
    device.pull()
    device.do("notice.read", notice_ids=list(device.rows("notice")))
    wait(runtime, clock, 60)
    assert told(runtime) == ["stan", "bea"]


def test_who_stands_on_the_ladder_is_followed_by_the_next_rung(
    runtime: Runtime, clock: SetClock
) -> None:
    fail_orange(runtime, "lea")
    wait(runtime, clock, 30)
    assert told(runtime) == ["lea", "hugo"]
    assert wait(runtime, clock, 600) == 0


def test_a_rung_where_nobody_stands_is_left_out(runtime: Runtime, clock: SetClock) -> None:
    tell(runtime, "sven", kind="orange_failed", unit="south-team", colour="orange")
    wait(runtime, clock, 30)
    assert told(runtime) == ["sven", "hugo"]


def test_after_days_without_a_worker_each_step_is_taken_once_and_then_waits(
    runtime: Runtime, clock: SetClock
) -> None:
    fail_orange(runtime, "stan")
    clock.instant += timedelta(days=3)
    assert wait(runtime, clock, 1) == 1
    assert told(runtime) == ["stan", "bea"]
    assert wait(runtime, clock, 9) == 0
    assert wait(runtime, clock, 1) == 1


def test_what_is_not_immediate_is_never_passed_on(runtime: Runtime, clock: SetClock) -> None:
    tell(runtime, "stan", unit="hall-team", colour="blue")
    tell(runtime, "lea", kind="order_copied", unit="hall-team", colour="blue")
    assert wait(runtime, clock, 120) == 0
    assert told(runtime) == ["stan", "lea"]


def test_a_command_that_comes_too_early_changes_nothing(runtime: Runtime, clock: SetClock) -> None:
    fail_orange(runtime, "stan")
    from server.notifications.queries.deliveries import list_unread_due  # noqa: PLC0415

    later = clock.now() + timedelta(hours=1)
    with runtime.asking() as session:
        (due,) = list_unread_due(session, "testco", later, 10)
    perform(runtime, "notice.escalate", escalation_ids=[due])
    assert told(runtime) == ["stan"]


def test_the_company_sets_the_minutes_and_the_class(runtime: Runtime, clock: SetClock) -> None:
    day = clock.now().date()
    set_policy(runtime, "notice.escalate_minutes_1", 10, day)
    set_policy(runtime, "notice.escalate_minutes_2", 0, day)
    fail_orange(runtime, "stan")
    wait(runtime, clock, 10)
    assert told(runtime) == ["stan", "bea"]
    assert wait(runtime, clock, 600) == 0
    set_policy(runtime, "notice.immediate_orange_failed", 0, day)
    fail_orange(runtime, "stan")
    assert wait(runtime, clock, 600) == 0


def test_a_step_up_takes_the_channels_of_who_hears(
    runtime: Runtime, clock: SetClock, sink: Sink
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/heads"), role="branch_head")
    fail_orange(runtime, "stan")
    assert deliveries(runtime) == []
    wait(runtime, clock, 30)
    assert [(row.is_urgent, row.state) for row in deliveries(runtime)] == [(True, "waiting")]


def test_a_red_line_on_a_new_order_is_immediate() -> None:
    policies = {f"notice.immediate_{name}": 1 for name in ("orange_failed", "orange_copied")}
    on, off = {"notice.immediate_red_line": 1}, {"notice.immediate_red_line": 0}
    params = {"red_line": 1, "colour": "blue"}
    assert urgency.is_immediate("order_delivered", params, {**policies, **on})
    assert not urgency.is_immediate("order_delivered", params, {**policies, **off})
    assert not urgency.is_immediate("order_delivered", {"colour": "blue"}, {**policies, **on})
