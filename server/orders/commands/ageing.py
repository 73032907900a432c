"""Orders: leaving the phones when they have long been settled."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.evidence.commands.placing import carry_photos
from server.orders import queries
from server.visits.commands import release_visit


class AgeOutOrders(Command):
    order_ids: list[str] = Field(min_length=1, max_length=200)


@command("order.age_out", grant="system", stale="append")
def age_out_orders(command: AgeOutOrders, actor: Actor, at: Moment, session: Session) -> None:
    """Settled orders leave the phones with all that hangs on them, and let go of their visits.

    Nothing leads out of a settled state, so none of them is ever needed again.
    """
    found = queries.get_orders(session, actor.org, command.order_ids)
    old = [order for order in found if order.settled_at is not None and order.is_carried]
    ids = [order.id for order in old]
    for row in (*old, *queries.list_parts_of(session, ids)):
        row.is_carried = False
    carry_photos(session, actor.org, "order", ids, is_carried=False)
    for order in old:
        siblings = queries.list_orders_of_visit(session, actor.org, order.visit_id)
        if not any(sibling.is_carried for sibling in siblings):
            release_visit(session, actor.org, order.visit_id)
