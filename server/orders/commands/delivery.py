"""Orders: delivery and closing, which several commands and reactions lead to."""

from sqlalchemy.orm import Session

from server.core.clock import Moment
from server.core.events import emit
from server.evidence.commands.placing import place_photo
from server.evidence.queries import list_photos
from server.orders import events, queries, rules
from server.orders.commands.timing import set_limits
from server.orders.models import Order
from server.organisation.commands import note_open_problems


def deliver(session: Session, order: Order, at: Moment) -> None:
    """The unit sees the order and all its photos from now on; the three days begin (AMB-10)."""
    order.state = rules.next_state(order.state, "deliver", order.colour)
    order.delivered_at, order.missing_photos = at.received, 0
    for photo in list_photos(session, order.org, "visit", order.visit_id):
        place_photo(session, order.org, photo.id, order.unit_id, is_shared=True)
    matters = queries.list_matters(session, order.id)
    for matter in matters:
        matter.is_delivered = True
    if matters:
        set_limits(session, order, matters)
        note_open_problems(session, order.org, order.site_id, len(matters))
    emit(session, events.OrderDelivered(**order_fact(order)))


def close_order(session: Session, order: Order, at: Moment) -> None:
    order.closed_at = order.settled_at = at.received
    matters = queries.list_matters(session, order.id)
    note_open_problems(session, order.org, order.site_id, -len(matters))
    emit(session, events.OrderClosed(**order_fact(order)))


def order_fact(order: Order) -> dict[str, str]:
    return {
        "order_id": order.id,
        "unit_id": order.unit_id,
        "colour": order.colour,
        "number": order.number or order.temporary_number,
        "site_name": order.site_name,
        "issuer_id": order.issuer_id,
    }
