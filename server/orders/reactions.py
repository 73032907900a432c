"""Orders: what follows when a visit is complete or voided, or when photos come."""

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.events import reacts_to
from server.core.problems import NotAllowed
from server.evidence.commands.placing import drop_photo, place_photo
from server.evidence.events import (
    PhotoAnnotated,
    PhotoArrived,
    PhotoAttached,
    PhotoDetached,
    PhotoFact,
)
from server.orders import queries, rules
from server.orders.commands.delivery import deliver
from server.orders.commands.lookback import forget_answer, note_answer
from server.orders.commands.rectify import note_feedback_photo
from server.orders.commands.voiding import judge_repetitions, void_orders_of
from server.orders.models import Order
from server.visits.events import VisitCompleted, VisitVoided


@reacts_to(VisitCompleted)
def deliver_orders(fact: VisitCompleted, actor: Actor, at: Moment, session: Session) -> None:
    """With the last photo of its visit an order is delivered."""
    for order in queries.list_orders_of_visit(session, actor.org, fact.visit_id):
        if order.state == "issued":
            deliver(session, order, at)


@reacts_to(VisitCompleted)
def answer_lookback(fact: VisitCompleted, actor: Actor, at: Moment, session: Session) -> None:
    note_answer(session, actor.org, fact.visit_id, at)


@reacts_to(VisitVoided)
def void_orders(fact: VisitVoided, actor: Actor, at: Moment, session: Session) -> None:
    """A voided check has no orders, repeats nothing, and has looked back on nothing."""
    void_orders_of(session, actor.org, fact, at)
    judge_repetitions(session, actor.org, fact, at)
    forget_answer(session, actor.org, fact.task_id, fact.visit_id, fact.reason)


@reacts_to(PhotoAttached)
def accept_photo(fact: PhotoAttached, actor: Actor, at: Moment, session: Session) -> None:
    """A photo of a rectification: of the unit's own people, while feedback is awaited."""
    if fact.subject_kind == "visit" and fact.replaces is not None:
        _swap_problem_photo(session, actor.org, fact)
    if fact.subject_kind != "order":
        return
    order = _order_to_answer(session, actor, fact.subject_id, fact.replaces)
    place_photo(session, actor.org, fact.photo_id, order.unit_id, is_shared=True)
    if fact.replaces is not None:
        _swap_feedback_photo(session, order, fact)


@reacts_to(PhotoDetached, PhotoAnnotated)
def check_changeable(fact: PhotoFact, actor: Actor, at: Moment, session: Session) -> None:
    if fact.subject_kind == "order":
        _order_to_answer(session, actor, fact.subject_id, None)


@reacts_to(PhotoArrived)
def count_arrived(fact: PhotoArrived, actor: Actor, at: Moment, session: Session) -> None:
    if fact.subject_kind == "order":
        note_feedback_photo(session, queries.get_order(session, actor.org, fact.subject_id))


def _order_to_answer(session: Session, actor: Actor, order_id: str, replaces: str | None) -> Order:
    order = queries.get_order(session, actor.org, order_id)
    if not actor.may("order.respond", order.unit_id):
        raise NotAllowed
    if replaces is None:
        rules.next_state(order.state, "submit_feedback", order.colour)
    return order


def _swap_problem_photo(session: Session, org: str, fact: PhotoAttached) -> None:
    for order in queries.list_orders_of_visit(session, org, fact.subject_id):
        for matter in queries.list_matters(session, order.id):
            matter.photo_ids = _swapped(matter.photo_ids, fact)


def _swap_feedback_photo(session: Session, order: Order, fact: PhotoAttached) -> None:
    rules.check_replaceable(order.photo_ids, fact.replaces)
    order.photo_ids = _swapped(order.photo_ids, fact)
    order.missing_photos = max(1, order.missing_photos)
    for matter in queries.list_matters(session, order.id):
        matter.after_photo_ids = _swapped(matter.after_photo_ids, fact)
    drop_photo(session, order.org, str(fact.replaces))


def _swapped(ids: list[str], fact: PhotoAttached) -> list[str]:
    return [fact.photo_id if photo_id == fact.replaces else photo_id for photo_id in ids]
