"""Orders: what a fact tells of one, and the number that it gets."""

from sqlalchemy.orm import Session

from server.core.clock import Moment
from server.orders import queries
from server.orders.models import Order
from server.orders.rules import numbers


def order_fact(order: Order) -> dict[str, str]:
    return {
        "order_id": order.id,
        "unit_id": order.unit_id,
        "colour": order.colour,
        "number": numbers.shown_number(order.number, order.temporary_number),
        "site_name": order.site_name,
        "issuer_id": order.issuer_id,
    }


def next_number(session: Session, org: str, colour: str, at: Moment) -> str:
    """The next official number of a colour in the year of its receipt."""
    year = at.received_on.year
    return numbers.official_number(colour, year, queries.next_serial(session, org, colour, year))
