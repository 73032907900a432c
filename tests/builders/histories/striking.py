"""What must hold of objections (异议) and of what they strike out, after every history."""

from collections.abc import Iterator

from server.orders.models import Matter, Order
from tests.builders.histories.rows import GONE, OPEN, SETTLED, Rows

ANSWERED = {"upheld", "rejected"}


def _only_what_was_upheld_is_struck(rows: Rows) -> Iterator[str]:
    """On an order by its own objection, on an orange one also by that of the order before."""
    upheld = {
        matter_id
        for its in rows.objections
        if its.state == "upheld"
        for matter_id in its.matter_ids
    }
    for order in rows.orders:
        for matter in rows.matters[order.id]:
            is_right = matter.id in upheld or _is_struck_before(rows, order, matter)
            if matter.is_struck and not is_right:
                yield f"strike: {matter.id} of {order.id} is struck out, and nobody upheld it"
            if matter.id in upheld and not matter.is_struck:
                yield f"strike: {matter.id} of {order.id} was upheld and stands"


def _is_struck_before(rows: Rows, order: Order, matter: Matter) -> bool:
    before = order.predecessor_id
    return any(
        its.is_struck and its.item_code == matter.item_code
        for its in rows.matters.get(before or "", [])
    )


def _what_was_struck_causes_nothing(rows: Rows) -> Iterator[str]:
    """Neither an orange order in force, nor work for the unit, nor a limit, nor history."""
    if rows.disproved != rows.struck:
        yield f"strike: {rows.disproved} are disproved, struck are {rows.struck}"
    for order in rows.orders:
        standing = rows.standing(order)
        is_in_force = order.state in {*OPEN, "draft", "issued"}
        if is_in_force and rows.matters[order.id] and not standing:
            yield f"strike: {order.id} is {order.state} without a matter that stands"
        if order.colour == "orange" and order.state not in GONE:
            yield from _carried_on(rows, order)


def _carried_on(rows: Rows, order: Order) -> Iterator[str]:
    """A matter that was struck out before the orange order was signed is none of its own."""
    for matter in rows.standing(order):
        if order.state == "draft" and _is_struck_before(rows, order, matter):
            yield f"strike: draft {order.id} asks for {matter.item_code}, which was struck out"


def _objections_are_answered_in_their_time(rows: Rows) -> Iterator[str]:
    """Noted until delivery; open while nothing has ended the order; the order tells the newest."""
    by_id = {its.id: its for its in rows.orders}
    told = {
        its.order_id: its.state for its in sorted(rows.objections, key=lambda its: its.raised_at)
    }
    for objection in rows.objections:
        order = by_id[objection.order_id]
        if (objection.state == "noted") != (order.delivered_at is None):
            yield f"objection: {objection.id} is {objection.state} on {order.id}, {order.state}"
        if objection.state == "open" and order.state in SETTLED - {"voided"}:
            yield f"objection: {order.id} ended as {order.state} before the answer"
        if (objection.answered_at is not None) != (objection.state in ANSWERED):
            yield f"objection: {objection.id}, {objection.state}, was {objection.answered_at}"
    for order in rows.orders:
        wanted = told.get(order.id) if order.delivered_at else None
        if order.objection_state != wanted:
            yield f"objection: {order.id} tells {order.objection_state}, the newest is {wanted}"


STRIKING = (
    _only_what_was_upheld_is_struck,
    _what_was_struck_causes_nothing,
    _objections_are_answered_in_their_time,
)
