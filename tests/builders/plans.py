"""Tasks, plans, schedules and campaigns in the states that tests start from."""

from datetime import date
from typing import Any

from tests.builders.device import Device, Json
from tests.builders.visits import new_id

MAY = "2026-05"
JUNE = "2026-06"


def applied(result: Json) -> Json:
    assert result["status"] == "applied", result
    return result


def a_task(head: Device, **changes: Any) -> str:
    """A check of the hall for Ines, due in two days; returns its id."""
    args = {
        "task_id": new_id(),
        "site_id": "hall",
        "template_id": "short",
        "level": "hq",
        "form": "spot",
        "assignee_id": "ines",
        "due_on": "2026-05-08",
        **changes,
    }
    applied(head.do("task.assign", **args))
    return str(args["task_id"])


def task_of(device: Device, task_id: str) -> Json | None:
    device.pull()
    return device.rows("task").get(task_id)


def tasks_of(device: Device) -> list[Json]:
    device.pull()
    return sorted(device.rows("task").values(), key=lambda row: (row["due_on"], row["site_id"]))


def a_line(**changes: Any) -> Json:
    """A spot check of the hall, once in the period, by Bram of the branch."""
    return {
        "line_id": new_id(),
        "site_ids": ["hall"],
        "template_id": "short",
        "level": "company",
        "form": "spot",
        "times": 1,
        "source": "branch_spot",
        **changes,
    }


def a_draft(
    device: Device, *lines: Json, kind: str = "monthly", period: str = MAY, unit: str = "north"
) -> str:
    """A plan with these lines that is not sent yet; returns its id."""
    plan_id = new_id()
    what = {"unit_id": unit, "kind": kind, "period": period}
    applied(device.do("plan.draft", plan_id=plan_id, **what))
    applied(device.do("plan.edit", plan_id=plan_id, goals="Goals", lines=list(lines)))
    return plan_id


def a_submitted_plan(device: Device, *lines: Json, **what: Any) -> str:
    plan_id = a_draft(device, *lines, **what)
    applied(device.do("plan.submit", plan_id=plan_id))
    return plan_id


def an_approved_plan(device: Device, approver: Device, *lines: Json, **what: Any) -> str:
    plan_id = a_submitted_plan(device, *lines, **what)
    applied(approver.do("plan.approve", plan_id=plan_id))
    return plan_id


def asked(device: Device, path: str) -> Any:
    """What the server answers to a read."""
    answer = device.http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def plan_of(device: Device, plan_id: str) -> Json:
    device.pull()
    return device.rows("plan")[plan_id]


def schedule_args(**changes: Any) -> Json:
    """The hall, each Monday from the next one on, due as the rule says."""
    return {
        "schedule_id": new_id(),
        "unit_id": "north",
        "title": "Weekly",
        "rule": "FREQ=WEEKLY;BYDAY=MO",
        "starts_on": date(2026, 5, 6).isoformat(),
        "on_rest": "keep",
        "lead_days": 0,
        "site_ids": ["hall"],
        "template_id": "short",
        "level": "company",
        "form": "spot",
        **changes,
    }


def a_schedule(device: Device, **changes: Any) -> str:
    args = schedule_args(**changes)
    applied(device.do("schedule.add", **args))
    return str(args["schedule_id"])


def campaign_args(**changes: Any) -> Json:
    return {
        "campaign_id": new_id(),
        "unit_id": "hq",
        "title": "Appraisal",
        "kind": "appraisal",
        "starts_on": "2026-05-06",
        "ends_on": "2026-05-20",
        "template_id": "short",
        "level": "hq",
        "form": "key",
        "sites": [{"site_id": "hall"}, {"site_id": "far"}],
        **changes,
    }


def a_campaign(head: Device, **changes: Any) -> str:
    args = campaign_args(**changes)
    applied(head.do("campaign.open", **args))
    return str(args["campaign_id"])


def kinds(device: Device) -> list[str]:
    """Kinds of this person's notices about tasks and plans."""
    device.pull()
    rows = device.rows("notice").values()
    return sorted(row["kind"] for row in rows if row["subject_kind"] in ("task", "plan"))
