"""Orders, reads: counts for boards and bulletins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.orders import rules
from server.orders.models import Matter, Order
from server.orders.queries.listing import OrderFilter, conditions


@dataclass(frozen=True)
class OrderCount:
    """So many orders of a unit, a colour and a state."""

    unit_id: str
    colour: str
    state: str
    count: int


@dataclass(frozen=True)
class ItemCount:
    """An item (条目) with the orders on which it stands."""

    item_code: str
    text: str
    count: int


def count_orders(session: Session, actor: Actor, wanted: OrderFilter) -> list[OrderCount]:
    """What this person may see, by unit, colour and state."""
    columns = (Order.unit_id, Order.colour, Order.state)
    query = select(*columns, func.count()).where(*conditions(session, actor, wanted))
    return [OrderCount(*row) for row in session.execute(query.group_by(*columns))]


def count_items(session: Session, actor: Actor, wanted: OrderFilter, n: int) -> list[ItemCount]:
    """The items on most orders of those that this person may see; what was struck out is none."""
    orders = func.count(Order.id.distinct())
    query = (
        select(Matter.item_code, func.max(Matter.text), orders)
        .join(Order, Order.id == Matter.order_id)
        .where(*conditions(session, actor, wanted), Order.state.in_(rules.SENT))
        .where(Matter.is_struck.is_(False))
        .group_by(Matter.item_code)
        .order_by(orders.desc(), Matter.item_code)
    )
    return [ItemCount(*row) for row in session.execute(query.limit(n))]


def count_delivered(
    session: Session, org: str, since: datetime, until: datetime
) -> list[OrderCount]:
    """All that was sent to units in a time, by unit, colour and what became of it since."""
    columns = (Order.unit_id, Order.colour, Order.state)
    query = select(*columns, func.count()).where(*_sent(org, since, until))
    return [OrderCount(*row) for row in session.execute(query.group_by(*columns))]


def list_highlights(
    session: Session, org: str, since: datetime, until: datetime
) -> list[tuple[str, str]]:
    """Unit and text of what green orders of a time praise (亮点)."""
    query = (
        select(Order.unit_id, Order.highlights)
        .where(*_sent(org, since, until), Order.colour == rules.GREEN, Order.highlights != "")
        .order_by(Order.delivered_at, Order.id)
    )
    return [(unit_id, text) for unit_id, text in session.execute(query)]


def list_signers(session: Session, org: str, since: datetime, until: datetime) -> set[str]:
    """Names of those who signed or issued in a time: a public text must not hold them."""
    query = select(Order.signer_name, Order.issuer_name).where(*_sent(org, since, until))
    return {name for names in session.execute(query.distinct()) for name in names if name}


def _sent(org: str, since: datetime, until: datetime) -> Sequence[ColumnElement[bool]]:
    is_sent = Order.state.in_(rules.SENT)
    return (Order.org == org, Order.delivered_at >= since, Order.delivered_at < until, is_sent)
