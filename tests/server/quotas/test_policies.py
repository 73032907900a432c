"""Quotas: each number is a policy; what has begun keeps the one it began with (R-84)."""

from datetime import UTC, date, datetime

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.organisation.rules import PolicyInPast
from server.quotas.queries import list_changes
from tests.builders.company import perform, set_policy
from tests.builders.device import Device
from tests.builders.quotas import quota, row, self_check, set_services
from tests.conftest import DeviceOf

MAY, JUNE = (f"team_self.door-team.2026-0{month}" for month in (5, 6))


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 5, 1), date(2026, 5, 6)])
def test_a_number_is_not_changed_for_a_day_that_has_begun(runtime: Runtime, day: date) -> None:
    with pytest.raises(PolicyInPast):
        set_policy(runtime, "quota.team_self_ppm", 50_000, day)


def test_a_policy_of_a_day_within_a_month_counts_from_the_next_one(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    set_services(runtime, 1000)
    set_policy(runtime, "quota.team_self_ppm", 50_000, date(2026, 5, 20))
    set_services(runtime, 1001)
    clock.instant = datetime(2026, 6, 30, 2, tzinfo=UTC)
    set_services(runtime, 1000, "2026-06")
    head = device_of("hugo")
    assert quota(head, MAY) == (0, 31)
    assert quota(head, JUNE) == (0, 50)
    assert (row(head, MAY)["policy_on"], row(head, JUNE)["policy_on"]) == (None, "2026-05-20")


def test_a_period_that_is_open_ahead_takes_the_policy_of_its_first_day(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    perform(runtime, "quota.open_year", year=2027)
    head, ahead = device_of("hugo"), "hq_unit.door-team.2027"
    assert quota(head, ahead) == (0, 2)
    set_policy(runtime, "quota.hq_unit_per_year", 4, date(2027, 1, 1))
    assert quota(head, ahead) == (0, 4)
    with runtime.reading() as session:
        (change,) = list_changes(session, ahead)
    assert (change.reason, change.from_required, change.to_required) == ("policy", 2, 4)


def test_a_past_month_is_corrected_under_the_policy_of_then(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    set_services(runtime, 1000)
    set_policy(runtime, "quota.team_self_ppm", 50_000, date(2026, 6, 1))
    clock.instant = datetime(2026, 7, 3, 2, tzinfo=UTC)
    set_services(runtime, 2000)
    assert quota(device_of("hugo"), MAY) == (0, 60)
    with runtime.reading() as session:
        (change,) = list_changes(session, MAY)
    told = (change.reason, change.from_base, change.to_base, change.from_required)
    assert told == ("population", 1000, 2000, 30)
    assert (change.to_required, change.actor_name, change.changed_at) == (60, "系统", clock.instant)


def test_by_quarters_a_quota_takes_three_months_together(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    set_policy(runtime, "quota.self_period", 1, date(2026, 7, 1))
    clock.instant = datetime(2026, 8, 3, 2, tzinfo=UTC)
    for month, size in (("2026-06", 999), ("2026-07", 100), ("2026-08", 200)):
        set_services(runtime, size, month)
    tess = device_of("tess")
    tess.now = clock.instant
    self_check(tess)
    found = row(tess, "team_self.door-team.2026-Q3")
    assert (found["base"], found["required"], found["done"]) == (500, 15, 1)
    assert (found["stands_in"], found["ends_on"]) == ("2026-08", "2026-09-30")
    assert "team_self.door-team.2026-08" not in tess.rows("quota")


def test_quarters_that_are_chosen_in_mid_quarter_begin_with_the_next_one(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    set_policy(runtime, "quota.self_period", 1, date(2026, 6, 1))
    clock.instant = datetime(2026, 6, 3, 2, tzinfo=UTC)
    perform(runtime, "quota.open_month", period="2026-06")
    perform(runtime, "quota.open_month", period="2026-07")
    rows = _rows(device_of("hugo"))
    assert JUNE in rows
    assert "team_self.door-team.2026-Q3" in rows
    assert "team_self.door-team.2026-Q2" not in rows


def _rows(device: Device) -> set[str]:
    device.pull()
    return set(device.rows("quota"))
