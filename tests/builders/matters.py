"""Supervision matters in the states that tests start from, with the people whom they concern."""

from datetime import timedelta
from typing import Any

from server.core.clock import local_day
from server.core.runtime import Runtime
from tests.builders.company import NOW, add_person, perform, set_policy
from tests.builders.device import Device, Json
from tests.builders.visits import new_id

TODAY = local_day(NOW)


def day(ahead: int) -> str:
    """So many days from today."""
    return (TODAY + timedelta(days=ahead)).isoformat()


def add_receivers(runtime: Runtime) -> None:
    """Cleo keeps the matters, Kate of the committee approves too; the heads of both branches, the
    head of the door team's branch department, and the customer-service department's head.
    """
    for unit_id, parent in (("service", "hq"), ("north-hs", "north")):
        names = {"unit_id": unit_id, "code": unit_id, "name": unit_id}
        perform(runtime, "unit.add", **names, kind="department", parent_id=parent)
    for person in (
        ("cleo", "group_clerk", "group", "hq"),
        ("kate", "committee", "hq", "hq"),
        ("nora", "branch_head", "north", "north"),
        ("sara", "branch_head", "south", "south"),
        ("lena", "leader_in_charge", "north", "north"),
        ("dora", "department_head", "north-hs", "north-hs"),
        ("sue", "department_head", "service", "service"),
    ):
        add_person(runtime, *person)
    set_policy(runtime, "matter.service_unit", ["service"], TODAY)


def part(unit: str = "north-hs", **changes: Any) -> Json:
    return {"part_id": new_id(), "title": "Do it", "unit_id": unit, "due_on": day(5), **changes}


def matter_args(**changes: Any) -> Json:
    """A meeting's decision with one part for a department of the northern branch."""
    return {
        "matter_id": new_id(),
        "title": "营业厅公示牌更新",
        "source": "meeting",
        "due_on": day(10),
        "parts": [part()],
        **changes,
    }


def letter_args(**changes: Any) -> Json:
    letter = {"source": "letter", "channel": "general", "sender": "某居民委员会"}
    return matter_args(**{**letter, **changes})


def register(device: Device, args: Json) -> str:
    result = device.do("matter.register", **args)
    assert result["status"] == "applied", result
    return args["matter_id"]


def report(device: Device, part_id: str, **changes: Any) -> Json:
    return device.do("matter.report_part", **{"part_id": part_id, "report": "已更新", **changes})


def closed_matter(clerk: Device, unit: Device, **changes: Any) -> str:
    """Registered, its one part reported by the unit, and closed."""
    args = matter_args(**changes)
    matter_id = register(clerk, args)
    assert report(unit, args["parts"][0]["part_id"])["status"] == "applied"
    result = clerk.do("matter.close", matter_id=matter_id, result="已完成")
    assert result["status"] == "applied", result
    return matter_id


def matter_of(device: Device, matter_id: str) -> Json:
    device.pull()
    return device.rows("supervision_matter")[matter_id]


def parts_of(device: Device, matter_id: str) -> list[Json]:
    device.pull()
    found = [row for row in device.rows("matter_part").values() if row["matter_id"] == matter_id]
    return sorted(found, key=lambda row: row["position"])


def receipts_of(device: Device, matter_id: str) -> dict[str, Json]:
    """By unit."""
    device.pull()
    rows = device.rows("matter_receipt").values()
    return {row["unit_id"]: row for row in rows if row["matter_id"] == matter_id}


def told(device: Device) -> list[str]:
    """Kinds of this person's notices about matters."""
    device.pull()
    found = sorted(row["kind"] for row in device.rows("notice").values())
    return [kind for kind in found if kind.startswith("matter")]
