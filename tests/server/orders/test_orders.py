"""Orders: who may do what, and in which state."""

from datetime import date

import pytest

from server.core.runtime import Runtime
from server.evidence.commands.attaching import MOST_BYTES
from tests.builders.company import perform, set_policy
from tests.builders.visits import (
    arrive,
    attach,
    closed_visit,
    delivered_order,
    feed_back,
    issue,
    new_id,
    photo_args,
    review,
    start,
)
from tests.conftest import DeviceOf


def test_one_visit_gives_one_order(device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id, _ = closed_visit(device)
    assert issue(device, visit_id)[1]["status"] == "applied"
    assert issue(device, visit_id)[1]["code"] == "order-exists"


def test_an_open_visit_gives_no_order(device_of: DeviceOf) -> None:
    device = device_of("ines")
    assert issue(device, start(device))[1]["code"] == "visit-not-closed"


def test_a_branchs_spot_check_gives_no_order(runtime: Runtime, device_of: DeviceOf) -> None:
    """AMB-51: orders come from the supervision group alone."""
    device = device_of("bram")
    visit_id = start(device, level="company")
    assert issue(device, visit_id)[1]["code"] == "not-allowed"


def test_another_inspectors_visit_gives_no_order(device_of: DeviceOf) -> None:
    visit_id, _ = closed_visit(device_of("ines"))
    assert issue(device_of("ivan"), visit_id)[1]["code"] == "not-allowed"


def test_the_matters_are_the_problems_that_were_found(device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id, _ = closed_visit(device, failing=("A", "B"))
    assert issue(device, visit_id, "A")[1]["code"] == "matters-wrong"


def test_a_green_order_is_closed_by_being_acknowledged(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    inspector, staff = device_of("ines"), device_of("stan")
    order_id, _ = delivered_order(runtime, inspector)
    staff.do("order.acknowledge", order_id=order_id)
    staff.pull()
    order = staff.rows("order")[order_id]
    assert (order["state"], order["number"]) == ("closed", "绿〔2026〕0001")
    assert order["feedback_due_at"] is None


def test_three_days_run_from_delivery_and_not_from_signing(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    staff = device_of("stan")
    order_id, matters = delivered_order(runtime, device_of("ines"), "A")
    staff.pull()
    order = staff.rows("order")[order_id]
    assert order["deadline"]["start"].replace("Z", "+00:00") == order["delivered_at"].replace(
        "Z", "+00:00"
    )
    assert order["feedback_due_at"] == "2026-05-09T16:00:00Z"
    assert staff.rows("matter")[matters[0]]["rectify_due_on"] == "2026-05-09"


def test_another_units_staff_finds_no_such_order(runtime: Runtime, device_of: DeviceOf) -> None:
    order_id, _ = delivered_order(runtime, device_of("ines"), "A")
    result = device_of("sven").do("order.acknowledge", order_id=order_id)
    assert result["code"] == "order-unknown"


def test_feedback_needs_a_photo_for_every_matter(runtime: Runtime, device_of: DeviceOf) -> None:
    staff = device_of("stan")
    order_id, matters = delivered_order(runtime, device_of("ines"), "A", "B")
    staff.do("order.acknowledge", order_id=order_id)
    result = feed_back(runtime, staff, order_id, matters[:1])
    assert result["code"] == "feedback-without-photo"
    assert result["details"] == {"matter_ids": matters[1:]}


def test_feedback_is_not_given_before_the_order_is_acknowledged(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    staff = device_of("stan")
    order_id, matters = delivered_order(runtime, device_of("ines"), "A")
    args = photo_args(new_id(), "order", order_id, matters[0])
    assert staff.do("photo.attach", **args)["code"] == "order-state"


def test_no_order_is_passed_while_evidence_is_missing(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    staff, reviewer = device_of("stan"), device_of("rita")
    order_id, matters = delivered_order(runtime, device_of("ines"), "A")
    staff.do("order.acknowledge", order_id=order_id)
    photo, signature = (
        attach(staff, "order", order_id, slot) for slot in (matters[0], "signature")
    )
    answer = {
        "matter_id": matters[0],
        "cause": "c",
        "measures": "m",
        "outcome": "o",
        "photo_ids": [photo],
    }
    staff.do(
        "order.submit_feedback",
        order_id=order_id,
        feedback_id=new_id(),
        signer_name="Stan",
        signature_photo_id=signature,
        matters=[answer],
    )
    assert review(reviewer, order_id, "pass")["code"] == "evidence-missing"
    arrive(runtime, photo, signature)
    assert review(reviewer, order_id, "pass")["status"] == "applied"


def test_a_return_needs_a_reason(runtime: Runtime, device_of: DeviceOf) -> None:
    staff, reviewer = device_of("stan"), device_of("rita")
    order_id, matters = delivered_order(runtime, device_of("ines"), "A")
    staff.do("order.acknowledge", order_id=order_id)
    feed_back(runtime, staff, order_id, matters)
    assert review(reviewer, order_id, "return")["code"] == "return-unexplained"
    assert review(reviewer, order_id, "return", "photo_unclear")["status"] == "applied"
    assert feed_back(runtime, staff, order_id, matters)["status"] == "applied"
    reviewer.pull()
    assert reviewer.rows("order")[order_id]["round"] == 2


def test_an_order_is_withdrawn_only_before_delivery(runtime: Runtime, device_of: DeviceOf) -> None:
    inspector, head = device_of("ines"), device_of("hugo")
    visit_id, _ = closed_visit(inspector, failing=("A",))
    early, _ = issue(inspector, visit_id, "A")
    late, _ = delivered_order(runtime, inspector, "A")
    assert head.do("order.withdraw", order_id=early, reason="wrong unit")["status"] == "applied"
    result = head.do("order.withdraw", order_id=late, reason="too late")
    assert result["code"] == "order-state"


def test_a_sites_open_problems_follow_its_orders(runtime: Runtime, device_of: DeviceOf) -> None:
    staff, reviewer = device_of("stan"), device_of("rita")
    order_id, matters = delivered_order(runtime, device_of("ines"), "A", "B")
    staff.do("order.acknowledge", order_id=order_id)
    staff.pull()
    assert staff.rows("site")["hall"]["open_problems"] == 2
    feed_back(runtime, staff, order_id, matters)
    review(reviewer, order_id, "pass")
    staff.pull()
    assert staff.rows("site")["hall"]["open_problems"] == 0


def test_the_policy_of_the_day_sets_the_time_limit(runtime: Runtime, device_of: DeviceOf) -> None:
    for policy_id, day, value in (("p1", "2026-05-01", 5), ("p2", "2026-06-01", 9)):
        args = {"policy_id": policy_id, "value": value, "effective_on": day}
        perform(runtime, "policy.set", key="order.feedback_days", **args)
    staff = device_of("stan")
    order_id, _ = delivered_order(runtime, device_of("ines"), "A")
    staff.pull()
    assert staff.rows("order")[order_id]["deadline"]["amount"] == 5


@pytest.mark.parametrize(
    ("policy", "runs_from", "due"),
    [
        # Delivered on Wednesday, 6 May, at 10:00; Saturday the 9th is worked, the 10th is not.
        (("order.feedback_unit", 1), "delivered", "2026-05-09T16:00:00Z"),
        (("order.feedback_days", 4), "delivered", "2026-05-11T16:00:00Z"),
        (("order.clock_start", 1), "signed", "2026-05-09T16:00:00Z"),
        (("order.clock_start", 2), "acknowledged", "2026-05-11T16:00:00Z"),
    ],
)
def test_policies_set_unit_and_start_of_the_limits(
    runtime: Runtime, device_of: DeviceOf, policy: tuple[str, int], runs_from: str, due: str
) -> None:
    """AMB-09, AMB-10: without an acknowledgement the limit runs from a day after delivery."""
    set_policy(runtime, *policy, date(2026, 5, 1))
    staff = device_of("stan")
    order_id, _ = delivered_order(runtime, device_of("ines"), "A")
    staff.pull()
    order = staff.rows("order")[order_id]
    assert (order["deadline"]["runs_from"], order["feedback_due_at"]) == (runs_from, due)
    assert order["deadline"]["unit"] == (
        "working_days" if policy[0] == "order.feedback_unit" else "calendar_days"
    )


def test_signing_for_an_order_starts_its_clock_where_the_policy_says_so(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    set_policy(runtime, "order.clock_start", 2, date(2026, 5, 1))
    staff = device_of("stan")
    order_id, _ = delivered_order(runtime, device_of("ines"), "A")
    staff.pull()
    staff.do("order.acknowledge", order_id=order_id)
    staff.pull()
    order = staff.rows("order")[order_id]
    assert order["feedback_due_at"] == order["escalates_at"] == "2026-05-09T16:00:00Z"


def test_a_photo_larger_than_the_limit_is_refused_by_its_row(device_of: DeviceOf) -> None:
    device = device_of("ines")
    args = photo_args(new_id(), "visit", start(device), "A") | {"size": MOST_BYTES + 1}
    assert device.do("photo.attach", **args)["code"] == "invalid-args"
