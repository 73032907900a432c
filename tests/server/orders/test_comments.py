"""Comments (意见) on an order, and what is bad about an order from the start."""

from datetime import timedelta

from server.core.runtime import Runtime
from server.organisation.models import Unit
from tests.builders.company import add_person, perform
from tests.builders.device import Device, Json
from tests.builders.visits import closed_visit, delivered_order, issue, new_id
from tests.conftest import DeviceOf


def comment(device: Device, order_id: str, **more: object) -> Json:
    args = {"order_id": order_id, "comment_id": new_id(), "text": "Seen, thank you"}
    return device.do("order.comment", **{**args, **more})


def texts_of(device: Device) -> list[tuple[str, str]]:
    device.pull()
    return [(row["author_name"], row["text"]) for row in device.rows("comment").values()]


def test_a_comment_is_read_by_all_who_read_the_order(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "lena", "committee", "hq", "hq")
    leader = device_of("lena")
    order_id, _ = delivered_order(runtime, inspector, "A")
    assert comment(leader, order_id)["status"] == "applied"
    for device in (inspector, staff, reviewer, leader):
        assert texts_of(device) == [("Lena", "Seen, thank you")]
    kinds = [row["kind"] for row in staff.rows("notice").values()]
    assert kinds.count("order_commented") == 1
    assert "order_commented" not in [row["kind"] for row in leader.rows("notice").values()]


def test_a_comment_written_offline_keeps_the_time_at_which_it_was_written(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id, _ = delivered_order(runtime, inspector, "A")
    args = {"order_id": order_id, "comment_id": new_id(), "text": "From the cellar"}
    mutation = staff.mutation("order.comment", **args)
    mutation["occurred_at"] = (staff.now - timedelta(hours=5)).isoformat()
    assert staff.push(mutation)["results"][0]["status"] == "applied"
    staff.pull()
    (row,) = staff.rows("comment").values()
    assert (row["written_at"], row["received_at"]) == (
        "2026-05-05T21:00:00Z",
        "2026-05-06T02:00:00Z",
    )


def test_who_has_nothing_to_do_with_the_order_says_nothing_about_it(
    runtime: Runtime, inspector: Device, device_of: DeviceOf
) -> None:
    order_id, _ = delivered_order(runtime, inspector, "A")
    assert comment(device_of("sven"), order_id)["code"] == "order-unknown"
    assert comment(device_of("bram"), order_id)["code"] == "not-allowed"


def test_before_delivery_nothing_is_said_and_after_the_end_it_still_is(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A",))
    early, _ = issue(inspector, visit_id, "A")
    assert comment(inspector, early)["code"] == "order-state"
    green, _ = delivered_order(runtime, inspector)
    staff.do("order.acknowledge", order_id=green)
    assert comment(staff, green)["status"] == "applied"


def test_an_empty_comment_is_none(runtime: Runtime, inspector: Device) -> None:
    order_id, _ = delivered_order(runtime, inspector, "A")
    assert comment(inspector, order_id, text="  ")["code"] == "invalid-args"


def test_a_site_that_closed_after_the_check_gets_no_order(
    runtime: Runtime, inspector: Device
) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A",))
    perform(runtime, "site.close", site_id="hall", reason="moved away")
    assert issue(inspector, visit_id, "A")[1]["code"] == "order-site-closed"
    perform(runtime, "site.reopen", site_id="hall")
    assert issue(inspector, visit_id, "A")[1]["status"] == "applied"


def test_a_unit_that_was_closed_gets_no_order(runtime: Runtime, inspector: Device) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A",))
    with runtime.bookkeeping() as session:
        session.get_one(Unit, "hall-team").is_closed = True
    assert issue(inspector, visit_id, "A")[1]["code"] == "order-site-closed"
