"""Tasks that go from one person to another, and results that come late."""

import pytest

from server.core.runtime import Runtime
from tests.builders.company import add_person, perform
from tests.builders.device import Device
from tests.builders.plans import a_task, applied, asked, kinds, task_of
from tests.builders.visits import answer, sign, start
from tests.conftest import DeviceOf


def finish(device: Device, visit_id: str) -> None:
    photos = [sign(device, visit_id)]
    for code in ("A", "B"):
        answer(device, visit_id, code)
    applied(device.do("visit.close", visit_id=visit_id, photo_ids=photos))


def settled(device: Device, task_id: str) -> dict[str, object]:
    query = "begin=2026-01-01&until=2026-12-31"
    rows = asked(device, f"/api/tasks/settled?{query}")["tasks"]
    return next(row for row in rows if row["id"] == task_id)


@pytest.mark.clause("W1-9(2)b")
def test_a_late_result_of_whoever_had_it_before_settles_the_task_as_such(
    device_of: DeviceOf, head: Device
) -> None:
    task_id = a_task(head)
    ines, ivan = device_of("ines"), device_of("ivan")
    visit_id = start(ines, task_id=task_id)
    applied(head.do("task.hand_over", task_ids=[task_id], to_id="ivan", reason="ill"))
    assert task_of(ines, task_id)["assignee_id"] == "ivan"  # type: ignore[index]
    finish(ines, visit_id)
    assert task_of(ivan, task_id) is None
    found = settled(head, task_id)
    assert (found["outcome"], found["visit_id"]) == ("former", visit_id)
    assert (found["done_by_name"], found["assignee_name"]) == ("Ines", "Ivan")
    assert "task_settled_late" in kinds(ivan)


def test_what_comes_for_a_settled_task_is_kept_beside_it_and_never_refused(
    device_of: DeviceOf, head: Device
) -> None:
    task_id = a_task(head)
    ines, ivan = device_of("ines"), device_of("ivan")
    late = start(ines, task_id=task_id)
    applied(head.do("task.hand_over", task_ids=[task_id], to_id="ivan", reason="ill"))
    first = start(ivan, task_id=task_id)
    finish(ivan, first)
    finish(ines, late)
    found = settled(head, task_id)
    assert (found["visit_id"], found["outcome"]) == (first, "on_time")
    assert found["other_visit_ids"] == [late]


def test_a_result_after_the_day_is_overdue(device_of: DeviceOf, head: Device) -> None:
    task_id = a_task(head, due_on="2026-05-05")
    ines = device_of("ines")
    finish(ines, start(ines, task_id=task_id))
    assert settled(head, task_id)["outcome"] == "overdue"


def test_the_check_of_a_stranger_settles_nothing(device_of: DeviceOf, head: Device) -> None:
    task_id = a_task(head)
    ivan = device_of("ivan")
    finish(ivan, start(ivan, task_id=task_id))
    assert task_of(head, task_id) is not None


def test_a_hand_over_goes_back_to_the_first_who_is_late_no_more(
    device_of: DeviceOf, head: Device
) -> None:
    task_id = a_task(head)
    ines = device_of("ines")
    applied(ines.do("task.acknowledge", task_id=task_id))
    applied(head.do("task.hand_over", task_ids=[task_id], to_id="ivan", reason="ill"))
    applied(head.do("task.hand_over", task_ids=[task_id], to_id="ines", reason="undone"))
    row = task_of(ines, task_id)
    assert row is not None
    assert (row["acknowledged_at"], row["handed_reason"]) == (None, "undone")
    finish(ines, start(ines, task_id=task_id))
    assert settled(head, task_id)["outcome"] == "on_time"


@pytest.mark.parametrize(
    ("to_id", "code"),
    [("ines", "hand-over-to-same"), ("bram", "assignee-unfit"), ("nobody", "assignee-unfit")],
)
def test_a_hand_over_is_refused_to_whoever_has_it_or_cannot_do_it(
    head: Device, to_id: str, code: str
) -> None:
    task_id = a_task(head)
    result = head.do("task.hand_over", task_ids=[task_id], to_id=to_id, reason="ill")
    assert result["code"] == code


def test_of_many_tasks_all_are_handed_over_or_none(device_of: DeviceOf, head: Device) -> None:
    first, second = a_task(head), a_task(head, site_id="door")
    head.do("task.cancel", task_id=second, reason="not needed")
    args = {"task_ids": [first, second], "to_id": "ivan", "reason": "ill"}
    assert head.do("task.hand_over", **args)["code"] == "task-not-open"
    assert task_of(head, first)["assignee_id"] == "ines"  # type: ignore[index]


def test_one_word_is_said_for_many_tasks(device_of: DeviceOf, head: Device) -> None:
    ids = [a_task(head), a_task(head, site_id="door"), a_task(head, site_id="far")]
    applied(head.do("task.hand_over", task_ids=ids, to_id="ivan", reason="ill"))
    assert kinds(device_of("ivan")) == ["tasks_handed_over"]
    assert kinds(device_of("ines")).count("tasks_taken_away") == 1


def test_a_branch_gives_its_own_people_tasks_and_nobody_else(
    branch: Device, device_of: DeviceOf
) -> None:
    own = a_task(branch, level="company", assignee_id="bram")
    result = branch.do("task.hand_over", task_ids=[own], to_id="beth", reason="away")
    applied(result)
    args = {"task_id": "task-0001", "site_id": "hall", "template_id": "short", "form": "spot"}
    args |= {"due_on": "2026-05-08"}
    hq = branch.do("task.assign", level="hq", assignee_id="ines", **args)
    assert hq["code"] == "assignee-unfit"
    wrong = branch.do("task.assign", level="team", assignee_id="tess", **args)
    assert wrong["code"] == "assignee-unfit"
    args["site_id"] = "far"
    elsewhere = branch.do("task.assign", level="company", assignee_id="bram", **args)
    assert elsewhere["code"] == "not-allowed"


def test_a_swap_needs_both(device_of: DeviceOf, head: Device) -> None:
    mine, yours = a_task(head), a_task(head, site_id="far", assignee_id="ivan")
    ines, ivan = device_of("ines"), device_of("ivan")
    applied(ines.do("task.offer_swap", task_id=mine, for_task_id=yours))
    row = task_of(ivan, mine)
    assert row is not None
    assert row["swap_to_id"] == "ivan"
    assert "swap_offered" in kinds(ivan)
    applied(ivan.do("task.answer_swap", task_id=mine, is_agreed=True))
    assert task_of(ivan, mine)["assignee_name"] == "Ivan"  # type: ignore[index]
    assert task_of(ines, yours)["assignee_id"] == "ines"  # type: ignore[index]
    assert "swap_agreed" in kinds(ines)
    again = ivan.do("task.answer_swap", task_id=mine, is_agreed=True)
    assert again["code"] == "swap-gone"


def test_a_swap_that_is_declined_or_taken_back_changes_nothing(
    device_of: DeviceOf, head: Device
) -> None:
    mine, yours = a_task(head), a_task(head, site_id="far", assignee_id="ivan")
    ines, ivan = device_of("ines"), device_of("ivan")
    ines.do("task.offer_swap", task_id=mine, for_task_id=yours)
    applied(ivan.do("task.answer_swap", task_id=mine, is_agreed=False))
    assert task_of(ines, mine)["assignee_id"] == "ines"  # type: ignore[index]
    assert "swap_refused" in kinds(ines)
    ines.do("task.offer_swap", task_id=mine, for_task_id=yours)
    applied(ines.do("task.drop_swap", task_id=mine))
    assert ivan.do("task.answer_swap", task_id=mine, is_agreed=True)["code"] == "swap-gone"
    assert ivan.do("task.drop_swap", task_id=mine)["code"] == "task-not-yours"


def test_a_swap_is_refused_for_what_is_settled_ones_own_or_beyond_the_other(
    runtime: Runtime, device_of: DeviceOf, head: Device
) -> None:
    mine, also_mine = a_task(head), a_task(head, site_id="door")
    yours = a_task(head, site_id="far", assignee_id="ivan")
    company = a_task(head, level="company", assignee_id="bram")
    ines = device_of("ines")
    offer = "task.offer_swap"
    assert ines.do(offer, task_id=mine, for_task_id=also_mine)["code"] == "swap-unfit"
    assert ines.do(offer, task_id=yours, for_task_id=mine)["code"] == "swap-unfit"
    assert ines.do(offer, task_id=mine, for_task_id=company)["code"] == "assignee-unfit"
    head.do("task.cancel", task_id=yours, reason="not needed")
    assert ines.do(offer, task_id=mine, for_task_id=yours)["code"] == "task-not-open"


def test_a_swap_is_gone_when_the_other_task_was_handed_over(
    device_of: DeviceOf, head: Device, runtime: Runtime
) -> None:
    add_person(runtime, "iris", "inspector", "group", "hq")
    mine, yours = a_task(head), a_task(head, site_id="far", assignee_id="ivan")
    ines, ivan = device_of("ines"), device_of("ivan")
    ines.do("task.offer_swap", task_id=mine, for_task_id=yours)
    head.do("task.hand_over", task_ids=[yours], to_id="iris", reason="away")
    assert ivan.do("task.answer_swap", task_id=mine, is_agreed=True)["code"] == "swap-gone"


def test_acknowledging_is_for_the_assignee_and_never_refused_late(
    device_of: DeviceOf, head: Device
) -> None:
    task_id = a_task(head)
    ines, ivan = device_of("ines"), device_of("ivan")
    assert ivan.do("task.acknowledge", task_id=task_id)["code"] == "task-not-yours"
    applied(head.do("task.hand_over", task_ids=[task_id], to_id="ivan", reason="ill"))
    applied(ines.do("task.acknowledge", task_id=task_id))
    assert task_of(head, task_id)["acknowledged_at"] is None  # type: ignore[index]
    applied(ivan.do("task.acknowledge", task_id=task_id))
    assert task_of(head, task_id)["acknowledged_at"] is not None  # type: ignore[index]


def test_tasks_of_whoever_cannot_do_them_any_more_are_listed(
    runtime: Runtime, head: Device
) -> None:
    task_id = a_task(head)
    with runtime.bookkeeping() as session:
        from sqlalchemy import text  # noqa: PLC0415

        session.execute(text("UPDATE users SET is_active = :no WHERE id = 'ines'"), {"no": False})
    (load,) = asked(head, "/api/tasks/loads")["people"]
    assert (load["name"], load["is_active"]) == ("Ines", False)
    assert load["stranded_ids"] == [task_id]
    perform(runtime, "task.hand_over", task_ids=[task_id], to_id="ivan", reason="left")
    (load,) = asked(head, "/api/tasks/loads")["people"]
    assert (load["user_id"], load["open"], load["stranded_ids"]) == ("ivan", 1, [])


def test_a_mystery_task_is_seen_by_the_group_and_not_by_the_unit(
    branch: Device, head: Device, device_of: DeviceOf
) -> None:
    task_id = a_task(head, form="mystery")
    assert task_of(branch, task_id) is None
    assert task_of(head, task_id) is not None
    assert task_of(device_of("ines"), task_id) is not None
