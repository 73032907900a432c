"""Each matter has its own result (AMB-17); what is mended later is reported first (AMB-11)."""

from datetime import timedelta

import pytest

from server.core.actor import system_actor
from server.core.clock import SetClock
from server.core.runtime import Runtime
from tests.builders.company import ORG, add_person
from tests.builders.device import Device, Json
from tests.builders.visits import (
    answer_for,
    arrive,
    attach,
    delivered_order,
    feed_back,
    judge,
    new_id,
    review,
)
from tests.conftest import DeviceOf


def order_of(device: Device, order_id: str) -> Json:
    device.pull()
    return device.rows("order")[order_id]


def answered(runtime: Runtime, inspector: Device, staff: Device) -> tuple[str, list[str]]:
    order_id, matters = delivered_order(runtime, inspector, "A", "B")
    staff.do("order.acknowledge", order_id=order_id)
    assert feed_back(runtime, staff, order_id, matters)["status"] == "applied"
    return order_id, matters


def report(device: Device, order_id: str, signature: str, *answers: Json) -> Json:
    told = {"feedback_id": new_id(), "signer_name": "Stan", "signature_photo_id": signature}
    return device.do("order.report_progress", order_id=order_id, matters=list(answers), **told)


def test_only_what_came_back_is_answered_and_judged_again(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device
) -> None:
    order_id, (first, second) = answered(runtime, inspector, staff)
    verdicts = {first: ("pass",), second: ("return", "photo_unclear")}
    assert judge(reviewer, order_id, verdicts)["status"] == "applied"
    assert order_of(staff, order_id)["state"] == "returned"
    matters = staff.rows("matter")
    assert [matters[key]["verdict"] for key in (first, second)] == ["pass", "return"]
    (row,) = staff.rows("review").values()
    assert (row["verdict"], row["reasons"]) == ("return", ["photo_unclear"])
    assert [its["verdict"] for its in row["matters"]] == ["pass", "return"]
    kept = matters[first]["after_photo_ids"]
    assert feed_back(runtime, staff, order_id, [second])["status"] == "applied"
    again = judge(reviewer, order_id, {first: ("pass",), second: ("pass",)})
    assert (again["code"], again["details"]) == ("matters-unjudged", {"expected": [second]})
    assert judge(reviewer, order_id, {second: ("pass",)})["status"] == "applied"
    assert order_of(staff, order_id)["state"] == "closed"
    assert staff.rows("matter")[first]["after_photo_ids"] == kept


def test_an_older_app_that_answers_all_of_them_changes_nothing_that_passed(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device
) -> None:
    order_id, (first, second) = answered(runtime, inspector, staff)
    judge(reviewer, order_id, {first: ("pass",), second: ("return", "other")}, note="Too dark")
    staff.pull()
    kept = staff.rows("matter")[first]["after_photo_ids"]
    assert feed_back(runtime, staff, order_id, [first, second])["status"] == "applied"
    staff.pull()
    assert staff.rows("matter")[first]["after_photo_ids"] == kept
    assert staff.rows("matter")[first]["verdict"] == "pass"


def test_a_verdict_of_version_1_is_one_on_every_matter(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device
) -> None:
    order_id, matters = answered(runtime, inspector, staff)
    assert review(reviewer, order_id, "return", "photo_unclear")["status"] == "applied"
    staff.pull()
    assert {staff.rows("matter")[key]["verdict"] for key in matters} == {"return"}
    (row,) = staff.rows("review").values()
    assert [its["reasons"] for its in row["matters"]] == [["photo_unclear"]] * 2


def test_each_verdict_that_is_no_pass_has_its_reason(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device
) -> None:
    order_id, (first, second) = answered(runtime, inspector, staff)
    verdicts = {first: ("return", "photo_unclear"), second: ("fail",)}
    assert judge(reviewer, order_id, verdicts)["code"] == "return-unexplained"
    assert judge(reviewer, order_id, {first: ("pass",)})["code"] == "matters-unjudged"


@pytest.mark.clause("Q1-4.2(3)b")
def test_the_orange_draft_has_what_did_not_pass(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device, head: Device
) -> None:
    order_id, (first, second) = answered(runtime, inspector, staff)
    judge(reviewer, order_id, {first: ("pass",), second: ("fail", "measures_vague")})
    assert order_of(head, order_id)["state"] == "escalated"
    (draft,) = [row for row in head.rows("order").values() if row["state"] == "draft"]
    rows = [row for row in head.rows("matter").values() if row["order_id"] == draft["id"]]
    assert [(row["item_code"], row["verdict"]) for row in rows] == [("B", None)]


def test_a_draft_that_waits_lets_go_of_what_passes(
    runtime: Runtime, clock: SetClock, inspector: Device, device_of: DeviceOf
) -> None:
    """Late feedback is judged while the clock's own draft, of all matters, waits."""
    order_id, (first, second) = delivered_order(runtime, inspector, "A", "B")
    clock.instant += timedelta(days=4)
    runtime.perform("order.escalate_overdue", {"order_ids": [order_id]}, system_actor(ORG))
    staff, reviewer, head = device_of("stan"), device_of("rita"), device_of("hugo")
    staff.do("order.acknowledge", order_id=order_id)
    feed_back(runtime, staff, order_id, [first, second])
    judge(reviewer, order_id, {first: ("pass",), second: ("fail", "measures_vague")})
    head.pull()
    (draft,) = [row for row in head.rows("order").values() if row["state"] == "draft"]
    rows = [row for row in head.rows("matter").values() if row["order_id"] == draft["id"]]
    assert [row["item_code"] for row in rows] == ["B"]
    assert draft["cause"] == "failed"


def test_late_feedback_is_taken_and_says_that_it_is_late(
    runtime: Runtime, clock: SetClock, inspector: Device, device_of: DeviceOf
) -> None:
    order_id, matters = delivered_order(runtime, inspector, "A")
    clock.instant += timedelta(days=4)
    staff = device_of("stan")
    staff.do("order.acknowledge", order_id=order_id)
    assert feed_back(runtime, staff, order_id, matters)["status"] == "applied"
    staff.pull()
    assert [row["is_late"] for row in staff.rows("feedback").values()] == [True]


def test_feedback_in_time_is_not_late(runtime: Runtime, inspector: Device, staff: Device) -> None:
    answered(runtime, inspector, staff)
    staff.pull()
    assert [row["is_late"] for row in staff.rows("feedback").values()] == [False]


def test_the_second_of_two_reviewers_is_told_who_was_first(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "rolf", "reviewer", "group", "hq")
    order_id, (first, second) = answered(runtime, inspector, staff)
    second_reviewer = device_of("rolf")
    second_reviewer.pull()
    base = {f"order/{order_id}": second_reviewer.versions[f"order/{order_id}"]}
    judge(reviewer, order_id, {first: ("pass",), second: ("return", "photo_unclear")})
    verdicts = {first: ("pass",), second: ("pass",)}
    stale = judge(second_reviewer, order_id, verdicts, _base=base)
    assert stale["code"] == "stale-base"
    assert (stale["details"]["decided_by"], stale["details"]["verdict"]) == ("Rita", "return")
    refused = judge(second_reviewer, order_id, verdicts)
    assert refused["code"] == "already-reviewed"
    assert refused["details"] == {"decided_by": "Rita", "verdict": "return"}


def test_progress_is_reported_in_three_days_and_the_rest_is_fed_back_later(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, reviewer: Device
) -> None:
    order_id, (soon, later) = delivered_order(runtime, inspector, "A", "B", days=(3, 8))
    staff.do("order.acknowledge", order_id=order_id)
    photo, signature = (attach(staff, "order", order_id, slot) for slot in (soon, "signature"))
    arrive(runtime, photo, signature)
    told = (answer_for(soon, photo), answer_for(later))
    assert report(staff, order_id, signature, *told)["status"] == "applied"
    order = order_of(staff, order_id)
    assert (order["state"], order["round"]) == ("acknowledged", 0)
    assert order["escalates_at"] == "2026-05-14T16:00:00Z", "the limit of what is left"
    matters = staff.rows("matter")
    assert [matters[key]["is_mended"] for key in (soon, later)] == [True, False]
    reviewer.pull()
    kinds = [row["kind"] for row in reviewer.rows("notice").values()]
    assert "progress_reported" in kinds
    assert report(staff, order_id, signature, *told)["code"] == "progress-reported"
    assert feed_back(runtime, staff, order_id, [later])["status"] == "applied"
    assert judge(reviewer, order_id, {soon: ("pass",), later: ("pass",)})["status"] == "applied"
    staff.pull()
    told_rows = staff.rows("feedback").values()
    assert sorted((row["is_progress"], row["is_late"]) for row in told_rows) == [
        (False, False),
        (True, False),
    ]


def test_after_progress_the_final_feedback_has_the_later_limit(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    order_id, (soon, later) = delivered_order(runtime, inspector, "A", "B", days=(3, 8))
    staff.do("order.acknowledge", order_id=order_id)
    photo, signature = (attach(staff, "order", order_id, slot) for slot in (soon, "signature"))
    report(staff, order_id, signature, answer_for(soon, photo), answer_for(later))
    clock.instant += timedelta(days=5)
    staff = device_of("stan")
    assert feed_back(runtime, staff, order_id, [later])["status"] == "applied"
    staff.pull()
    final = [row for row in staff.rows("feedback").values() if not row["is_progress"]]
    assert [row["is_late"] for row in final] == [False]


def test_what_was_reported_as_mended_and_comes_back_is_answered_again(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device
) -> None:
    order_id, (soon, later) = delivered_order(runtime, inspector, "A", "B", days=(3, 8))
    staff.do("order.acknowledge", order_id=order_id)
    photo, signature = (attach(staff, "order", order_id, slot) for slot in (soon, "signature"))
    arrive(runtime, photo, signature)
    report(staff, order_id, signature, answer_for(soon, photo), answer_for(later))
    feed_back(runtime, staff, order_id, [later])
    verdicts = {soon: ("return", "photo_unclear"), later: ("pass",)}
    assert judge(reviewer, order_id, verdicts)["status"] == "applied"
    lacking = feed_back(runtime, staff, order_id, [later])
    assert (lacking["code"], lacking["details"]) == (
        "feedback-without-photo",
        {"matter_ids": [soon]},
    )


def test_progress_leaves_out_no_photo_of_what_is_due_with_it(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id, (soon, later) = delivered_order(runtime, inspector, "A", "B", days=(3, 8))
    assert report(staff, order_id, "none", answer_for(soon))["code"] == "order-state"
    staff.do("order.acknowledge", order_id=order_id)
    photo = attach(staff, "order", order_id, soon)
    lacking = report(staff, order_id, "none", answer_for(soon), answer_for(later))
    assert (lacking["code"], lacking["details"]) == (
        "feedback-without-photo",
        {"matter_ids": [soon]},
    )
    assert report(staff, order_id, "none", answer_for(soon, photo))["code"] == "matters-wrong"
    unsigned = report(staff, order_id, "none", answer_for(soon, photo), answer_for(later))
    assert unsigned["code"] == "feedback-without-signature"


def test_where_nothing_is_mended_later_there_is_no_progress_to_report(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id, (matter,) = delivered_order(runtime, inspector, "A")
    staff.do("order.acknowledge", order_id=order_id)
    photo, signature = (attach(staff, "order", order_id, slot) for slot in (matter, "signature"))
    refused = report(staff, order_id, signature, answer_for(matter, photo))
    assert refused["code"] == "progress-nothing-later"
