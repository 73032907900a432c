"""Orders: every read."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import find_item
from server.core.actor import Actor
from server.core.db import lock_row, lock_rows
from server.core.problems import NotAllowed
from server.orders.models import (
    Comment,
    Extension,
    Feedback,
    Matter,
    Objection,
    Order,
    OrderSerial,
    Review,
)
from server.orders.rules import ORANGE, OrderUnknown
from server.orders.rules.objections import ObjectionUnknown
from server.visits.queries import get_visit
from server.visits.rules import FAIL


def get_order(session: Session, org: str, order_id: str) -> Order:
    """The order, locked for a change."""
    order = lock_row(session, Order, org, order_id)
    if order is None:
        raise OrderUnknown(order_id=order_id)
    return order


def find_unit_of(session: Session, org: str, order_id: str) -> str | None:
    """The unit that an order was addressed to."""
    return session.scalar(select(Order.unit_id).where(Order.id == order_id, Order.org == org))


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


def has_red_line(session: Session, org: str, order_id: str) -> bool:
    """Whether one of its matters failed on an item of the red lines (红线)."""
    visit = get_visit(session, org, get_order(session, org, order_id).visit_id)
    failed = (row.item_code for row in list_matters(session, order_id) if row.result == FAIL)
    items = (find_item(session, org, visit.template_id, code) for code in failed)
    return any(item is not None and item.is_red_line for item in items)


def get_objection(session: Session, order: Order, objection_id: str) -> Objection:
    """An objection to this order, locked for a change."""
    objection = lock_row(session, Objection, order.org, objection_id)
    if objection is None or objection.order_id != order.id:
        raise ObjectionUnknown(objection_id=objection_id)
    return objection


def list_objections(session: Session, order_id: str) -> list[Objection]:
    return list(session.scalars(select(Objection).where(Objection.order_id == order_id)))


def get_extension_of(session: Session, order: Order) -> Extension:
    """The one that was asked for."""
    return session.scalars(select(Extension).where(Extension.order_id == order.id)).one()


def find_last_review(session: Session, order_id: str) -> Review | None:
    query = select(Review).where(Review.order_id == order_id).order_by(Review.reviewed_at.desc())
    return session.scalars(query.limit(1)).first()


Part = Matter | Feedback | Review | Objection | Extension | Comment


def list_parts_of(session: Session, order_ids: Collection[str]) -> list[Part]:
    """Matters and all that was said and decided about some orders."""
    ids = list(order_ids)
    return [
        *session.scalars(select(Matter).where(Matter.order_id.in_(ids))),
        *session.scalars(select(Feedback).where(Feedback.order_id.in_(ids))),
        *session.scalars(select(Review).where(Review.order_id.in_(ids))),
        *session.scalars(select(Objection).where(Objection.order_id.in_(ids))),
        *session.scalars(select(Extension).where(Extension.order_id.in_(ids))),
        *session.scalars(select(Comment).where(Comment.order_id.in_(ids))),
    ]


def list_drafts_after(session: Session, order_id: str) -> list[Order]:
    """Orange drafts that wait after this order, for whatever cause."""
    query = select(Order).where(Order.predecessor_id == order_id, Order.state == "draft")
    return list(session.scalars(query.order_by(Order.id)))


def list_settled(session: Session, org: str, before: datetime, limit: int) -> list[str]:
    """Ids of carried orders that were closed or withdrawn before an instant."""
    query = select(Order.id).where(Order.org == org, Order.is_carried, Order.settled_at < before)
    return list(session.scalars(query.order_by(Order.settled_at).limit(limit)))


def list_orders_of_visit(session: Session, org: str, visit_id: str) -> list[Order]:
    query = select(Order).where(Order.org == org, Order.visit_id == visit_id)
    return list(session.scalars(query.order_by(Order.id)))


def list_orders_after(session: Session, order_id: str) -> list[Order]:
    """Orange orders that took an order's place, or stand beside it."""
    query = select(Order).where(Order.predecessor_id == order_id)
    return list(session.scalars(query.order_by(Order.id)))


def list_repetitions_at(session: Session, org: str, site_id: str) -> list[str]:
    """Ids of orange orders of a site for what failed there before, drafted or issued."""
    query = select(Order.id).where(
        Order.org == org,
        Order.site_id == site_id,
        Order.cause == "repeated",
        Order.state.not_in(("withdrawn", "voided")),
    )
    return list(session.scalars(query.order_by(Order.issued_at, Order.id)))


def list_orange_drafts(session: Session, org: str) -> list[tuple[str, datetime]]:
    """Orange drafts by id, each with when it was drafted."""
    query = select(Order.id, Order.issued_at).where(
        Order.org == org, Order.state == "draft", Order.colour == ORANGE
    )
    return [(its_id, drafted) for its_id, drafted in session.execute(query.order_by(Order.id))]


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
