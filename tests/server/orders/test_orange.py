"""From blue to orange: drafted by the clock, by a verdict, by the site's history; confirmed."""

from datetime import timedelta
from typing import Any

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.orders.jobs import escalate_overdue
from tests.builders.company import add_person
from tests.builders.device import Device, Json
from tests.builders.visits import (
    arrive,
    attach,
    closed_visit,
    delivered_order,
    feed_back,
    issue,
    meet,
    refuse,
    review,
)
from tests.conftest import DeviceOf

FOUR_DAYS = timedelta(days=4)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def head(device_of: DeviceOf) -> Device:
    return device_of("hugo")


@pytest.fixture
def staff(device_of: DeviceOf) -> Device:
    return device_of("stan")


def sweep(runtime: Runtime) -> int:
    return sum(count for _, count in escalate_overdue(runtime))


def order_of(device: Device, order_id: str) -> Json:
    device.pull()
    return device.rows("order")[order_id]


def drafts_of(head: Device) -> list[Json]:
    head.pull()
    return [row for row in head.rows("order").values() if row["state"] == "draft"]


def matters_of(device: Device, order_id: str) -> list[Json]:
    device.pull()
    found = [row for row in device.rows("matter").values() if row["order_id"] == order_id]
    return sorted(found, key=lambda row: row["position"])


def notices_of(device: Device) -> list[str]:
    device.pull()
    return [row["kind"] for row in device.rows("notice").values()]


def confirmed(runtime: Runtime, head: Device) -> str:
    (draft,) = drafts_of(head)
    result = head.do("order.confirm", order_id=draft["id"])
    assert result["status"] == "applied", result
    return draft["id"]


def answered(runtime: Runtime, staff: Device, order_id: str, **more: Any) -> Json:
    staff.pull()
    staff.do("order.acknowledge", order_id=order_id)
    matters = [row["id"] for row in matters_of(staff, order_id)]
    return feed_back(runtime, staff, order_id, matters, **more)


@pytest.mark.clause("Q1-4.2(3)a", "Q1-4.2(2)b")
def test_the_clock_drafts_an_orange_order_when_a_blue_one_is_late(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    blue, _ = delivered_order(runtime, device_of("ines"), "A", "B")
    due = order_of(staff, blue)["escalates_at"]
    assert due == order_of(staff, blue)["feedback_due_at"]
    assert sweep(runtime) == 0
    clock.instant += FOUR_DAYS
    assert sweep(runtime) == 1
    assert sweep(runtime) == 0, "what was drafted is not drafted again"
    (draft,) = drafts_of(head)
    assert (draft["colour"], draft["cause"], draft["predecessor_id"]) == ("orange", "overdue", blue)
    assert draft["number"] is None
    assert [row["item_code"] for row in matters_of(head, draft["id"])] == ["A", "B"]
    assert "orange_drafted" in notices_of(head)
    staff.pull()
    assert draft["id"] not in staff.rows("order"), "a draft is the group's own"
    assert order_of(staff, blue)["state"] == "delivered"


@pytest.mark.clause("Q1-4.2(3)a")
def test_the_head_confirms_and_the_blue_order_ends(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    blue, _ = delivered_order(runtime, device_of("ines"), "A")
    clock.instant += FOUR_DAYS
    sweep(runtime)
    (draft,) = drafts_of(head)
    assert device_of("ines").do("order.confirm", order_id=draft["id"])["code"] == "not-allowed"
    orange = confirmed(runtime, head)
    assert order_of(staff, blue)["state"] == "escalated"
    row = order_of(staff, orange)
    assert (row["state"], row["number"], row["issuer_id"]) == (
        "delivered",
        "橙〔2026〕0001",
        "hugo",
    )
    assert row["deadline"]["amount"] == 3
    assert row["escalates_at"] == row["feedback_due_at"]
    assert {"order_delivered", "order_escalated"} <= set(notices_of(staff))
    assert staff.do("order.acknowledge", order_id=blue)["code"] == "order-state"


@pytest.mark.clause("Q1-4.3.2a", "Q1-4.3.2c")
def test_an_orange_order_is_answered_with_meeting_plan_and_stamp(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    delivered_order(runtime, device_of("ines"), "A")
    clock.instant += FOUR_DAYS
    sweep(runtime)
    orange = confirmed(runtime, head)
    assert answered(runtime, staff, orange)["code"] == "meeting-missing"
    told = meet(runtime, staff, orange)
    assert answered(runtime, staff, orange, **{**told, "plan": "  "})["code"] == "meeting-missing"
    without = {**told, "stamped_photo_id": None}
    assert answered(runtime, staff, orange, **without)["code"] == "stamp-missing"
    assert answered(runtime, staff, orange, **told)["status"] == "applied"
    assert review(device_of("rita"), orange, "pass")["status"] == "applied"
    assert order_of(staff, orange)["state"] == "closed"
    (feedback,) = [row for row in staff.rows("feedback").values() if row["order_id"] == orange]
    assert (feedback["meeting"]["chair"], feedback["plan"]) == ("Stan", "New boards by Friday")


def test_a_stamped_copy_that_is_no_picture_closes_nothing_until_it_is_replaced(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    delivered_order(runtime, device_of("ines"), "A")
    clock.instant += FOUR_DAYS
    sweep(runtime)
    orange = confirmed(runtime, head)
    staff.do("order.acknowledge", order_id=orange)
    bad = attach(staff, "order", orange, "stamp")
    told = {**meet(runtime, staff, orange), "stamped_photo_id": bad}
    assert answered(runtime, staff, orange, **told)["status"] == "applied"
    refuse(runtime, bad, "no-picture")
    assert review(device_of("rita"), orange, "pass")["code"] == "evidence-missing"
    good = attach(staff, "order", orange, "stamp", replaces=bad)
    arrive(runtime, good)
    staff.pull()
    (feedback,) = [row for row in staff.rows("feedback").values() if row["order_id"] == orange]
    assert feedback["stamped_photo_id"] == good
    assert review(device_of("rita"), orange, "pass")["status"] == "applied"


@pytest.mark.clause("Q1-4.2(3)b")
def test_a_rectification_that_is_not_enough_gives_orange_at_once(
    runtime: Runtime, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    blue, _ = delivered_order(runtime, device_of("ines"), "A")
    answered(runtime, staff, blue)
    rita = device_of("rita")
    assert review(rita, blue, "fail")["code"] == "return-unexplained"
    assert review(rita, blue, "fail", "measures_vague")["status"] == "applied"
    assert order_of(staff, blue)["state"] == "escalated"
    (draft,) = drafts_of(head)
    assert draft["cause"] == "failed"
    refused = head.do("order.dismiss", order_id=draft["id"], reason="well")
    assert refused["code"] == "draft-stands"


@pytest.mark.clause("Q1-4.2(3)b")
def test_an_orange_order_that_fails_is_followed_by_another_and_reported(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    """AMB-19: no fourth colour; the leading group is told."""
    add_person(runtime, "lena", "committee", "hq", "hq")
    delivered_order(runtime, device_of("ines"), "A")
    clock.instant += FOUR_DAYS
    sweep(runtime)
    first = confirmed(runtime, head)
    clock.instant += FOUR_DAYS
    assert sweep(runtime) == 1
    (draft,) = drafts_of(head)
    assert (draft["cause"], draft["predecessor_id"]) == ("failed", first)
    leader = device_of("lena")
    assert {"order_copied", "orange_failed"} <= set(notices_of(leader))
    second = confirmed(runtime, head)
    assert order_of(staff, first)["state"] == "escalated"
    assert order_of(staff, second)["number"] == "橙〔2026〕0002"


@pytest.mark.clause("Q1-4.2(3)c")
def test_what_fails_again_stays_blue_and_opens_an_orange_draft_beside_it(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    """AMB-20: what was signed is never rewritten. The draft has what was repeated, no more."""
    delivered_order(runtime, device_of("ines"), "A")
    assert drafts_of(head) == []
    clock.instant += timedelta(days=60)
    head, staff = device_of("hugo"), device_of("stan")
    blue, _ = delivered_order(runtime, device_of("ines"), "A", "B")
    (draft,) = drafts_of(head)
    assert (draft["cause"], draft["predecessor_id"]) == ("repeated", blue)
    assert [row["item_code"] for row in matters_of(head, draft["id"])] == ["A"]
    confirmed(runtime, head)
    assert order_of(staff, blue)["state"] == "delivered", "the blue order stands"


@pytest.mark.clause("Q1-4.2(3)c")
def test_after_twelve_months_it_is_no_repetition(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    delivered_order(runtime, device_of("ines"), "A")
    clock.instant += timedelta(days=367)
    delivered_order(runtime, device_of("ines"), "A")
    assert drafts_of(device_of("hugo")) == []


def test_a_dismissed_draft_leaves_the_blue_order_as_it_was(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    blue, _ = delivered_order(runtime, device_of("ines"), "A")
    clock.instant += FOUR_DAYS
    sweep(runtime)
    (draft,) = drafts_of(head)
    assert (
        head.do("order.dismiss", order_id=draft["id"], reason="已口头报告")["status"] == "applied"
    )
    assert order_of(head, draft["id"])["withdrawn_reason"] == "已口头报告"
    assert sweep(runtime) == 0
    assert answered(runtime, staff, blue)["status"] == "applied"
    assert review(device_of("rita"), blue, "pass")["status"] == "applied"


def test_feedback_stops_the_clock_and_papers_sent_back_start_it_again(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    blue, _ = delivered_order(runtime, device_of("ines"), "A")
    first = order_of(staff, blue)["escalates_at"]
    answered(runtime, staff, blue)
    assert order_of(staff, blue)["escalates_at"] is None
    clock.instant += FOUR_DAYS
    assert sweep(runtime) == 0, "it was fed back in time"
    review(device_of("rita"), blue, "return", "photo_unclear")
    again = order_of(staff, blue)["escalates_at"]
    assert again > first
    assert sweep(runtime) == 0, "there is time until the end of the next day"
    clock.instant += timedelta(days=2)
    assert sweep(runtime) == 1


def test_a_sweep_that_was_down_for_a_week_catches_up_and_doubles_nothing(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    ines = device_of("ines")
    for site in ("hall", "far"):
        visit_id, photos = closed_visit(ines, failing=("A",), site=site)
        issue(ines, visit_id, "A")
        arrive(runtime, *photos)
    clock.instant += timedelta(days=11)
    assert sweep(runtime) == 2
    assert [row["cause"] for row in drafts_of(device_of("hugo"))] == ["overdue"] * 2
    assert sweep(runtime) == 0


def test_a_late_verdict_takes_the_draft_that_waits_already(
    runtime: Runtime, clock: SetClock, head: Device, staff: Device, device_of: DeviceOf
) -> None:
    blue, _ = delivered_order(runtime, device_of("ines"), "A")
    clock.instant += FOUR_DAYS
    sweep(runtime)
    answered(runtime, staff, blue)
    review(device_of("rita"), blue, "fail", "cause_missing")
    (draft,) = drafts_of(head)
    assert draft["cause"] == "failed"
    confirmed(runtime, head)
    assert order_of(staff, blue)["state"] == "escalated"


def test_a_repetition_takes_no_matter_away_from_the_blue_order_that_fails_beside_it(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf
) -> None:
    delivered_order(runtime, device_of("ines"), "A")
    clock.instant += timedelta(days=60)
    head, staff = device_of("hugo"), device_of("stan")
    blue, _ = delivered_order(runtime, device_of("ines"), "A", "B")
    answered(runtime, staff, blue)
    review(device_of("rita"), blue, "fail", "measures_vague")
    drafts = {row["cause"]: row["id"] for row in drafts_of(head) if row["predecessor_id"] == blue}
    codes = {
        cause: [row["item_code"] for row in matters_of(head, order_id)]
        for cause, order_id in drafts.items()
    }
    assert codes == {"repeated": ["A"], "failed": ["A", "B"]}
