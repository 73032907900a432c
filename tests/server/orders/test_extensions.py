"""Extensions (延期): who asks, until when, for how long; what a granted one moves."""

from datetime import timedelta

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.orders.jobs import escalate_overdue
from tests.builders.device import Device, Json
from tests.builders.visits import delivered_order, new_id
from tests.conftest import DeviceOf


def ask(device: Device, order_id: str, wanted_on: str = "2026-05-11") -> Json:
    told = {"reason": "Boards come on Monday", "wanted_on": wanted_on}
    return device.do("order.ask_extension", order_id=order_id, extension_id=new_id(), **told)


def answer(device: Device, order_id: str, is_granted: bool) -> Json:
    return device.do(
        "order.answer_extension", order_id=order_id, is_granted=is_granted, answer="Well then"
    )


def acknowledged(runtime: Runtime, inspector: Device, staff: Device, *items: str) -> str:
    order_id, _ = delivered_order(runtime, inspector, *items)
    staff.do("order.acknowledge", order_id=order_id)
    return order_id


def order_of(device: Device, order_id: str) -> Json:
    device.pull()
    return device.rows("order")[order_id]


def kinds_of(device: Device) -> set[str]:
    device.pull()
    return {row["kind"] for row in device.rows("notice").values()}


@pytest.mark.clause("W2-30b")
def test_a_granted_extension_moves_the_rectification_and_not_the_written_feedback(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    """Asked for Sunday, 10 May, a day of rest: until Monday."""
    order_id = acknowledged(runtime, inspector, staff, "A", "B")
    assert ask(staff, order_id, "2026-05-10")["status"] == "applied"
    assert order_of(head, order_id)["extension_state"] == "open"
    assert "extension_asked" in kinds_of(head)
    assert answer(head, order_id, is_granted=True)["status"] == "applied"
    order = order_of(staff, order_id)
    assert order["extension_state"] == "granted"
    assert order["escalates_at"] == "2026-05-11T16:00:00Z"
    assert order["feedback_due_at"] == "2026-05-09T16:00:00Z"
    matters = [row for row in staff.rows("matter").values() if row["order_id"] == order_id]
    assert [row["rectify_due_on"] for row in matters] == ["2026-05-11", "2026-05-11"]
    (row,) = staff.rows("extension").values()
    assert (row["due_on"], row["wanted_on"], row["granted_on"]) == (
        "2026-05-09",
        "2026-05-10",
        "2026-05-11",
    )
    assert "extension_granted" in kinds_of(staff)


def test_a_refused_one_moves_nothing_and_it_is_asked_once(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    order_id = acknowledged(runtime, inspector, staff, "A")
    ask(staff, order_id)
    assert ask(staff, order_id)["code"] == "extension-used"
    assert answer(head, order_id, is_granted=False)["status"] == "applied"
    assert order_of(staff, order_id)["escalates_at"] == "2026-05-09T16:00:00Z"
    assert "extension_refused" in kinds_of(staff)
    assert ask(staff, order_id)["code"] == "extension-used"
    assert answer(head, order_id, is_granted=True)["code"] == "extension-not-open"


def test_it_is_asked_before_the_day_before_ends(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device
) -> None:
    """Due on 9 May: until 24:00 of the 8th in China (AMB-25)."""
    order_id = acknowledged(runtime, inspector, staff, "A")
    clock.instant += timedelta(hours=62)
    assert ask(staff, order_id)["code"] == "extension-late"
    clock.instant -= timedelta(seconds=1)
    assert ask(staff, order_id)["status"] == "applied"


def test_the_new_period_is_no_longer_than_the_old_one(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id = acknowledged(runtime, inspector, staff, "A")
    refused = ask(staff, order_id, "2026-05-13")
    assert (refused["code"], refused["details"]) == ("extension-too-long", {"latest": "2026-05-12"})
    assert ask(staff, order_id, "2026-05-12")["status"] == "applied"


def test_a_pending_one_stops_no_clock_and_is_not_granted_afterwards(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    order_id = acknowledged(runtime, inspector, staff, "A")
    ask(staff, order_id)
    clock.instant += timedelta(days=4)
    assert sum(count for _, count in escalate_overdue(runtime)) == 1
    head = device_of("hugo")
    assert answer(head, order_id, is_granted=True)["code"] == "extension-overdue"
    assert answer(head, order_id, is_granted=False)["status"] == "applied"


@pytest.mark.clause("Q1-4.3.2b")
def test_an_orange_order_has_no_extension(
    runtime: Runtime, clock: SetClock, inspector: Device, device_of: DeviceOf
) -> None:
    delivered_order(runtime, inspector, "A")
    clock.instant += timedelta(days=4)
    list(escalate_overdue(runtime))
    head, staff = device_of("hugo"), device_of("stan")
    head.pull()
    (draft,) = [row for row in head.rows("order").values() if row["state"] == "draft"]
    head.do("order.confirm", order_id=draft["id"])
    staff.do("order.acknowledge", order_id=draft["id"])
    assert ask(staff, draft["id"], "2026-05-15")["code"] == "extension-only-blue"


def test_the_unit_asks_and_the_head_answers_and_nobody_else(
    runtime: Runtime, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    order_id = acknowledged(runtime, inspector, staff, "A")
    assert ask(device_of("sven"), order_id)["code"] == "order-unknown"
    ask(staff, order_id)
    assert answer(inspector, order_id, is_granted=True)["code"] == "not-allowed"
