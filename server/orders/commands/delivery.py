"""Orders: delivery and closing, which several commands and reactions lead to."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from server.core.clock import Moment
from server.core.events import emit
from server.evidence.commands.placing import place_photo
from server.evidence.queries import list_photos
from server.orders import events, queries, rules
from server.orders.commands.drafting import Escalation, draft_orange
from server.orders.commands.facts import order_fact
from server.orders.commands.lookback import failed_again
from server.orders.commands.on_site import open_noted
from server.orders.commands.timing import set_limits
from server.orders.models import Matter, Order
from server.organisation.commands import note_open_problems
from server.organisation.queries import get_policies
from server.visits.queries import list_repeated_items


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
        count_problems(session, order, standing(matters))
    emit(session, events.OrderDelivered(**order_fact(order)))
    open_noted(session, order)
    if order.colour == rules.BLUE:
        _draft_for_repetition(session, order, at)


def _draft_for_repetition(session: Session, order: Order, at: Moment) -> None:
    """What was signed stands; a linked orange draft opens for what failed before (AMB-20)."""
    repeated = repeated_items(session, order, at)
    if repeated:
        draft_orange(session, [Escalation(order, "repeated", repeated)], at)


def close_order(session: Session, order: Order, at: Moment) -> None:
    order.closed_at = at.received
    settle(session, order, at)
    emit(session, events.OrderClosed(**order_fact(order)))


def repeated_items(session: Session, order: Order, at: Moment) -> list[str]:
    """What failed at that site before, and what fails again at a look-back (Q1-4.3.3a)."""
    org, visit_id = order.org, order.visit_id
    months = get_policies(session, org, at.received_on)["order.repeat_months"]
    repeated = list_repeated_items(session, org, visit_id, months)
    return sorted({*repeated, *failed_again(session, org, visit_id)})


def settle(session: Session, order: Order, at: Moment) -> None:
    """Nothing leads out of its state any more, and its problems are no longer its own."""
    order.settled_at, order.escalates_at = at.received, None
    count_problems(session, order, -standing(queries.list_matters(session, order.id)))


def standing(matters: Iterable[Matter]) -> int:
    """How many of them were not struck out."""
    return sum(not matter.is_struck for matter in matters)


def count_problems(session: Session, order: Order, change: int) -> None:
    """Those of a repetition stand on the blue order already."""
    if change and order.cause != "repeated":
        note_open_problems(session, order.org, order.site_id, change)
