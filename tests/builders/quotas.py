"""Quotas and what sizes and fills them, as tests need them."""

from server.core.runtime import Runtime
from tests.builders.company import add_person, perform
from tests.builders.device import Device, Json
from tests.builders.visits import answer, start


def set_services(
    runtime: Runtime, size: int, period: str = "2026-05", unit: str = "door-team"
) -> None:
    args = {"unit_id": unit, "kind": "services", "period": period}
    perform(runtime, "population.set", **args, size=size)


def set_customers(
    runtime: Runtime, size: int, period: str = "2026-04", unit: str = "north"
) -> None:
    args = {"unit_id": unit, "kind": "customers", "period": period}
    perform(runtime, "population.set", **args, size=size)


def self_check(device: Device, site: str = "door", **changes: str) -> str:
    """A check without signature or photos, closed; returns the visit's id."""
    visit_id = start(device, site, **{"level": "team", "form": "self", **changes})
    close_self_check(device, visit_id)
    return visit_id


def close_self_check(device: Device, visit_id: str) -> None:
    for code in ("A", "B"):
        answer(device, visit_id, code)
    result = device.do("visit.close", visit_id=visit_id, photo_ids=[])
    assert result["status"] == "applied", result


def row(device: Device, row_id: str) -> Json:
    device.pull()
    return device.rows("quota")[row_id]


def quota(device: Device, row_id: str) -> tuple[int, int]:
    """Done and required."""
    found = row(device, row_id)
    return found["done"], found["required"]


def open_department(runtime: Runtime) -> None:
    """A department of the northern branch with two teams, a site of the first, and its head."""
    for unit, kind, parent in (
        ("office", "department", "north"),
        ("first-team", "team", "office"),
        ("second-team", "team", "office"),
    ):
        args = {"unit_id": unit, "code": unit, "name": unit, "kind": kind}
        perform(runtime, "unit.add", **args, parent_id=parent)
    site = {"site_id": "gate", "code": "gate", "name": "gate", "kind": "door"}
    perform(runtime, "site.add", **site, unit_id="first-team")
    add_person(runtime, "dora", "department_head", "office", "office")


def read(device: Device, path: str, status: int = 200) -> Json:
    """What the office is told at a path below /api."""
    found = device.http.get(f"/api/{path}")
    assert found.status_code == status, found.text
    return found.get_json()
