"""Annual programmes and monthly plans: drafted, sent, judged by another, made into tasks."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.planning.jobs.sweeping import open_plans
from tests.builders.company import add_person, perform
from tests.builders.device import Device
from tests.builders.plans import (
    JUNE,
    MAY,
    a_draft,
    a_line,
    a_submitted_plan,
    an_approved_plan,
    applied,
    asked,
    kinds,
    plan_of,
    tasks_of,
)
from tests.builders.visits import new_id
from tests.conftest import DeviceOf


@pytest.mark.clause("W1-9(2)a", "W1-4")
def test_a_plan_approved_by_a_second_person_becomes_tasks(
    branch: Device, head: Device, device_of: DeviceOf
) -> None:
    routine = a_line(site_ids=[], site_kind="window", times=2, assignee_id="bram")
    key = a_line(track="key", form="key", source="key", site_ids=["door"], assignee_id="beth")
    plan_id = an_approved_plan(branch, head, routine, key, period=JUNE)
    rows = tasks_of(branch)
    assert [(row["site_id"], row["due_on"], row["form"]) for row in rows] == [
        ("hall", "2026-06-15", "spot"),
        ("door", "2026-06-30", "key"),
        ("hall", "2026-06-30", "spot"),
    ]
    assert {row["plan_id"] for row in rows} == {plan_id}
    bram, beth = device_of("bram"), device_of("beth")
    mine = [row for row in tasks_of(bram) if row["assignee_id"] == "bram"]
    assert [row["site_id"] for row in mine] == ["hall", "hall"]
    assert kinds(bram) == kinds(beth) == ["tasks_given"]
    plan = plan_of(branch, plan_id)
    assert (plan["state"], plan["decider_name"], plan["is_late"]) == ("approved", "Hugo", False)
    assert kinds(branch) == ["plan_approved"]


def test_who_wrote_or_sent_a_plan_does_not_judge_it(head: Device, device_of: DeviceOf) -> None:
    plan_id = a_submitted_plan(head, a_line(level="hq"), period=JUNE)
    assert head.do("plan.approve", plan_id=plan_id)["code"] == "plan-own-work"
    args = {"plan_id": plan_id, "reason": "no"}
    assert head.do("plan.return", **args)["code"] == "plan-own-work"
    applied(device_of("rita").do("plan.approve", plan_id=plan_id))


def test_a_returned_plan_says_why_and_comes_again(branch: Device, head: Device) -> None:
    plan_id = a_submitted_plan(branch, a_line(), period=JUNE)
    applied(head.do("plan.return", plan_id=plan_id, reason="too little"))
    assert plan_of(branch, plan_id)["return_reason"] == "too little"
    assert kinds(branch) == ["plan_returned"]
    applied(branch.do("plan.edit", plan_id=plan_id, goals="", lines=[a_line(times=2)]))
    applied(branch.do("plan.submit", plan_id=plan_id))
    assert plan_of(branch, plan_id)["return_reason"] == ""
    applied(head.do("plan.approve", plan_id=plan_id))
    assert len(tasks_of(branch)) == 2


def test_of_two_approvals_at_once_the_second_finds_it_done(
    branch: Device, head: Device, device_of: DeviceOf
) -> None:
    plan_id = a_submitted_plan(branch, a_line(), period=JUNE)
    rita = device_of("rita")
    applied(rita.do("plan.approve", plan_id=plan_id))
    assert head.do("plan.approve", plan_id=plan_id)["code"] == "plan-state"
    assert len(tasks_of(branch)) == 1


@pytest.mark.clause("W1-9(2)a")
def test_a_plan_is_late_from_the_day_after_it_was_due_and_a_new_version_is_not(
    branch: Device, head: Device, clock: SetClock
) -> None:
    """June's is due on Friday 29 May, the last working day of the month before."""
    plan_id = a_draft(branch, a_line(), period=JUNE)
    assert plan_of(branch, plan_id)["due_on"] == "2026-05-29"
    clock.instant = datetime(2026, 5, 29, 16, 0, tzinfo=UTC)  # 30 May, 00:00 in China
    branch.sign_in("nora")
    head.sign_in("hugo")
    applied(branch.do("plan.submit", plan_id=plan_id))
    assert plan_of(branch, plan_id)["is_late"] is True
    applied(head.do("plan.approve", plan_id=plan_id))
    again = a_submitted_plan(branch, a_line(), period=JUNE)
    assert plan_of(branch, again)["is_late"] is False


def test_a_new_version_keeps_the_tasks_that_it_asks_for_too(branch: Device, head: Device) -> None:
    kept, dropped, added = a_line(), a_line(site_ids=["door"]), a_line(site_ids=["door"], times=2)
    first = an_approved_plan(branch, head, kept, dropped, period=JUNE)
    before = {row["id"]: row for row in tasks_of(branch)}
    second = an_approved_plan(branch, head, kept, added, period=JUNE)
    after = {row["id"]: row for row in tasks_of(branch)}
    assert plan_of(branch, first)["state"] == "superseded"
    assert plan_of(branch, second)["version"] == 2
    stays = [row_id for row_id in before if before[row_id]["site_id"] == "hall"]
    assert [after[row_id]["plan_id"] for row_id in stays] == [second]
    assert len(after) == 3
    assert {row["plan_id"] for row in after.values()} == {second}


def test_the_system_opens_a_months_plan_from_the_annual_programme(
    runtime: Runtime, branch: Device, head: Device, clock: SetClock
) -> None:
    an_approved_plan(branch, head, a_line(times=12), a_line(times=1), kind="annual", period="2026")
    assert tasks_of(branch) == []
    clock.instant = datetime(2026, 5, 19, 0, 0, tzinfo=UTC)
    branch.sign_in("nora")
    opened = {unit for _, unit in open_plans(runtime)}
    assert {"north 2026-06", "south 2026-06", "hq 2026-06"} <= opened
    assert list(open_plans(runtime)) == []
    branch.pull()
    (june,) = (row for row in branch.rows("plan").values() if row["period"] == JUNE)
    assert [line["times"] for line in june["lines"]] == [1]
    assert (june["version"], june["state"], june["writer_ids"]) == (1, "draft", [])
    assert "plan_opened" in kinds(branch)
    head.sign_in("hugo")
    assert kinds(head).count("plan_opened") == 3  # its own alone: two years or months and June's


def bad(**changes: Any) -> dict[str, Any]:
    return a_line(**changes)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (bad(site_ids=[]), "plan-line-sites"),
        (bad(site_ids=["far"]), "plan-line-sites"),
        (bad(site_ids=["hall", "nowhere"]), "plan-line-sites"),
        (bad(site_ids=[], site_kind="works"), "plan-line-sites"),
        (bad(assignee_id="ines"), "assignee-unfit"),
        (bad(level="department"), "plan-nobody"),
        (bad(level="team", template_id="photo"), "level-not-offered"),
        (bad(track="key"), "plan-line-track"),
        (bad(form="key"), "plan-line-track"),
        (bad(times=32), "plan-line-times"),
    ],
)
def test_a_line_that_could_not_become_tasks_is_refused_by_name(
    branch: Device, line: dict[str, Any], code: str
) -> None:
    plan_id = a_draft(branch, line, period=JUNE)
    assert branch.do("plan.submit", plan_id=plan_id)["code"] == code


def test_a_plan_for_a_site_that_was_closed_meanwhile_is_not_approved(
    runtime: Runtime, branch: Device, head: Device
) -> None:
    plan_id = a_submitted_plan(branch, a_line(), period=JUNE)
    perform(runtime, "site.close", site_id="hall", reason="gone")
    assert head.do("plan.approve", plan_id=plan_id)["code"] == "plan-line-sites"
    assert plan_of(branch, plan_id)["state"] == "submitted"


def test_nothing_at_all_two_lines_of_one_id_and_too_many_tasks_are_refused(
    branch: Device,
) -> None:
    plan_id = a_draft(branch, period=JUNE)
    assert branch.do("plan.submit", plan_id=plan_id)["code"] == "plan-empty"
    line = a_line()
    branch.do("plan.edit", plan_id=plan_id, goals="", lines=[line, line])
    assert branch.do("plan.submit", plan_id=plan_id)["code"] == "plan-line-twice"
    many = [a_line(times=31) for _ in range(33)]
    branch.do("plan.edit", plan_id=plan_id, goals="", lines=many)
    assert branch.do("plan.submit", plan_id=plan_id)["code"] == "plan-too-large"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"period": "2026-04"}, "plan-period"),
        ({"period": "2026-13"}, "plan-period"),
        ({"kind": "annual", "period": "2026-06"}, "plan-period"),
        ({"kind": "annual", "period": "2025"}, "plan-period"),
        ({"unit_id": "hall-team"}, "plan-unit"),
        ({"unit_id": "south"}, "not-allowed"),
    ],
)
def test_a_plan_is_for_a_unit_that_plans_and_a_period_that_is_not_over(
    branch: Device, what: dict[str, str], code: str
) -> None:
    args = {"plan_id": new_id(), "unit_id": "north", "kind": "monthly", "period": MAY, **what}
    assert branch.do("plan.draft", **args)["code"] == code


def test_one_version_at_a_time_is_worked_on(branch: Device) -> None:
    a_draft(branch, period=JUNE)
    args = {"plan_id": new_id(), "unit_id": "north", "kind": "monthly", "period": JUNE}
    assert branch.do("plan.draft", **args)["code"] == "plan-unfinished"


def test_plans_are_seen_in_their_unit_and_by_the_group(
    runtime: Runtime, branch: Device, head: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "sara", "branch_head", "south", "south")
    plan_id = a_draft(branch, a_line(), period=JUNE)
    sara, stan = device_of("sara"), device_of("stan")
    for device, sees in ((branch, True), (head, True), (sara, False), (stan, False)):
        device.pull()
        assert (plan_id in device.rows("plan")) is sees
    assert sara.do("plan.submit", plan_id=plan_id)["code"] == "not-allowed"


@pytest.mark.clause("W1-9(2)b")
def test_the_completion_rate_counts_what_is_done_late_and_overdue_by_branch(
    runtime: Runtime, branch: Device, head: Device, clock: SetClock, device_of: DeviceOf
) -> None:
    plan_id = an_approved_plan(branch, head, a_line(times=3, assignee_id="bram"), period=MAY)
    first, *_ = tasks_of(branch)
    from tests.builders.visits import answer, sign, start  # noqa: PLC0415

    bram = device_of("bram")
    visit_id = start(bram, task_id=first["id"], level="company")
    photos = [sign(bram, visit_id)]
    for code in ("A", "B"):
        answer(bram, visit_id, code)
    applied(bram.do("visit.close", visit_id=visit_id, photo_ids=photos))
    clock.instant = datetime(2026, 6, 2, tzinfo=UTC)
    branch.sign_in("nora")
    (line,) = asked(branch, f"/api/tasks/progress?sources={plan_id},x")["lines"]
    assert line["branch_name"] == "north"
    counted = [line[name] for name in ("total", "done", "late", "overdue")]
    assert counted == [3, 1, 0, 2]
    assert date.fromisoformat(first["due_on"]) > date(2026, 5, 6)
