"""Objections on the spot (当场异议): said at the signature, they go with the order."""

from typing import Any

import pytest

from server.core.runtime import Runtime
from tests.builders.company import add_person
from tests.builders.device import Device, Json
from tests.builders.visits import arrive, closed_visit, matters_of, new_id
from tests.conftest import DeviceOf

SAID = "It was being mended"


def issue(device: Device, visit_id: str, *objected: str, **more: Any) -> tuple[str, str, Json]:
    """A blue order for A and B; ids of it and of the objection, and the push's result."""
    order_id, objection_id = new_id(), new_id()
    asked = {"requirement": "Mend it", "rectify_days": 3}
    matters = [{"matter_id": new_id(), "item_code": code, **asked} for code in ("A", "B")]
    objection = {"objection_id": objection_id, "item_codes": list(objected), "reason": SAID}
    args = {"order_id": order_id, "visit_id": visit_id, "colour": "blue"}
    told = {"temporary_number": "T-1", "matters": matters, "objection": {**objection, **more}}
    return order_id, objection_id, device.do("order.issue", **args, **told)


def objections_of(device: Device) -> dict[str, Json]:
    device.pull()
    return device.rows("objection")


def kinds_of(device: Device) -> list[str]:
    device.pull()
    return [row["kind"] for row in device.rows("notice").values()]


@pytest.mark.clause("W1-9(7)")
def test_what_was_said_at_the_signature_is_noted_and_open_from_delivery_on(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    visit_id, photos = closed_visit(inspector, failing=("A", "B"))
    order_id, objection_id, result = issue(inspector, visit_id, "B")
    assert result["status"] == "applied", result
    assert objections_of(inspector)[objection_id]["state"] == "noted"
    assert objections_of(staff) == {}, "the unit has not got the order either"
    assert "objection_raised" not in kinds_of(head)
    told = {"order_id": order_id, "objection_id": objection_id, "is_upheld": True}
    early = head.do("order.answer_objection", **told, answer="Yes")
    assert early["code"] == "objection-not-open"

    arrive(runtime, *photos)
    row = objections_of(staff)[objection_id]
    order = staff.rows("order")[order_id]
    _, second = matters_of(staff, order_id)
    assert (row["state"], row["reason"], row["author_name"]) == ("open", SAID, "X")
    assert row["matter_ids"] == [second]
    assert row["raised_at"] == order["issued_at"]
    assert (order["state"], order["objection_state"]) == ("delivered", "open")
    assert "objection_raised" in kinds_of(head)
    assert head.do("order.answer_objection", **told, answer="Yes")["status"] == "applied"
    assert objections_of(staff)[objection_id]["state"] == "upheld"
    assert staff.rows("matter")[second]["is_struck"]


def test_a_proposed_order_takes_it_along_until_the_head_has_signed(
    runtime: Runtime, staff: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "olga", "inspector", "group", "hq")
    member, head = device_of("olga"), device_of("hugo")
    visit_id, photos = closed_visit(member, failing=("A", "B"))
    order_id, objection_id, _ = issue(member, visit_id, "A")
    arrive(runtime, *photos)
    assert objections_of(head)[objection_id]["state"] == "noted"
    assert head.do("order.confirm", order_id=order_id)["status"] == "applied"
    assert objections_of(staff)[objection_id]["state"] == "open"


@pytest.mark.parametrize(
    ("objected", "more", "code"),
    [
        (("C",), {}, "objection-no-matter"),
        ((), {}, "invalid-args"),
        (("A",), {"reason": " "}, "invalid-args"),
    ],
)
def test_it_names_what_was_found_and_says_why(
    inspector: Device, objected: tuple[str, ...], more: Json, code: str
) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A", "B"))
    _, _, result = issue(inspector, visit_id, *objected, **more)
    assert result["code"] == code, result


def test_with_an_order_that_was_withdrawn_it_stays_noted(
    inspector: Device, staff: Device, head: Device
) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A", "B"))
    order_id, objection_id, _ = issue(inspector, visit_id, "A")
    assert head.do("order.withdraw", order_id=order_id, reason="wording")["status"] == "applied"
    assert objections_of(inspector)[objection_id]["state"] == "noted"
    assert objections_of(staff) == {}
    again, anew, result = issue(inspector, visit_id, "A")
    assert result["status"] == "applied", result
    assert objections_of(inspector)[anew]["order_id"] == again
