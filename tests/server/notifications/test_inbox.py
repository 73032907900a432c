"""The inbox: who hears of what, and that nobody is told of what he did himself."""

from server.core.runtime import Runtime
from tests.builders.company import perform
from tests.builders.device import Device
from tests.builders.visits import delivered_order, feed_back, review
from tests.conftest import DeviceOf


def kinds(device: Device) -> list[str]:
    device.pull()
    return sorted(row["kind"] for row in device.rows("notice").values())


def test_each_side_hears_of_the_others_part(runtime: Runtime, device_of: DeviceOf) -> None:
    inspector, staff, reviewer = device_of("ines"), device_of("stan"), device_of("rita")
    order_id, matters = delivered_order(runtime, inspector, "A")
    assert kinds(staff) == ["order_delivered"]
    staff.do("order.acknowledge", order_id=order_id)
    assert kinds(inspector) == ["delegation_given", "order_acknowledged"]
    feed_back(runtime, staff, order_id, matters)
    assert kinds(reviewer) == ["feedback_submitted"]
    review(reviewer, order_id, "return", "photo_unclear")
    assert kinds(staff) == ["order_delivered", "order_returned"]
    feed_back(runtime, staff, order_id, matters)
    review(reviewer, order_id, "pass")
    assert kinds(staff) == ["order_closed", "order_delivered", "order_returned"]
    assert kinds(reviewer) == ["feedback_submitted", "feedback_submitted"]


def test_a_notice_is_read_once_and_only_by_its_reader(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    staff, other = device_of("stan"), device_of("sven")
    delivered_order(runtime, device_of("ines"), "A")
    staff.pull()
    notice_id = next(iter(staff.rows("notice")))
    other.do("notice.read", notice_ids=[notice_id])
    staff.pull()
    assert staff.rows("notice")[notice_id]["read_at"] is None
    staff.do("notice.read", notice_ids=[notice_id])
    staff.pull()
    assert staff.rows("notice")[notice_id]["read_at"] is not None


def test_who_has_a_task_at_a_closed_site_is_told(runtime: Runtime, device_of: DeviceOf) -> None:
    head, inspector = device_of("hugo"), device_of("ines")
    args = {"site_id": "hall", "template_id": "short", "level": "hq", "form": "spot"}
    head.do("task.assign", task_id="task-0001", assignee_id="ines", due_on="2026-05-07", **args)
    perform(runtime, "site.close", site_id="hall", reason="flood")
    assert kinds(inspector) == ["delegation_given", "site_closed", "task_assigned"]
