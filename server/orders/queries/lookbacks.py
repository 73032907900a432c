"""Orders, reads: closed orders as draws know them (回头看), and lots that are drawn again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.clock import local_day
from server.core.db import CHUNK, among
from server.orders.models import Order
from server.orders.rules.numbers import shown_number
from server.planning.rules.seeds import draw

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClosedOrder:
    """An order that was reviewed and closed in one of the months that were asked for."""

    id: str
    unit_id: str
    colour: str
    row: list[object]


def list_closed(
    session: Session, org: str, unit_ids: Collection[str], periods: Collection[str]
) -> list[ClosedOrder]:
    """Of these units, by id; months are those of China."""
    since = datetime.fromisoformat(f"{min(periods)}-01T00:00:00+00:00") - ONE_DAY
    query = select(Order).where(
        Order.org == org,
        Order.state == "closed",
        Order.closed_at >= since,
        among(session, Order.unit_id, list(unit_ids)),
    )
    found = session.scalars(query.order_by(Order.id))
    return [its for its in map(_closed, found) if str(its.row[-1])[:7] in periods]


def _closed(order: Order) -> ClosedOrder:
    number = shown_number(order.number, order.temporary_number)
    names = [order.site_name, order.unit_id, order.unit_name, order.branch_name]
    closed_on = local_day(order.closed_at).isoformat() if order.closed_at else ""
    row: list[object] = [order.id, number, *names, order.colour, closed_on]
    return ClosedOrder(order.id, order.unit_id, order.colour, row)


def iterate_lots(
    session: Session, org: str, period: str, secret: str
) -> Iterator[tuple[str, bool]]:
    """Each order whose lot was drawn in a month, and whether its lot is drawn again as it was."""
    query = select(Order.id, Order.lookback).where(Order.org == org, Order.lookback.is_not(None))
    for order_id, told in session.execute(query.execution_options(yield_per=CHUNK)):
        if told and told["period"] == period:
            ticket = draw(secret, order_id, told["ppm"], told.get("rule", 1))
            yield order_id, (ticket.number, ticket.is_drawn) == (told["number"], told["is_drawn"])
