"""Objections (异议): until when, who answers, and what becomes of a matter that was struck out."""

from datetime import date, timedelta

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.orders.jobs import escalate_overdue
from tests.builders.company import set_policy
from tests.builders.device import Device, Json
from tests.builders.objections import answer, object_to, raised
from tests.builders.visits import attach, delivered_order, feed_back, judge, new_id
from tests.conftest import DeviceOf


def order_of(device: Device, order_id: str) -> Json:
    device.pull()
    return device.rows("order")[order_id]


def notices_of(device: Device) -> list[str]:
    device.pull()
    return [row["kind"] for row in device.rows("notice").values()]


@pytest.mark.clause("W1-9(7)")
def test_the_unit_objects_and_the_head_strikes_the_matter_out(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    order_id, (first, second) = delivered_order(runtime, inspector, "A", "B", days=(1, 3))
    before = order_of(staff, order_id)["escalates_at"]
    objection_id = raised(staff, order_id, first)
    assert order_of(head, order_id)["objection_state"] == "open"
    assert "objection_raised" in notices_of(head)
    assert answer(head, order_id, objection_id, is_upheld=True)["status"] == "applied"
    order = order_of(staff, order_id)
    assert (order["state"], order["objection_state"]) == ("delivered", "upheld")
    matters = staff.rows("matter")
    assert [matters[key]["is_struck"] for key in (first, second)] == [True, False]
    assert matters[first]["finding"] == "something is wrong", "what was signed stays"
    assert staff.rows("site")["hall"]["open_problems"] == 1
    assert order["escalates_at"] > before, "the limit is that of what is left"
    row = staff.rows("objection")[objection_id]
    assert (row["state"], row["answer"], row["answerer_name"]) == (
        "upheld",
        "Seen on the photo",
        "Hugo",
    )
    assert "objection_upheld" in notices_of(staff)


def test_what_was_struck_out_is_neither_answered_nor_reviewed(
    runtime: Runtime, inspector: Device, staff: Device, head: Device, reviewer: Device
) -> None:
    order_id, (first, second) = delivered_order(runtime, inspector, "A", "B")
    answer(head, order_id, raised(staff, order_id, first), is_upheld=True)
    staff.do("order.acknowledge", order_id=order_id)
    assert feed_back(runtime, staff, order_id, [second])["status"] == "applied"
    assert judge(reviewer, order_id, {second: ("pass",)})["status"] == "applied"
    assert order_of(staff, order_id)["state"] == "closed"
    assert staff.rows("site")["hall"]["open_problems"] == 0


def test_an_order_that_is_struck_out_wholly_ends_as_withdrawn_in_the_units_sight(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    order_id, matters = delivered_order(runtime, inspector, "A", "B")
    answer(head, order_id, raised(staff, order_id, *matters), is_upheld=True)
    order = order_of(staff, order_id)
    assert (order["state"], order["withdrawn_reason"]) == ("withdrawn", "Seen on the photo")
    assert order["escalates_at"] is None
    assert staff.rows("site")["hall"]["open_problems"] == 0
    assert object_to(staff, order_id, matters[0])["code"] == "order-state"


def test_a_rejected_objection_leaves_all_as_it_was_and_may_be_followed_by_another(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    order_id, (matter,) = delivered_order(runtime, inspector, "A")
    before = order_of(staff, order_id)["escalates_at"]
    objection_id = raised(staff, order_id, matter)
    assert object_to(staff, order_id, matter)["code"] == "objection-open"
    answer(head, order_id, objection_id, is_upheld=False)
    order = order_of(staff, order_id)
    assert (order["state"], order["objection_state"]) == ("delivered", "rejected")
    assert order["escalates_at"] == before
    assert not staff.rows("matter")[matter]["is_struck"]
    assert "objection_rejected" in notices_of(staff)
    again = answer(head, order_id, objection_id, is_upheld=True)
    assert again["code"] == "objection-not-open"
    raised(staff, order_id, matter)


def test_one_working_day_after_delivery_it_is_too_late(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device
) -> None:
    """Delivered on Wednesday, 6 May: until Thursday's 24:00 in China."""
    order_id, (matter,) = delivered_order(runtime, inspector, "A")
    assert order_of(staff, order_id)["objection_due_at"] == "2026-05-07T16:00:00Z"
    clock.instant += timedelta(hours=38)
    assert object_to(staff, order_id, matter)["code"] == "objection-late"
    clock.instant -= timedelta(seconds=1)
    raised(staff, order_id, matter)


def test_a_company_may_give_more_working_days(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    """Saturday the 9th is worked, Sunday the 10th is not."""
    set_policy(runtime, "order.objection_days", 4, date(2026, 5, 1))
    order_id, _ = delivered_order(runtime, inspector, "A")
    assert order_of(staff, order_id)["objection_due_at"] == "2026-05-11T16:00:00Z"


def test_who_issued_the_order_does_not_answer_the_objection(
    runtime: Runtime, staff: Device, head: Device
) -> None:
    order_id, (matter,) = delivered_order(runtime, head, "A")
    objection_id = raised(staff, order_id, matter)
    assert answer(head, order_id, objection_id, True)["code"] == "objection-own-order"


def test_an_objection_names_matters_of_its_order_that_are_open(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    order_id, (first, _) = delivered_order(runtime, inspector, "A", "B")
    assert object_to(staff, order_id, new_id())["code"] == "objection-no-matter"
    answer(head, order_id, raised(staff, order_id, first), is_upheld=True)
    assert object_to(staff, order_id, first)["code"] == "objection-no-matter"


def test_another_unit_neither_objects_nor_is_one_orders_objection_answered_on_another(
    runtime: Runtime, inspector: Device, staff: Device, head: Device, device_of: DeviceOf
) -> None:
    order_id, (matter,) = delivered_order(runtime, inspector, "A")
    other, _ = delivered_order(runtime, inspector, "A")
    assert object_to(device_of("sven"), order_id, matter)["code"] == "order-unknown"
    objection_id = raised(staff, order_id, matter)
    assert answer(head, other, objection_id, is_upheld=True)["code"] == "objection-unknown"


def test_no_verdict_is_given_while_an_objection_is_open(
    runtime: Runtime, inspector: Device, staff: Device, head: Device, reviewer: Device
) -> None:
    order_id, (matter,) = delivered_order(runtime, inspector, "A")
    objection_id = raised(staff, order_id, matter)
    staff.do("order.acknowledge", order_id=order_id)
    feed_back(runtime, staff, order_id, [matter])
    verdict = {matter: ("fail", "other")}
    assert judge(reviewer, order_id, verdict)["code"] == "objection-open"
    answer(head, order_id, objection_id, is_upheld=False)
    assert judge(reviewer, order_id, verdict)["status"] == "applied"


def test_the_clock_runs_on_but_no_orange_order_is_signed_before_the_answer(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    order_id, (first, _) = delivered_order(runtime, inspector, "A", "B")
    objection_id = raised(staff, order_id, first)
    clock.instant += timedelta(days=4)
    assert sum(count for _, count in escalate_overdue(runtime)) == 1
    head = device_of("hugo")
    head.pull()
    (draft,) = [row for row in head.rows("order").values() if row["state"] == "draft"]
    refused = head.do("order.confirm", order_id=draft["id"])
    assert refused["code"] == "objection-open"
    answer(head, order_id, objection_id, is_upheld=True)
    assert head.do("order.confirm", order_id=draft["id"])["status"] == "applied"
    head.pull()
    rows = [row for row in head.rows("matter").values() if row["order_id"] == draft["id"]]
    assert {row["item_code"]: row["is_struck"] for row in rows} == {"A": True, "B": False}


def test_a_draft_of_nothing_but_struck_matters_goes_with_them(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    order_id, (matter,) = delivered_order(runtime, inspector, "A")
    objection_id = raised(staff, order_id, matter)
    clock.instant += timedelta(days=4)
    list(escalate_overdue(runtime))
    head = device_of("hugo")
    answer(head, order_id, objection_id, is_upheld=True)
    head.pull()
    states = {row["colour"]: row["state"] for row in head.rows("order").values()}
    assert states == {"blue": "withdrawn", "orange": "withdrawn"}


def test_photos_come_with_the_objection_and_stay_once_it_was_raised(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id, (matter,) = delivered_order(runtime, inspector, "A")
    photo_id, spare = (attach(staff, "order", order_id, "objection") for _ in range(2))
    assert object_to(staff, order_id, matter, photo_ids=[new_id()])["code"] == "photo-not-of-order"
    assert staff.do("photo.detach", photo_id=spare)["status"] == "applied"
    assert object_to(staff, order_id, matter, photo_ids=[photo_id])["status"] == "applied"
    assert staff.do("photo.detach", photo_id=photo_id)["code"] == "objection-photo-stays"
    anew = attach(staff, "order", order_id, "objection", replaces=photo_id)
    staff.pull()
    (row,) = staff.rows("objection").values()
    assert row["photo_ids"] == [anew]
