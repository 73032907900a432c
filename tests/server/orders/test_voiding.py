"""A check that was entered wrongly is voided (作废): by four eyes, with all that hung on it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.orders.jobs import escalate_overdue
from server.organisation.models import Site
from server.quotas.models import Quota
from server.visits.models import Answer, Finding, Visit
from tests.builders.company import lend
from tests.builders.device import Device, Json
from tests.builders.nights import closed_order, night, pass_days
from tests.builders.visits import (
    answer,
    arrive,
    attach,
    closed_visit,
    delivered_order,
    feed_back,
    issue,
    review,
    sign,
    start,
)
from tests.conftest import DeviceOf

REASON = "选错了站点"


@pytest.fixture
def head(device_of: DeviceOf) -> Device:
    return device_of("hugo")


@pytest.fixture
def ines(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def staff(device_of: DeviceOf) -> Device:
    return device_of("stan")


def stored(runtime: Runtime, model: type[Any], row_id: str) -> Any:
    with runtime.reading() as session:
        return session.get_one(model, row_id)


def order_of(device: Device, order_id: str) -> Json:
    device.pull()
    return device.rows("order")[order_id]


def visit_of(device: Device, order_id: str) -> str:
    return order_of(device, order_id)["visit_id"]


def void(asker: Device, judge: Device, visit_id: str) -> None:
    asked = asker.do("visit.ask_void", visit_id=visit_id, reason=REASON)
    assert asked["status"] == "applied", asked
    result = judge.do("visit.void", visit_id=visit_id)
    assert result["status"] == "applied", result


def kinds(device: Device) -> list[str]:
    device.pull()
    return [row["kind"] for row in device.rows("notice").values()]


def drafts(head: Device) -> list[Json]:
    head.pull()
    return [row for row in head.rows("order").values() if row["state"] == "draft"]


def failures(session: Session) -> dict[str, int]:
    return {its.repeat_key: its.failures_12m for its in session.scalars(select(Finding))}


def test_somebody_asks_with_a_reason_and_the_head_decides(
    runtime: Runtime, ines: Device, head: Device, device_of: DeviceOf
) -> None:
    order_id, _ = delivered_order(runtime, ines, "A")
    visit_id = visit_of(ines, order_id)
    assert head.do("visit.void", visit_id=visit_id)["code"] == "void-not-asked"
    assert ines.do("visit.ask_void", visit_id=visit_id, reason=" ")["code"] == "invalid-args"
    head.pull()
    assert visit_id not in head.rows("visit")
    assert ines.do("visit.ask_void", visit_id=visit_id, reason=REASON)["status"] == "applied"
    again = ines.do("visit.ask_void", visit_id=visit_id, reason=REASON)
    assert again["code"] == "void-not-possible"
    assert "void_asked" in kinds(head)
    row = head.rows("visit")[visit_id]
    assert (row["void_reason"], row["void_asker_name"], row["state"]) == (REASON, "Ines", "closed")
    assert len([it for it in head.rows("answer").values() if it["visit_id"] == visit_id]) == 2
    assert device_of("rita").do("visit.void", visit_id=visit_id)["code"] == "not-allowed"


def test_nobody_decides_about_what_he_asked_or_checked_himself(
    runtime: Runtime, ines: Device, head: Device, device_of: DeviceOf
) -> None:
    lend(runtime, "ivan", "deputy")
    deputy = device_of("ivan")
    own, _ = closed_visit(head)
    assert ines.do("visit.ask_void", visit_id=own, reason=REASON)["status"] == "applied"
    assert head.do("visit.void", visit_id=own)["code"] == "void-four-eyes"
    assert deputy.do("visit.void", visit_id=own)["status"] == "applied"
    asked, _ = closed_visit(ines)
    head.do("visit.ask_void", visit_id=asked, reason=REASON)
    assert head.do("visit.void", visit_id=asked)["code"] == "void-four-eyes"
    refused = head.do("visit.refuse_void", visit_id=asked, reason="自己提出")
    assert refused["code"] == "void-four-eyes"


def test_only_its_inspector_or_the_group_asks(
    runtime: Runtime, ines: Device, device_of: DeviceOf
) -> None:
    order_id, _ = delivered_order(runtime, ines, "A")
    visit_id = visit_of(ines, order_id)
    asked = device_of("bram").do("visit.ask_void", visit_id=visit_id, reason=REASON)
    assert asked["code"] == "not-allowed"
    assert device_of("ivan").do("visit.ask_void", visit_id=visit_id, reason=REASON)["code"] is None


def test_what_is_refused_stands_and_may_be_asked_again(
    runtime: Runtime, ines: Device, head: Device
) -> None:
    order_id, _ = delivered_order(runtime, ines, "A")
    visit_id = visit_of(ines, order_id)
    ines.do("visit.ask_void", visit_id=visit_id, reason=REASON)
    head.do("visit.refuse_void", visit_id=visit_id, reason="照片显示就是这个站点")
    ines.pull()
    row = ines.rows("visit")[visit_id]
    assert (row["state"], row["void_asked_at"]) == ("closed", None)
    assert row["void_refusal"] == "照片显示就是这个站点"
    assert "void_refused" in kinds(ines)
    head.pull()
    assert visit_id not in head.rows("visit"), "it is its inspector's again"
    assert not [it for it in head.rows("answer").values() if it["visit_id"] == visit_id]
    assert order_of(ines, order_id)["state"] == "delivered"
    void(ines, head, visit_id)
    assert order_of(ines, order_id)["state"] == "voided"


def a_check_by_task(runtime: Runtime, head: Device, ines: Device) -> tuple[str, str]:
    """A complete check that settles the task "task-0001"; returns its id and its blue order's."""
    place = {"site_id": "hall", "template_id": "short", "level": "hq", "form": "spot"}
    head.do("task.assign", task_id="task-0001", assignee_id="ines", due_on="2026-05-20", **place)
    visit_id = start(ines, task_id="task-0001")
    photos = [sign(ines, visit_id)]
    for code, result in (("A", "fail"), ("B", "pass")):
        answer(ines, visit_id, code, result)
    photos.append(attach(ines, "visit", visit_id, "A"))
    ines.do("visit.close", visit_id=visit_id, photo_ids=photos)
    order_id, _ = issue(ines, visit_id, "A")
    arrive(runtime, *photos)
    return visit_id, order_id


def test_quotas_problems_history_and_task_follow(
    runtime: Runtime, ines: Device, head: Device
) -> None:
    visit_id, _ = a_check_by_task(runtime, head, ines)
    quotas = ("hq_unit.hall-team.2026", "hq_division.north.2026")
    assert [stored(runtime, Quota, its).done for its in quotas] == [1, 1]
    assert stored(runtime, Site, "hall").open_problems == 1
    ines.pull()
    assert "task-0001" not in ines.rows("task")
    void(ines, head, visit_id)
    assert [stored(runtime, Quota, its).done for its in quotas] == [0, 0]
    site = stored(runtime, Site, "hall")
    assert (site.open_problems, site.last_checked_on) == (0, None)
    ines.pull()
    assert ines.rows("task")["task-0001"]["state"] == "open"
    assert not ines.rows("finding")


def test_the_order_is_voided_both_sides_are_told_and_nothing_is_deleted(
    runtime: Runtime, ines: Device, head: Device, staff: Device
) -> None:
    visit_id, order_id = a_check_by_task(runtime, head, ines)
    staff.do("order.acknowledge", order_id=order_id)
    void(ines, head, visit_id)
    row = order_of(staff, order_id)
    assert (row["state"], row["void_reason"]) == ("voided", REASON)
    assert "order_voided" in kinds(staff)
    assert {"visit_voided", "order_voided"} <= set(kinds(ines))
    with runtime.reading() as session:
        assert session.get_one(Visit, visit_id).completed_at is not None
        assert len(list(session.scalars(select(Answer)))) == 2
        assert failures(session) == {"A": 0}
    assert staff.do("order.acknowledge", order_id=order_id)["code"] == "order-state"


def test_a_voided_check_gives_no_order_and_never_becomes_complete(
    runtime: Runtime, ines: Device, head: Device
) -> None:
    visit_id, photos = closed_visit(ines, failing=("A",))
    void(ines, head, visit_id)
    assert issue(ines, visit_id, "A")[1]["code"] == "order-of-voided-visit"
    arrive(runtime, *photos)
    visit = stored(runtime, Visit, visit_id)
    assert (visit.state, visit.completed_at) == ("voided", None)
    assert visit.settled_at is not None
    with runtime.reading() as session:
        assert failures(session) == {}
        assert not list(session.scalars(select(Quota)))


def test_an_orange_order_that_came_of_it_goes_too(
    runtime: Runtime, clock: SetClock, ines: Device, head: Device, staff: Device
) -> None:
    blue, _ = delivered_order(runtime, ines, "A", "B")
    pass_days(clock, 4)
    list(escalate_overdue(runtime))
    (draft,) = drafts(head)
    head.do("order.confirm", order_id=draft["id"])
    assert stored(runtime, Site, "hall").open_problems == 2
    void(ines, head, visit_of(ines, blue))
    states = [order_of(staff, its)["state"] for its in (blue, draft["id"])]
    assert states == ["voided", "voided"]
    assert stored(runtime, Site, "hall").open_problems == 0
    pass_days(clock, 9)
    assert list(escalate_overdue(runtime)) == []


def test_a_voided_check_is_no_repetition(
    runtime: Runtime, clock: SetClock, ines: Device, head: Device, staff: Device
) -> None:
    first, _ = delivered_order(runtime, ines, "A", "B")
    clock.instant += timedelta(hours=1)
    second, _ = delivered_order(runtime, ines, "A")
    clock.instant += timedelta(hours=1)
    third, _ = delivered_order(runtime, ines, "A", "B")
    by_order = {row["predecessor_id"]: row["id"] for row in drafts(head)}
    assert set(by_order) == {second, third}
    void(ines, head, visit_of(ines, first))
    assert order_of(ines, by_order[second])["state"] == "voided"
    (left,) = drafts(head)
    codes = [
        row["item_code"] for row in head.rows("matter").values() if row["order_id"] == left["id"]
    ]
    assert (left["predecessor_id"], codes) == (third, ["A"]), "B has failed but once, A twice"
    assert order_of(ines, by_order[third])["state"] == "voided"
    assert order_of(staff, second)["state"] == "delivered"
    assert stored(runtime, Site, "hall").open_problems == 3
    with runtime.reading() as session:
        assert failures(session) == {"A": 2, "B": 1}


def test_an_issued_orange_order_goes_where_nothing_is_repeated_any_more(
    runtime: Runtime, clock: SetClock, ines: Device, head: Device, staff: Device
) -> None:
    first, _ = delivered_order(runtime, ines, "A")
    clock.instant += timedelta(hours=1)
    delivered_order(runtime, ines, "A")
    (draft,) = drafts(head)
    head.do("order.confirm", order_id=draft["id"])
    void(ines, head, visit_of(ines, first))
    assert order_of(staff, draft["id"])["state"] == "voided"
    assert "order_voided" in kinds(staff)


def test_a_closed_order_that_has_left_the_phones_comes_back_voided_with_its_story(
    runtime: Runtime,
    clock: SetClock,
    ines: Device,
    staff: Device,
    device_of: DeviceOf,
) -> None:
    order_id, visit_id = closed_order(runtime, ines, staff, device_of("rita"))
    pass_days(clock, 31)
    night(runtime)
    staff = device_of("stan")
    staff.pull()
    assert order_id not in staff.rows("order")
    void(device_of("ines"), device_of("hugo"), visit_id)
    row = order_of(staff, order_id)
    assert (row["state"], row["closed_at"] is not None) == ("voided", True)
    assert [it["verdict"] for it in staff.rows("review").values()] == ["pass"]
    assert stored(runtime, Site, "hall").open_problems == 0


def test_what_was_withdrawn_before_delivery_stays_withdrawn(
    runtime: Runtime, ines: Device, head: Device
) -> None:
    visit_id, _ = closed_visit(ines, failing=("A",))
    order_id, _ = issue(ines, visit_id, "A")
    head.do("order.withdraw", order_id=order_id, reason="措辞有误")
    void(ines, head, visit_id)
    assert order_of(head, order_id)["state"] == "withdrawn"


def test_a_draft_for_a_verdict_goes_with_its_check(
    runtime: Runtime, ines: Device, staff: Device, head: Device, device_of: DeviceOf
) -> None:
    order_id, matters = delivered_order(runtime, ines, "A")
    staff.pull()
    staff.do("order.acknowledge", order_id=order_id)
    feed_back(runtime, staff, order_id, matters)
    assert review(device_of("rita"), order_id, "fail", "photo_unclear")["status"] == "applied"
    (draft,) = drafts(head)
    void(ines, head, visit_of(ines, order_id))
    assert drafts(head) == []
    assert head.do("order.confirm", order_id=draft["id"])["code"] == "order-state"
