"""Quotas: what a complete visit counts for, and what it does not."""

from datetime import date

import pytest

from server.core.runtime import Runtime
from server.evidence.rules import PhotoSettled
from server.quotas.rules.counting import Check, Count, Place, counts_of
from server.quotas.rules.periods import month_after
from tests.builders.company import perform
from tests.builders.device import Device
from tests.builders.visits import answer, arrive, closed_visit, start
from tests.conftest import DeviceOf

DAY = date(2026, 5, 6)


def check(level: str, form: str, *, unit: str = "team", inspector: str = "group") -> Check:
    return Check(level, form, unit, "branch", inspector, DAY)


@pytest.mark.clause("W1-12(1)a")
def test_a_self_check_by_the_same_team_counts_for_the_team() -> None:
    assert counts_of(check("team", "self", inspector="team")) == [
        Count("team_self", "team", "2026-05")
    ]


def test_a_self_check_by_another_team_counts_for_nothing() -> None:
    assert counts_of(check("team", "self", inspector="other")) == []


@pytest.mark.clause("W1-12(1)b")
def test_a_spot_check_counts_for_the_branch_and_never_by_the_inspected() -> None:
    assert counts_of(check("company", "spot")) == [Count("branch_spot", "branch", "2026-05")]
    assert counts_of(check("company", "spot", inspector="team")) == []


def test_headquarters_check_feeds_two_regulations_once_each() -> None:
    assert counts_of(check("hq", "spot")) == [
        Count("hq_division", "branch", "2026"),
        Count("hq_unit", "team", "2026"),
    ]


def test_key_matters_do_not_fill_the_sample() -> None:
    assert counts_of(check("company", "key")) == []


@pytest.mark.parametrize(
    ("month", "after"), [("2026-05", "2026-06"), ("2026-12", "2027-01"), ("2026-11", "2026-12")]
)
def test_the_month_after(month: str, after: str) -> None:
    assert month_after(month) == after


def self_check(device: Device) -> None:
    visit_id = start(device, "door", level="team", form="self")
    for code in ("A", "B"):
        answer(device, visit_id, code)
    device.do("visit.close", visit_id=visit_id, photo_ids=[])


def quota(device: Device, row_id: str) -> tuple[int, int]:
    device.pull()
    row = device.rows("quota")[row_id]
    return row["done"], row["required"]


def test_a_teams_quota_follows_its_services_and_its_self_checks(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("tess")
    perform(
        runtime,
        "population.set",
        unit_id="door-team",
        kind="services",
        period="2026-05",
        size=34,
    )
    assert quota(device, "team_self.door-team.2026-05") == (0, 2)
    self_check(device)
    assert quota(device, "team_self.door-team.2026-05") == (1, 2)


def test_a_corrected_population_recomputes_what_is_required(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("bram")
    args = {"unit_id": "north", "kind": "customers", "period": "2026-04"}
    perform(runtime, "population.set", **args, size=33_334)
    assert quota(device, "branch_spot.north.2026-05") == (0, 2)
    perform(runtime, "population.set", **args, size=33_333)
    assert quota(device, "branch_spot.north.2026-05") == (0, 1)


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
