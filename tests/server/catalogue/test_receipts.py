"""Two receipts for each result, passed up unread once; the day's list of what drifts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from server.catalogue import jobs
from server.catalogue.jobs import list_matters_adrift, pass_up_unread
from server.core.calendar import Limit, deadline
from server.core.clock import SetClock
from server.core.runtime import Runtime
from tests.builders.company import NOW, add_person, perform, set_policy
from tests.builders.device import Device
from tests.builders.matters import (
    TODAY,
    closed_matter,
    day,
    letter_args,
    matter_args,
    matter_of,
    part,
    parts_of,
    receipts_of,
    register,
    report,
    told,
)
from tests.conftest import DeviceOf

AT_NIGHT = datetime(2026, 5, 7, 16, 0, tzinfo=UTC)  # 7 May, 24:00 in China


def move(clock: SetClock, instant: datetime, *devices: Device, login: str = "") -> None:
    clock.instant = instant
    for device in devices:
        device.sign_in(login)


def sweep(runtime: Runtime) -> int:
    return sum(count for _, count in pass_up_unread(runtime))


@pytest.mark.clause("W1-12(2)b")
def test_a_result_goes_to_the_branch_head_and_the_service_department(
    clerk: Device, device_of: DeviceOf
) -> None:
    matter_id = closed_matter(clerk, device_of("dora"))
    receipts = receipts_of(clerk, matter_id)
    assert {unit: row["kind"] for unit, row in receipts.items()} == {
        "north": "head",
        "service": "service",
    }
    due = deadline(NOW, Limit(1, "working_days")).end
    assert {datetime.fromisoformat(row["due_at"]) for row in receipts.values()} == {due}
    for login, unit in (("nora", "north"), ("sue", "service")):
        device = device_of(login)
        assert matter_of(device, matter_id)["result"] == "已完成"
        assert parts_of(device, matter_id)[0]["report"] == "已更新"
        assert list(receipts_of(device, matter_id)) == [unit]
        assert "matter_result" in told(device)
    assert told(device_of("sara")) == []


@pytest.mark.clause("W1-12(2)b")
def test_who_read_it_and_when_is_on_record(
    clerk: Device, device_of: DeviceOf, clock: SetClock
) -> None:
    matter_id = closed_matter(clerk, device_of("dora"))
    ids = {unit: row["id"] for unit, row in receipts_of(clerk, matter_id).items()}
    clock.instant = NOW + timedelta(hours=1)
    for login in ("dora", "sara", "hugo", "sue"):
        result = device_of(login).do("matter.acknowledge", receipt_id=ids["north"])
        assert result["code"] == "not-allowed", login
    for login, unit in (("nora", "north"), ("sue", "service")):
        result = device_of(login).do("matter.acknowledge", receipt_id=ids[unit])
        assert result["status"] == "applied"
    clock.instant = NOW + timedelta(hours=2)
    assert (
        device_of("lena").do("matter.acknowledge", receipt_id=ids["north"])["status"] == "applied"
    )
    found = receipts_of(clerk, matter_id)
    readers = {unit: (row["read_by"], row["read_at"][:19]) for unit, row in found.items()}
    assert readers == {
        "north": ("Nora", "2026-05-06T03:00:00"),
        "service": ("Sue", "2026-05-06T03:00:00"),
    }


def test_the_deputy_may_read_it_for_the_head(clerk: Device, device_of: DeviceOf) -> None:
    matter_id = closed_matter(clerk, device_of("dora"))
    receipt_id = receipts_of(clerk, matter_id)["north"]["id"]
    assert device_of("lena").do("matter.acknowledge", receipt_id=receipt_id)["status"] == "applied"
    assert receipts_of(clerk, matter_id)["north"]["read_by"] == "Lena"


def test_each_branch_that_took_part_has_one_receipt_and_headquarters_its_own_unit(
    runtime: Runtime, clerk: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "gus", "department_head", "group", "group")
    who = {
        "north-hs": "nora",
        "hall-team": "nora",
        "south": "sara",
        "group": "gus",
        "service": "sue",
    }
    args = matter_args(parts=[part(unit) for unit in who])
    register(clerk, args)
    for login, its in zip(who.values(), args["parts"], strict=True):
        assert report(device_of(login), its["part_id"])["status"] == "applied"
    clerk.do("matter.close", matter_id=args["matter_id"], result="x")
    found = receipts_of(clerk, args["matter_id"])
    assert {unit: row["kind"] for unit, row in found.items()} == {
        **{"north": "head", "south": "head", "group": "head"},
        "service": "service",
    }


def test_without_a_service_department_nothing_is_closed(
    runtime: Runtime, clock: SetClock, clerk: Device, device_of: DeviceOf
) -> None:
    clock.instant = NOW + timedelta(days=1)
    clerk.sign_in("cleo")
    set_policy(runtime, "matter.service_unit", ["no-such"], TODAY + timedelta(days=1))
    args = matter_args()
    register(clerk, args)
    report(device_of("dora"), args["parts"][0]["part_id"])
    result = clerk.do("matter.close", matter_id=args["matter_id"], result="x")
    assert result["code"] == "service-unit-unset"
    assert matter_of(clerk, args["matter_id"])["state"] == "open"


@pytest.mark.clause("W1-12(2)b")
def test_unread_after_one_working_day_it_goes_up_once(
    runtime: Runtime, clock: SetClock, clerk: Device, device_of: DeviceOf
) -> None:
    matter_id = closed_matter(clerk, device_of("dora"))
    receipt_id = receipts_of(clerk, matter_id)["service"]["id"]
    device_of("sue").do("matter.acknowledge", receipt_id=receipt_id)
    clock.instant = AT_NIGHT - timedelta(seconds=1)
    assert sweep(runtime) == 0
    clock.instant = AT_NIGHT
    assert [sweep(runtime), sweep(runtime)] == [1, 0]
    head = device_of("hugo")
    assert told(head).count("matter_unread") == 1
    (notice,) = (row for row in head.rows("notice").values() if row["kind"] == "matter_unread")
    assert notice["params"]["unit"] == "north"
    found = receipts_of(head, matter_id)
    assert found["north"]["passed_up_at"] is not None
    assert found["service"]["passed_up_at"] is None
    perform(runtime, "matter.pass_up", receipt_ids=[found["north"]["id"]])
    assert told(head).count("matter_unread") == 1
    result = device_of("nora").do("matter.acknowledge", receipt_id=found["north"]["id"])
    assert result["status"] == "applied"
    assert receipts_of(head, matter_id)["north"]["read_by"] == "Nora"


def test_a_friday_evening_gives_until_the_next_working_day_and_a_company_may_give_three(
    runtime: Runtime, clock: SetClock, clerk: Device, device_of: DeviceOf
) -> None:
    friday = datetime(2026, 5, 15, 10, 0, tzinfo=UTC)
    set_policy(runtime, "matter.receipt_days", 3, friday.date() + timedelta(days=3))
    unit = device_of("dora")
    clock.instant = friday
    clerk.sign_in("cleo")
    unit.sign_in("dora")
    first = closed_matter(clerk, unit, due_on=day(30), parts=[part(due_on=day(30))])
    clock.instant = friday + timedelta(days=3)
    clerk.sign_in("cleo")
    unit.sign_in("dora")
    second = closed_matter(clerk, unit, due_on=day(30), parts=[part(due_on=day(30))])
    ends = [receipts_of(clerk, key)["north"]["due_at"][:10] for key in (first, second)]
    # Monday and Thursday, both at 24:00 in China.
    assert ends == ["2026-05-18", "2026-05-21"]


def test_the_sweep_reads_what_is_due_alone(runtime: Runtime, clerk: Device) -> None:
    with runtime.reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            pytest.skip("one planner is enough")
        plan = session.execute(
            sa.text(
                "EXPLAIN QUERY PLAN SELECT org, id FROM matter_receipts"
                " WHERE passes_up_at <= '2026-05-07' ORDER BY passes_up_at LIMIT 50"
            )
        ).all()
    assert "ix_matter_receipts_passes_up_at" in str(plan)
    assert "SCAN" not in str(plan)


def test_a_sweep_that_leaves_what_it_finds_stops(
    runtime: Runtime, clock: SetClock, clerk: Device, device_of: DeviceOf, monkeypatch: Any
) -> None:
    closed_matter(clerk, device_of("dora"))
    clock.instant = AT_NIGHT
    monkeypatch.setattr(type(runtime), "perform", idle)
    with pytest.raises(jobs.Stuck):
        sweep(runtime)


def idle(*_asked: object) -> list[object]:
    """Does nothing of what is asked."""
    return []


def adrift(runtime: Runtime) -> list[str]:
    return [on for _, on in list_matters_adrift(runtime)]


@pytest.mark.clause("W1-4")
def test_open_matters_without_a_next_step_are_told_to_the_group_once_a_day(
    runtime: Runtime, clock: SetClock, clerk: Device, device_of: DeviceOf
) -> None:
    steps = {"next_step": "开协调会", "next_on": day(0)}
    register(clerk, matter_args())
    register(clerk, matter_args(**steps))
    register(clerk, letter_args(parts=[]))
    closed_matter(clerk, device_of("dora"))
    clock.instant = datetime(2026, 5, 6, 23, 59, tzinfo=UTC)  # 7 May, 07:59 in China
    assert adrift(runtime) == []
    clock.instant = datetime(2026, 5, 7, 0, 0, tzinfo=UTC)
    assert [adrift(runtime), adrift(runtime)] == [["2026-05-07"], []]
    perform(runtime, "matter.list_adrift")
    for login in ("cleo", "hugo"):
        device = device_of(login)
        assert told(device).count("matters_adrift") == 1
        notices = (row for row in device.rows("notice").values())
        (params,) = (row["params"] for row in notices if row["kind"] == "matters_adrift")
        assert params == {"found": 2}
    assert told(device_of("dora")).count("matters_adrift") == 0
    clock.instant += timedelta(days=1)
    assert adrift(runtime) == ["2026-05-08"]


def test_a_day_on_which_nothing_drifts_is_listed_without_a_word(
    runtime: Runtime, clock: SetClock, clerk: Device, device_of: DeviceOf
) -> None:
    register(clerk, matter_args(next_step="开协调会", next_on=day(1)))
    clock.instant = datetime(2026, 5, 7, 0, 0, tzinfo=UTC)
    assert [adrift(runtime), adrift(runtime)] == [["2026-05-07"], []]
    assert "matters_adrift" not in told(device_of("hugo"))
