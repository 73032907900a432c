"""Quotas: what fills them and what sizes them, from the phone to the row."""

from datetime import UTC, date, datetime

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.evidence.rules import PhotoSettled
from tests.builders.company import NOW, perform
from tests.builders.quotas import (
    close_self_check,
    open_department,
    quota,
    row,
    self_check,
    set_customers,
    set_services,
)
from tests.builders.visits import answer, arrive, closed_visit, sign, start, visit_args
from tests.conftest import DeviceOf

MAY_TEAM = "team_self.door-team.2026-05"


@pytest.mark.clause("W1-12(1)a")
def test_a_teams_quota_follows_its_services_and_its_self_checks(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("tess")
    set_services(runtime, 34)
    assert quota(device, MAY_TEAM) == (0, 2)
    self_check(device)
    assert quota(device, MAY_TEAM) == (1, 2)


@pytest.mark.clause("W1-12(1)b")
def test_a_corrected_population_recomputes_what_is_required(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("bram")
    set_customers(runtime, 33_334)
    assert quota(device, "branch_spot.north.2026-05") == (0, 2)
    set_customers(runtime, 33_333)
    assert quota(device, "branch_spot.north.2026-05") == (0, 1)
    assert row(device, "branch_spot.north.2026-05")["corrected_on"] == "2026-05-06"


@pytest.mark.clause("C1-7(1).2a", "C1-7(1).2b")
def test_a_check_counts_only_with_its_last_photo_and_only_once(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device, head = device_of("ines"), device_of("hugo")
    perform(runtime, "quota.open_year", year=2026)
    _, photos = closed_visit(device, failing=("A",))
    arrive(runtime, photos[0])
    assert quota(head, "hq_division.north.2026") == (0, 1)
    assert quota(head, "hq_unit.hall-team.2026") == (0, 2)
    arrive(runtime, photos[1])
    with pytest.raises(PhotoSettled):
        arrive(runtime, photos[1])
    assert quota(head, "hq_division.north.2026") == (1, 1)
    assert quota(head, "hq_unit.hall-team.2026") == (1, 2)


def test_until_a_months_services_are_known_the_last_known_month_stands_in(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    head = device_of("hugo")
    set_services(runtime, 1000, "2026-04")
    perform(runtime, "quota.open_month", period="2026-05")
    assert quota(head, MAY_TEAM) == (0, 30)
    assert row(head, MAY_TEAM)["stands_in"] == "2026-04"
    set_services(runtime, 1101)
    found = row(head, MAY_TEAM)
    assert (found["required"], found["stands_in"], found["corrected_on"]) == (34, "", None)


def test_a_correction_of_the_month_that_stands_in_is_passed_on(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    head = device_of("hugo")
    set_services(runtime, 1000, "2026-04")
    perform(runtime, "quota.open_month", period="2026-05")
    set_services(runtime, 2000, "2026-04")
    assert quota(head, MAY_TEAM) == (0, 60)


def test_a_departments_base_is_the_sum_of_its_teams_services(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    head = device_of("hugo")
    open_department(runtime)
    set_services(runtime, 1101, unit="first-team")
    assert row(head, "department_self.office.2026-05")["stands_in"] == "part"
    set_services(runtime, 1066, unit="second-team")
    found = row(head, "department_self.office.2026-05")
    assert (found["base"], found["required"], found["stands_in"]) == (2167, 66, "")
    assert found["corrected_on"] is None


def test_a_team_whose_month_is_not_known_makes_its_departments_base_provisional(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    head = device_of("hugo")
    open_department(runtime)
    set_services(runtime, 900, "2026-04", unit="first-team")
    set_services(runtime, 100, unit="second-team")
    found = row(head, "department_self.office.2026-05")
    assert (found["base"], found["stands_in"]) == (1000, "2026-04")


@pytest.mark.clause("W1-12(1)a")
def test_a_department_fills_its_own_quota_and_not_its_teams(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    open_department(runtime)
    dora = device_of("dora")
    set_services(runtime, 100, unit="first-team")
    self_check(dora, site="gate", level="department")
    assert quota(dora, "department_self.office.2026-05") == (1, 3)
    assert quota(dora, "team_self.first-team.2026-05") == (0, 3)


def test_no_services_are_known_and_require_nothing(runtime: Runtime, device_of: DeviceOf) -> None:
    set_services(runtime, 0)
    found = row(device_of("hugo"), MAY_TEAM)
    assert (found["base"], found["required"]) == (0, 0)


def test_no_customers_require_no_spot_check(runtime: Runtime, device_of: DeviceOf) -> None:
    set_customers(runtime, 0)
    found = row(device_of("hugo"), "branch_spot.north.2026-05")
    assert (found["base"], found["required"]) == (0, 0)


def test_a_reference_unit_is_counted_but_not_ranked_and_has_no_frequency(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    unit = {"unit_id": "minor", "code": "minor", "name": "minor", "kind": "subsidiary"}
    perform(runtime, "unit.add", **unit, parent_id="hq", applies="reference")
    set_customers(runtime, 100_000, unit="minor")
    perform(runtime, "quota.open_year", year=2026)
    head = device_of("hugo")
    found = row(head, "branch_spot.minor.2026-05")
    assert (found["required"], found["is_ranked"]) == (3, False)
    assert "hq_division.minor.2026" not in head.rows("quota")


def test_a_check_that_began_before_midnight_counts_in_the_month_in_which_it_began(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    # 23:55 of 31 May in China; it is closed at 00:05 of 1 June.
    clock.instant = datetime(2026, 5, 31, 15, 55, tzinfo=UTC)
    device = device_of("tess")
    device.now = clock.instant
    set_services(runtime, 34)
    visit_id = start(device, "door", level="team", form="self")
    clock.instant = device.now = datetime(2026, 5, 31, 16, 5, tzinfo=UTC)
    close_self_check(device, visit_id)
    assert quota(device, MAY_TEAM) == (1, 2)
    assert "team_self.door-team.2026-06" not in device.rows("quota")


def test_a_check_that_arrives_days_later_counts_in_the_month_of_its_service(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    clock.instant = datetime(2026, 6, 4, 2, tzinfo=UTC)
    device = device_of("tess")
    device.now = clock.instant
    set_services(runtime, 34)
    args = visit_args(site_id="door", level="team", form="self")
    began = NOW.replace(day=30).isoformat()
    device.push({**device.mutation("visit.start", **args), "occurred_at": began})
    close_self_check(device, args["visit_id"])
    assert quota(device, MAY_TEAM) == (1, 2)


def test_a_check_whose_photo_comes_in_the_next_month_counts_in_the_month_of_its_service(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    clock.instant = datetime(2026, 5, 31, 8, tzinfo=UTC)
    device = device_of("bram")
    device.now = clock.instant
    set_customers(runtime, 34_000)
    visit_id = start(device, level="company")
    answer(device, visit_id, "A")
    answer(device, visit_id, "B")
    photos = [sign(device, visit_id)]
    device.do("visit.close", visit_id=visit_id, photo_ids=photos)
    assert quota(device, "branch_spot.north.2026-05") == (0, 2)
    clock.instant = datetime(2026, 6, 2, 8, tzinfo=UTC)
    arrive(runtime, *photos)
    assert quota(device, "branch_spot.north.2026-05") == (1, 2)


def test_a_voided_check_counts_no_longer(runtime: Runtime, device_of: DeviceOf) -> None:
    device, head = device_of("tess"), device_of("hugo")
    set_services(runtime, 34)
    visit_id = self_check(device)
    assert quota(head, MAY_TEAM) == (1, 2)
    device.do("visit.ask_void", visit_id=visit_id, reason="wrong site")
    assert head.do("visit.void", visit_id=visit_id)["status"] == "applied"
    assert quota(head, MAY_TEAM) == (0, 2)


@pytest.mark.clause("C1-7(1).3a")
def test_a_mystery_campaign_counts_once_however_many_visits_it_has(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    perform(runtime, "quota.open_year", year=2026)
    shopper, head = device_of("ines"), device_of("hugo")
    assert quota(head, "mystery.hq.2026") == (0, 1)
    first = self_check(shopper, site="hall", level="hq", form="mystery")
    second = self_check(shopper, site="hall", level="hq", form="mystery")
    assert quota(head, "mystery.hq.2026") == (1, 1)
    for visit_id, done in ((first, 1), (second, 0)):
        shopper.do("visit.ask_void", visit_id=visit_id, reason="seen")
        assert head.do("visit.void", visit_id=visit_id)["status"] == "applied"
        assert quota(head, "mystery.hq.2026") == (done, 1)


@pytest.mark.clause("C1-7(1).2b")
def test_a_unit_founded_in_july_has_half_of_the_yearly_frequency_rounded_up(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    for name, founded in (("july", "2026-07-31"), ("june", "2026-06-01"), ("next", "2027-01-01")):
        unit = {"unit_id": name, "code": name, "name": name, "kind": "team", "parent_id": "north"}
        perform(runtime, "unit.add", **unit, founded_on=founded)
    perform(runtime, "quota.open_year", year=2026)
    head = device_of("hugo")
    assert quota(head, "hq_unit.july.2026") == (0, 1)
    assert quota(head, "hq_unit.june.2026") == (0, 2)
    assert row(head, "hq_unit.july.2026")["starts_on"] == "2026-07-31"
    assert "hq_unit.next.2026" not in head.rows("quota")


def test_a_unit_that_closes_in_mid_month_has_until_that_day_and_nothing_afterwards(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    head = device_of("hugo")
    perform(runtime, "quota.open_year", year=2026)
    set_services(runtime, 100)
    perform(runtime, "unit.close", unit_id="door-team", closed_on=date(2026, 5, 5), reason="并班")
    found = row(head, MAY_TEAM)
    assert (found["required"], found["ends_on"], found["workdays"]) == (3, "2026-05-05", "00000")
    assert quota(head, "hq_unit.door-team.2026") == (0, 1)
    perform(runtime, "quota.open_month", period="2026-06")
    head.pull()
    assert "team_self.door-team.2026-06" not in head.rows("quota")
    assert "team_self.hall-team.2026-06" in head.rows("quota")
