"""An upheld objection (异议成立) takes the finding with it: no history, repetition or figure."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.visits.models import Finding
from tests.builders.company import add_person
from tests.builders.device import Device, Json
from tests.builders.slips import slip_of, texts_of
from tests.builders.visits import delivered_order, new_id
from tests.conftest import DeviceOf

HOUR = timedelta(hours=1)
STRUCK = "异议成立，已划除"


def uphold(staff: Device, head: Device, order_id: str, *matter_ids: str) -> None:
    told = {"order_id": order_id, "objection_id": new_id()}
    named = {"matter_ids": list(matter_ids), "reason": "The board was new", "photo_ids": []}
    assert staff.do("order.object", **told, **named)["status"] == "applied"
    answer = {"is_upheld": True, "answer": "Seen on the photo"}
    assert head.do("order.answer_objection", **told, **answer)["status"] == "applied"


def orange_of(head: Device) -> dict[str, Json]:
    """Orange orders by the blue one before each."""
    head.pull()
    rows = head.rows("order").values()
    return {row["predecessor_id"]: row for row in rows if row["colour"] == "orange"}


def failures(session: Session) -> dict[str, int]:
    return {its.repeat_key: its.failures_12m for its in session.scalars(select(Finding))}


def test_what_was_disproved_is_no_history_and_repeats_nothing(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, head: Device
) -> None:
    first, (matter, _) = delivered_order(runtime, inspector, "A", "B")
    uphold(staff, head, first, matter)
    with runtime.reading() as session:
        assert failures(session) == {"A": 0, "B": 1}
    clock.instant += HOUR
    delivered_order(runtime, inspector, "A")
    assert orange_of(head) == {}, "A has failed but once"
    clock.instant += HOUR
    third, _ = delivered_order(runtime, inspector, "A")
    assert list(orange_of(head)) == [third], "and now twice"
    with runtime.reading() as session:
        assert failures(session) == {"A": 2, "B": 1}


def test_what_it_had_made_a_repetition_is_none_any_more(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, head: Device
) -> None:
    first, (matter, _) = delivered_order(runtime, inspector, "A", "B")
    clock.instant += HOUR
    second, _ = delivered_order(runtime, inspector, "A")
    clock.instant += HOUR
    third, _ = delivered_order(runtime, inspector, "B")
    assert set(orange_of(head)) == {second, third}
    uphold(staff, head, first, matter)
    after = orange_of(head)
    assert after[second]["state"] == "voided"
    assert after[second]["void_reason"] == "异议成立：Seen on the photo"
    assert after[third]["state"] == "draft", "B has failed twice all the same"


def test_an_objection_to_an_orange_order_leaves_the_finding(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "gina", "group_head", "group", "hq")
    head, other = device_of("hugo"), device_of("gina")
    delivered_order(runtime, inspector, "A")
    clock.instant += HOUR
    second, _ = delivered_order(runtime, inspector, "A")
    orange_id = orange_of(head)[second]["id"]
    assert head.do("order.confirm", order_id=orange_id)["status"] == "applied"
    staff.pull()
    (matter,) = (row for row in staff.rows("matter").values() if row["order_id"] == orange_id)
    uphold(staff, other, orange_id, matter["id"])
    assert orange_of(head)[second]["state"] == "withdrawn"
    with runtime.reading() as session:
        assert failures(session) == {"A": 2}


def test_slip_excel_and_board_say_so(
    runtime: Runtime, inspector: Device, staff: Device, head: Device
) -> None:
    order_id, (matter, _) = delivered_order(runtime, inspector, "A", "B")
    assert STRUCK not in "".join(texts_of(slip_of(head, order_id)))
    uphold(staff, head, order_id, matter)
    assert "".join(texts_of(slip_of(head, order_id))).count(STRUCK) == 1
    book = load_workbook(BytesIO(head.http.get("/api/reports/orders.xlsx").data))
    names, *lines = book["督办事项"].iter_rows(values_only=True)
    verdicts = {line[names.index("条目")]: line[names.index("审核结果")] for line in lines}
    assert verdicts == {"A": STRUCK, "B": None}
    board = head.http.get("/api/orders/counts").json
    assert board is not None
    assert [its["item_code"] for its in board["items"]] == ["B"]
