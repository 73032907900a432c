"""Orders: reads over all orders that one may see, also those that phones carry no longer."""

from datetime import datetime, timedelta
from typing import TypedDict

from flask import Blueprint
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.calendar import end_of_day
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, NotFound, SignedOut
from server.core.runtime import runtime
from server.evidence.queries import list_photos
from server.evidence.schemas import PhotoRow, photo_readers
from server.orders import queries
from server.orders.models import Order
from server.orders.queries import counting, listing
from server.orders.schemas import (
    FeedbackRow,
    MatterRow,
    OrderDetail,
    OrderPage,
    OrderQuery,
    OrderRow,
    ReviewRow,
)
from server.orders.schemas.asks import CommentRow, ExtensionRow, ObjectionRow
from server.orders.schemas.counts import ItemTotal, OrderCounts, UnitCount
from server.organisation.queries import list_unit_ids_below, scopes_of

routes = Blueprint("orders", __name__, url_prefix="/api")
GRANT = "order.read"
PAGE = 50
TOP_ITEMS = 10
ONE_DAY = timedelta(days=1)
REFUSALS = (SignedOut, NotAllowed, InvalidRequest)


@endpoint(
    routes,
    "GET",
    "/orders",
    guard=GRANT,
    summary="Orders that one may see, also old ones, newest first, page by page",
    returns=OrderPage,
    problems=REFUSALS,
)
def list_orders() -> OrderPage:
    actor, asked = current_actor(), asked_of(OrderQuery)
    with runtime().reading() as session:
        wanted = order_filter(session, actor, asked)
        place = _place(asked.before)
        found = listing.list_page(session, actor, wanted, place, PAGE + 1)
        page, has_more = found[:PAGE], len(found) > PAGE
        is_first = place is None
        return OrderPage(
            orders=[OrderRow.model_validate(order) for order in page],
            next=_next(page[-1]) if has_more else None,
            count=listing.count_found(session, actor, wanted) if is_first else None,
        )


@endpoint(
    routes,
    "GET",
    "/orders/counts",
    guard=GRANT,
    summary="How many orders that one may see there are by unit, colour, state and item",
    returns=OrderCounts,
    problems=REFUSALS,
)
def count_orders() -> OrderCounts:
    actor, asked = current_actor(), asked_of(OrderQuery)
    with runtime().reading() as session:
        wanted = order_filter(session, actor, asked)
        units = counting.count_orders(session, actor, wanted)
        items = counting.count_items(session, actor, wanted, TOP_ITEMS)
    return OrderCounts(
        units=[UnitCount.model_validate(vars(its)) for its in units],
        items=[ItemTotal.model_validate(vars(its)) for its in items],
    )


@endpoint(
    routes,
    "GET",
    "/orders/<order_id>",
    guard=GRANT,
    summary="One order with all that belongs to it, for one that phones carry no longer",
    returns=OrderDetail,
    problems=(SignedOut, NotAllowed, NotFound),
)
def show_order(order_id: str) -> OrderDetail:
    actor = current_actor()
    with runtime().reading() as session:
        order = listing.find_visible(session, actor, order_id)
        if order is None:
            raise NotFound
        return _detail(session, actor, order)


def order_filter(session: Session, actor: Actor, asked: OrderQuery) -> listing.OrderFilter:
    return listing.OrderFilter(
        at=runtime().clock.now(),
        text=asked.text,
        stage=asked.stage or "",
        colour=asked.colour or "",
        unit_ids=list_unit_ids_below(session, actor.org, asked.unit) if asked.unit else None,
        issuer_id=asked.issuer,
        item_code=asked.item,
        since=end_of_day(asked.since - ONE_DAY) if asked.since else None,
        until=end_of_day(asked.until) if asked.until else None,
        is_aged=asked.aged,
    )


def _place(before: str) -> tuple[datetime, str] | None:
    """Where the page before ended."""
    if not before:
        return None
    issued_at, _, order_id = before.partition(" ")
    try:
        place = datetime.fromisoformat(issued_at)
    except ValueError as error:
        raise InvalidRequest(errors=[{"field": "before", "reason": "place"}]) from error
    if place.tzinfo is None:
        raise InvalidRequest(errors=[{"field": "before", "reason": "place"}])
    return place, order_id


def _next(order: Order) -> str:
    return f"{order.issued_at.isoformat()} {order.id}"


def _detail(session: Session, actor: Actor, order: Order) -> OrderDetail:
    scopes = scopes_of(actor)
    photos = [
        photo
        for kind, subject in (("visit", order.visit_id), ("order", order.id))
        for photo in list_photos(session, actor.org, kind, subject)
        if not scopes.isdisjoint(photo_readers(photo))
    ]
    return OrderDetail(
        order=OrderRow.model_validate(order),
        matters=[MatterRow.model_validate(its) for its in queries.list_matters(session, order.id)],
        feedbacks=[
            FeedbackRow.model_validate(its) for its in listing.list_feedbacks(session, order.id)
        ],
        reviews=[ReviewRow.model_validate(its) for its in listing.list_reviews(session, order.id)],
        **_asked(session, order.id),
        photos=[PhotoRow.model_validate(its) for its in photos],
    )


class _Asked(TypedDict):
    objections: list[ObjectionRow]
    extensions: list[ExtensionRow]
    comments: list[CommentRow]


def _asked(session: Session, order_id: str) -> _Asked:
    """What was asked and said about it."""
    return {
        "objections": [
            ObjectionRow.model_validate(its) for its in queries.list_objections(session, order_id)
        ],
        "extensions": [
            ExtensionRow.model_validate(its) for its in listing.list_extensions(session, order_id)
        ],
        "comments": [
            CommentRow.model_validate(its) for its in listing.list_comments(session, order_id)
        ],
    }
