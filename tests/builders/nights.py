"""Days that pass, and the nights between them."""

from datetime import timedelta

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.nightly import FLAWS, run_nightly
from tests.builders.company import NOW
from tests.builders.device import Device
from tests.builders.visits import delivered_order, feed_back, review


def pass_days(clock: SetClock, days: float) -> None:
    """So many days after the company was founded."""
    clock.instant = NOW + timedelta(days=days)


def night(runtime: Runtime) -> dict[str, int]:
    """One run of `ducha nightly`: what each step did, but for photos: theirs have no bytes."""
    return {done.step: done.count for done in run_nightly(runtime) if done.step != FLAWS}


def closed_order(
    runtime: Runtime, inspector: Device, staff: Device, reviewer: Device
) -> tuple[str, str]:
    """A blue order that went all its way; returns its id and its visit's."""
    order_id, matters = delivered_order(runtime, inspector, "A")
    staff.do("order.acknowledge", order_id=order_id)
    feed_back(runtime, staff, order_id, matters)
    result = review(reviewer, order_id, "pass")
    assert result["status"] == "applied", result
    return order_id, inspector.rows("order")[order_id]["visit_id"]


def carried(device: Device, *entities: str) -> set[str]:
    """Ids of the rows of these kinds on a phone after a pull."""
    device.pull()
    return {row_id for entity in entities for row_id in device.rows(entity)}
