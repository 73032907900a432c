"""The life of an order from the site to the reviewed record, through push and pull."""

from server.core.runtime import Runtime
from tests.builders.visits import closed_visit, delivered_order, feed_back, issue, review
from tests.conftest import DeviceOf


def test_an_order_reaches_its_unit_with_its_last_photo(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    inspector, staff = device_of("ines"), device_of("stan")
    order_id, matters = delivered_order(runtime, inspector, "A")
    staff.pull()
    assert staff.rows("order")[order_id]["state"] == "delivered"
    assert staff.rows("order")[order_id]["number"] == "蓝〔2026〕0001"
    assert [staff.rows("matter")[key]["item_code"] for key in matters] == ["A"]
    assert staff.rows("matter")[matters[0]]["clauses"][0]["text"] == "公示"


def test_a_rectified_order_passes_review(runtime: Runtime, device_of: DeviceOf) -> None:
    inspector, staff, reviewer = device_of("ines"), device_of("stan"), device_of("rita")
    order_id, matters = delivered_order(runtime, inspector, "A", "B")
    assert staff.do("order.acknowledge", order_id=order_id)["status"] == "applied"
    assert feed_back(runtime, staff, order_id, matters)["status"] == "applied"
    assert review(reviewer, order_id, "pass")["status"] == "applied"
    reviewer.pull()
    assert reviewer.rows("order")[order_id]["state"] == "closed"


def test_the_issuer_does_not_review_his_own_order(runtime: Runtime, device_of: DeviceOf) -> None:
    inspector, staff = device_of("hugo"), device_of("stan")
    order_id, matters = delivered_order(runtime, inspector, "A")
    staff.do("order.acknowledge", order_id=order_id)
    feed_back(runtime, staff, order_id, matters)
    result = review(inspector, order_id, "pass")
    assert result["code"] == "review-own-feedback"


def test_a_blue_order_for_a_clean_visit_is_refused(device_of: DeviceOf) -> None:
    inspector = device_of("ines")
    visit_id, _ = closed_visit(inspector)
    _, result = issue(inspector, visit_id, "A")
    assert result["code"] == "colour-wrong"
