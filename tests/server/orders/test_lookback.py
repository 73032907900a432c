"""Looking back (回头看) on what was closed, and inspecting again (再督查) what failed there."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.orders.adapters.lots import verify_lots
from server.orders.models import Order
from server.planning.models.seeds import DrawSeed
from server.planning.rules.seeds import commitment_of, draw
from tests.builders.company import set_policy
from tests.builders.device import Device, Json
from tests.builders.draws import begin, drawn, freeze, picks, plan, proof
from tests.builders.nights import closed_order, night, pass_days
from tests.builders.visits import answer, arrive, attach, delivered_order, issue, sign, start
from tests.conftest import DeviceOf

FOUNDED = date(2026, 5, 1)
# Lots of order-0, 1 and 2 under "secret", as rule 1 has always drawn them.
OLD = [882765, 115291, 610903]


@pytest.fixture
def ines(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def closed(runtime: Runtime, ines: Device, device_of: DeviceOf) -> str:
    """A blue order on A that was reviewed and closed, and drawn for a look-back."""
    set_policy(runtime, "lookback.blue_ppm", 1_000_000, FOUNDED)
    return closed_order(runtime, ines, device_of("stan"), device_of("rita"))[0]


def order_of(device: Device, order_id: str) -> Json:
    device.pull()
    return device.rows("order")[order_id]


def tasks_of(device: Device) -> list[Json]:
    device.pull()
    return list(device.rows("task").values())


def look_back(runtime: Runtime, ines: Device, task: Json, *failing: str) -> str:
    """The check that the task asks for, and its order; returns the visit's id."""
    visit_id = start(ines, task_id=task["id"], form=task["form"])
    photos = [sign(ines, visit_id)]
    for code in ("A", "B"):
        answer(ines, visit_id, code, "fail" if code in failing else "pass")
    photos += [attach(ines, "visit", visit_id, code) for code in failing]
    result = ines.do("visit.close", visit_id=visit_id, photo_ids=photos)
    assert result["status"] == "applied", result
    assert issue(ines, visit_id, *failing)[1]["status"] == "applied"
    arrive(runtime, *photos)
    return visit_id


@pytest.mark.clause("Q1-4.3.3a")
def test_a_closed_order_that_is_drawn_becomes_a_task_with_its_matters(
    closed: str, ines: Device
) -> None:
    (task,) = tasks_of(ines)
    assert (task["kind"], task["order_id"], task["item_codes"]) == ("lookback", closed, ["A"])
    assert (task["due_on"], task["form"], task["level"]) == ("2026-06-05", "key", "hq")
    row = order_of(ines, closed)["lookback"]
    assert row["is_drawn"]
    assert [(its["kind"], its["due_on"], its["visit_id"]) for its in row["checks"]] == [
        ("lookback", "2026-06-05", None)
    ]
    assert "lookback_assigned" in [its["kind"] for its in ines.rows("notice").values()]


@pytest.mark.clause("Q1-4.3.3a")
def test_one_that_is_mended_is_told_on_the_order(
    runtime: Runtime, closed: str, ines: Device
) -> None:
    visit_id = look_back(runtime, ines, tasks_of(ines)[0])
    (check,) = order_of(ines, closed)["lookback"]["checks"]
    assert (check["visit_id"], check["is_passed"], check["day"]) == (visit_id, True, "2026-05-06")
    assert tasks_of(ines) == []


@pytest.mark.clause("Q1-4.3.3a", "Q1-4.3.3b")
def test_one_that_fails_is_a_repetition_and_is_inspected_again(
    runtime: Runtime, closed: str, ines: Device, device_of: DeviceOf
) -> None:
    look_back(runtime, ines, tasks_of(ines)[0], "A")
    (task,) = tasks_of(ines)
    assert (task["kind"], task["order_id"], task["item_codes"]) == ("recheck", closed, ["A"])
    assert task["due_on"] == "2026-05-21"
    checks = order_of(ines, closed)["lookback"]["checks"]
    assert [(its["kind"], its["is_passed"]) for its in checks] == [
        ("lookback", False),
        ("recheck", None),
    ]
    (draft,) = [its for its in ines.rows("order").values() if its["state"] == "draft"]
    assert (draft["colour"], draft["cause"]) == ("orange", "repeated")
    look_back(runtime, ines, task)
    checks = order_of(ines, closed)["lookback"]["checks"]
    assert [its["is_passed"] for its in checks] == [False, True]


def test_what_fails_at_a_look_back_is_a_repetition_whatever_the_history_reaches_back_to(
    runtime: Runtime, clock: SetClock, ines: Device, device_of: DeviceOf
) -> None:
    set_policy(runtime, "order.repeat_months", 0, FOUNDED)
    set_policy(runtime, "lookback.blue_ppm", 1_000_000, FOUNDED)
    closed_order(runtime, ines, device_of("stan"), device_of("rita"))
    clock.instant += timedelta(days=3)
    (task,) = tasks_of(ines)
    ines.now += timedelta(days=3)
    look_back(runtime, ines, task, "A", "B")
    ines.pull()
    (draft,) = [its for its in ines.rows("order").values() if its["state"] == "draft"]
    held = [row for row in ines.rows("matter").values() if row["order_id"] == draft["id"]]
    assert [row["item_code"] for row in held] == ["A"]


def test_a_look_back_that_was_voided_is_open_again_and_its_re_inspection_is_not(
    runtime: Runtime, closed: str, ines: Device, device_of: DeviceOf
) -> None:
    first = tasks_of(ines)[0]["id"]
    visit_id = look_back(runtime, ines, tasks_of(ines)[0], "A")
    ines.do("visit.ask_void", visit_id=visit_id, reason="填错")
    assert device_of("hugo").do("visit.void", visit_id=visit_id)["status"] == "applied"
    (task,) = tasks_of(ines)
    assert (task["id"], task["kind"]) == (first, "lookback")
    check = order_of(ines, closed)["lookback"]["checks"][0]
    assert (check["visit_id"], check["is_passed"]) == (None, None)
    assert not [its for its in ines.rows("order").values() if its["state"] == "draft"]


def test_nobody_looks_back_on_a_voided_order(
    runtime: Runtime, closed: str, ines: Device, device_of: DeviceOf
) -> None:
    visit_id = order_of(ines, closed)["visit_id"]
    ines.do("visit.ask_void", visit_id=visit_id, reason="填错")
    device_of("hugo").do("visit.void", visit_id=visit_id)
    assert tasks_of(ines) == []


@pytest.mark.clause("Q1-4.3.3a")
def test_the_share_of_each_colour_is_a_policy(
    runtime: Runtime, ines: Device, device_of: DeviceOf
) -> None:
    set_policy(runtime, "lookback.blue_ppm", 0, FOUNDED)
    order_id, _ = closed_order(runtime, ines, device_of("stan"), device_of("rita"))
    assert order_of(ines, order_id)["lookback"] is None
    assert tasks_of(ines) == []


def test_green_orders_are_not_looked_back_on(
    runtime: Runtime, ines: Device, device_of: DeviceOf
) -> None:
    order_id, _ = delivered_order(runtime, ines)
    device_of("stan").do("order.acknowledge", order_id=order_id)
    row = order_of(ines, order_id)
    assert (row["state"], row["lookback"]) == ("closed", None)


def test_everybody_can_draw_again_once_the_month_is_over(
    runtime: Runtime, clock: SetClock, ines: Device, device_of: DeviceOf
) -> None:
    night(runtime)
    ines.pull()
    seeds = {row["period"]: row for row in ines.rows("draw_seed").values()}
    assert set(seeds) == {"2026-05", "2026-06"}, "committed before anything is drawn"
    order_id, _ = closed_order(runtime, ines, device_of("stan"), device_of("rita"))
    told = order_of(ines, order_id)["lookback"]
    assert told["commitment"] == seeds["2026-05"]["commitment"]
    assert seeds["2026-05"]["revealed"] is None
    pass_days(clock, 31)
    night(runtime)
    later = device_of("ines")
    later.pull()
    revealed = later.rows("draw_seed")["testco.2026-05"]["revealed"]
    assert commitment_of(revealed) == told["commitment"]
    ticket = draw(revealed, order_id, 200_000)
    assert (ticket.number, ticket.is_drawn) == (told["number"], told["is_drawn"])


def test_no_secret_is_told_while_its_month_lasts(runtime: Runtime, clock: SetClock) -> None:
    night(runtime)
    pass_days(clock, 20)
    night(runtime)
    with runtime.reading() as session:
        assert [its.revealed for its in session.scalars(select(DrawSeed))] == [None, None]


def test_what_was_drawn_by_the_former_rule_is_drawn_again_by_it() -> None:
    assert [draw("secret", f"order-{number}", 200_000, 1).number for number in range(3)] == OLD
    assert [draw("secret", f"order-{number}", 200_000).number for number in range(3)] != OLD


def test_all_lots_of_a_month_are_drawn_again_and_an_altered_one_is_named(
    runtime: Runtime, closed: str
) -> None:
    (told,) = verify_lots(runtime, "2026-05")
    assert (told.count, told.wrong) == (1, [])
    with runtime.bookkeeping() as session:
        order = session.get_one(Order, closed)
        order.lookback = {**(order.lookback or {}), "number": 7}
    assert [its.wrong for its in verify_lots(runtime, "2026-05")] == [[closed]]
    with runtime.bookkeeping() as session:
        order, secret = session.get_one(Order, closed), session.scalars(select(DrawSeed)).one()
        ticket = draw(secret.secret, closed, 1_000_000, 1)
        kept = {key: its for key, its in (order.lookback or {}).items() if key != "rule"}
        order.lookback = {**kept, "number": ticket.number}
    assert [its.wrong for its in verify_lots(runtime, "2026-05")] == [[]]


@pytest.mark.clause("Q1-4.3.3a")
def test_closed_orders_of_a_month_can_be_drawn_from(
    runtime: Runtime, closed: str, device_of: DeviceOf
) -> None:
    head = device_of("hugo")
    chosen = plan(source="orders", periods=["2026-05"], by=["colour"], count=1)
    its = drawn(head, plan=chosen)
    assert [(row["names"], row["take"]) for row in its["strata"]] == [(["blue"], 1)]
    assert [its["subject_id"] for its in picks(head)] == [closed]
    assert proof(head)["is_right"]
    begin(head, "d2", plan=plan(source="orders", periods=["2026-04"], by=[], count=1))
    assert freeze(head, "d2")["code"] == "draw-empty"


def test_a_fifth_of_many_is_drawn_and_each_always_in_the_same_way() -> None:
    tickets = [draw("secret", f"order-{number}", 200_000) for number in range(2000)]
    assert 330 < sum(its.is_drawn for its in tickets) < 470
    assert tickets[:5] == [draw("secret", f"order-{number}", 200_000) for number in range(5)]
