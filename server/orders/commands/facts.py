"""Orders: what a fact tells of one."""

from server.orders import rules
from server.orders.models import Order


def order_fact(order: Order) -> dict[str, str]:
    return {
        "order_id": order.id,
        "unit_id": order.unit_id,
        "colour": order.colour,
        "number": rules.shown_number(order.number, order.temporary_number),
        "site_name": order.site_name,
        "issuer_id": order.issuer_id,
    }
