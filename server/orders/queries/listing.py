"""Orders, reads: what a person finds among all orders that he may see, also the old ones."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.calendar import end_of_day
from server.core.clock import local_day
from server.core.db import CHUNK, among
from server.core.pinyin import folded
from server.orders import rules
from server.orders.models import Comment, Extension, Feedback, Matter, Order, Review

SUPERVISING = ("order.review", "order.issue", "order.confirm")

# What the unit has to keep next; `limitOf` on the phones.
order_limit = case(
    (Order.escalates_at.is_(None), Order.feedback_due_at),
    (Order.feedback_due_at.is_(None), Order.escalates_at),
    (Order.state == "returned", Order.escalates_at),
    (Order.escalates_at < Order.feedback_due_at, Order.escalates_at),
    else_=Order.feedback_due_at,
)


@dataclass(frozen=True)
class OrderFilter:
    """Which orders are wanted; empty means all. `until` is excluded.

    `stage`: one of rules.STAGES, or overdue or today. `unit_ids`: None for all units.
    `at`: when overdue is judged. `is_aged`: only those that phones carry no longer.
    """

    at: datetime
    text: str = ""
    stage: str = ""
    colour: str = ""
    unit_ids: Collection[str] | None = None
    issuer_id: str = ""
    item_code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_aged: bool = False


def visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Those whose rows this person's devices carry, or carried while they were young."""
    supervised = frozenset[str]().union(*(actor.units(grant) for grant in SUPERVISING))
    is_early = Order.delivered_at.is_(None)
    return and_(
        Order.org == actor.org,
        or_(
            and_(~is_early, among(session, Order.unit_id, sorted(actor.units("order.read")))),
            and_(is_early, among(session, Order.unit_id, sorted(supervised))),
            Order.issuer_id == actor.user_id,
        ),
    )


def conditions(
    session: Session, actor: Actor, wanted: OrderFilter
) -> Sequence[ColumnElement[bool]]:
    """Of a query over orders: what the person may see and asks for."""
    found = [visible(session, actor), *_in_stage(wanted.stage, wanted.at), *_has_text(wanted.text)]
    if wanted.colour:
        found.append(Order.colour == wanted.colour)
    if wanted.unit_ids is not None:
        found.append(among(session, Order.unit_id, sorted(wanted.unit_ids)))
    if wanted.issuer_id:
        found.append(Order.issuer_id == wanted.issuer_id)
    if wanted.item_code:
        its = select(Matter.order_id).where(Matter.item_code == wanted.item_code)
        found.append(Order.id.in_(its))
    if wanted.since is not None:
        found.append(Order.issued_at >= wanted.since)
    if wanted.until is not None:
        found.append(Order.issued_at < wanted.until)
    if wanted.is_aged:
        found.append(~Order.is_carried)
    return found


def _in_stage(stage: str, now: datetime) -> list[ColumnElement[bool]]:
    if not stage:
        return []
    if stage in rules.STAGES:
        return [Order.state.in_(rules.STAGES[stage])]
    awaiting = [Order.state.in_(rules.AWAITING_UNIT)]
    if stage == "overdue":
        return [*awaiting, order_limit <= now]
    return [*awaiting, order_limit > now, order_limit <= end_of_day(local_day(now))]


def _has_text(text: str) -> list[ColumnElement[bool]]:
    """Every word occurs somewhere."""
    return [Order.search.contains(word, autoescape=True) for word in folded(text).split()]


def list_page(
    session: Session,
    actor: Actor,
    wanted: OrderFilter,
    before: tuple[datetime, str] | None,
    n: int,
) -> list[Order]:
    """The newest by issue, after those of the page before."""
    query = select(Order).where(*conditions(session, actor, wanted))
    if before is not None:
        query = query.where(tuple_(Order.issued_at, Order.id) < before)
    return list(session.scalars(_newest(query).limit(n)))


def count_found(session: Session, actor: Actor, wanted: OrderFilter) -> int:
    query = select(func.count()).select_from(Order)
    return session.scalar(query.where(*conditions(session, actor, wanted))) or 0


def iterate_found(
    session: Session, actor: Actor, wanted: OrderFilter
) -> Iterator[list[tuple[Order, list[Matter]]]]:
    """All that were found with their matters, a few hundred at a time and forgotten again."""
    before: tuple[datetime, str] | None = None
    while page := list_page(session, actor, wanted, before, CHUNK):
        query = select(Matter).where(among(session, Matter.order_id, [its.id for its in page]))
        matters: dict[str, list[Matter]] = {its.id: [] for its in page}
        for matter in session.scalars(query.order_by(Matter.position)):
            matters[matter.order_id].append(matter)
        before = (page[-1].issued_at, page[-1].id)
        yield [(order, matters[order.id]) for order in page]
        session.expunge_all()


def find_visible(session: Session, actor: Actor, order_id: str) -> Order | None:
    """The order, not for a change, if this person may see it."""
    return session.scalar(select(Order).where(Order.id == order_id, visible(session, actor)))


def list_feedbacks(session: Session, order_id: str) -> list[Feedback]:
    query = select(Feedback).where(Feedback.order_id == order_id)
    return list(session.scalars(query.order_by(Feedback.round)))


def list_reviews(session: Session, order_id: str) -> list[Review]:
    query = select(Review).where(Review.order_id == order_id)
    return list(session.scalars(query.order_by(Review.round)))


def list_extensions(session: Session, order_id: str) -> list[Extension]:
    return list(session.scalars(select(Extension).where(Extension.order_id == order_id)))


def list_comments(session: Session, order_id: str) -> list[Comment]:
    query = select(Comment).where(Comment.order_id == order_id)
    return list(session.scalars(query.order_by(Comment.received_at, Comment.id)))


def _newest(query: Select[Order]) -> Select[Order]:
    return query.order_by(Order.issued_at.desc(), Order.id.desc())
