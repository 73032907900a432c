"""Orders: every read."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.db import lock_row, lock_rows
from server.core.problems import NotAllowed
from server.orders.models import Feedback, Matter, Order, OrderSerial, Review
from server.orders.rules import OrderUnknown


def get_order(session: Session, org: str, order_id: str) -> Order:
    """The order, locked for a change."""
    order = lock_row(session, Order, org, order_id)
    if order is None:
        raise OrderUnknown(order_id=order_id)
    return order


def get_orders(session: Session, org: str, order_ids: Collection[str]) -> list[Order]:
    """These orders, locked for a change in one go."""
    ids = sorted(order_ids)
    lock_rows(session, Order, org, ids)
    return [get_order(session, org, order_id) for order_id in ids]


def get_order_for(session: Session, actor: Actor, order_id: str, grant: str) -> Order:
    """The order, if the actor holds the grant over its unit; else as if there were none."""
    order = get_order(session, actor.org, order_id)
    if not actor.may(grant, order.unit_id):
        raise NotAllowed if actor.may("order.read", order.unit_id) else OrderUnknown
    return order


def list_matters(session: Session, order_id: str) -> list[Matter]:
    query = select(Matter).where(Matter.order_id == order_id)
    return list(session.scalars(query.order_by(Matter.position)))


def list_parts_of(session: Session, order_ids: Collection[str]) -> list[Matter | Feedback | Review]:
    """Matters, feedbacks and reviews of some orders."""
    ids = list(order_ids)
    return [
        *session.scalars(select(Matter).where(Matter.order_id.in_(ids))),
        *session.scalars(select(Feedback).where(Feedback.order_id.in_(ids))),
        *session.scalars(select(Review).where(Review.order_id.in_(ids))),
    ]


def list_settled(session: Session, org: str, before: datetime, limit: int) -> list[str]:
    """Ids of carried orders that were closed or withdrawn before an instant."""
    query = select(Order.id).where(Order.org == org, Order.is_carried, Order.settled_at < before)
    return list(session.scalars(query.order_by(Order.settled_at).limit(limit)))


def list_orders_of_visit(session: Session, org: str, visit_id: str) -> list[Order]:
    query = select(Order).where(Order.org == org, Order.visit_id == visit_id)
    return list(session.scalars(query.order_by(Order.id)))


def group_matters(session: Session, order_ids: Collection[str]) -> Mapping[str, list[Matter]]:
    """The matters of each of these orders, in their order."""
    query = select(Matter).where(Matter.order_id.in_(list(order_ids))).order_by(Matter.position)
    found = defaultdict[str, list[Matter]](list)
    for matter in session.scalars(query):
        found[matter.order_id].append(matter)
    return found


def find_origins(session: Session, org: str, origins: Collection[str]) -> set[str]:
    """Those of these origins from which an order has come already."""
    query = select(Order.origin).where(Order.org == org, Order.origin.in_(list(origins)))
    return set(session.scalars(query))


def find_drafts_after(session: Session, order_ids: Collection[str]) -> Mapping[str, Order]:
    """The orange draft that waits in place of each of these orders, by the id of that order.

    One for a repetition stands beside its order and holds but some of the matters.
    """
    after = (Order.predecessor_id.in_(list(order_ids)), Order.state == "draft")
    after = (*after, Order.cause != "repeated")
    return {str(its.predecessor_id): its for its in session.scalars(select(Order).where(*after))}


def has_overdue(session: Session, org: str, now: datetime) -> bool:
    return bool(list_overdue(session, org, now, 1))


def list_overdue(session: Session, org: str, now: datetime, limit: int) -> list[str]:
    """Ids of orders with a matter that should have been mended, the longest overdue first."""
    query = select(Order.id).where(Order.org == org, Order.escalates_at <= now)
    return list(session.scalars(query.order_by(Order.escalates_at, Order.id).limit(limit)))


def next_serial(session: Session, org: str, colour: str, year: int) -> int:
    """The next official number; its row is locked until the commit, so that none is given twice."""
    key = {"org": org, "colour": colour, "year": year}
    row = session.get(OrderSerial, key, with_for_update=True)
    if row is None:
        row = OrderSerial(**key, serial=0)
        session.add(row)
    row.serial += 1
    return row.serial
