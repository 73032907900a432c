"""Orders: leaving the phones when they have long been settled."""

from collections.abc import Sequence

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.evidence.commands.placing import carry_photos
from server.orders import queries
from server.orders.models import Order
from server.visits.commands import hold_visits, release_visit


class AgeOutOrders(Command):
    order_ids: list[str] = Field(min_length=1, max_length=200)


@command("order.age_out", grant="system", stale="append")
def age_out_orders(command: AgeOutOrders, actor: Actor, at: Moment, session: Session) -> None:
    """Settled orders leave the phones with all that hangs on them, and let go of their visits.

    Nothing leads out of a settled state but being voided, which brings them back.
    """
    found = queries.get_orders(session, actor.org, command.order_ids)
    old = [order for order in found if order.settled_at is not None and order.is_carried]
    _carry(session, actor.org, old, is_carried=False)
    for order in old:
        siblings = queries.list_orders_of_visit(session, actor.org, order.visit_id)
        if not any(sibling.is_carried for sibling in siblings):
            release_visit(session, actor.org, order.visit_id)


def carry_again(session: Session, order: Order) -> None:
    """Who changes an order that aged out brings it back, with all that hangs on it."""
    if not order.is_carried:
        _carry(session, order.org, [order], is_carried=True)
        hold_visits(session, order.org, [order.visit_id])


def _carry(session: Session, org: str, orders: Sequence[Order], is_carried: bool) -> None:
    ids = [order.id for order in orders]
    for row in (*orders, *queries.list_parts_of(session, ids)):
        row.is_carried = is_carried
    carry_photos(session, org, "order", ids, is_carried)
