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
from server.orders.commands.voiding import Ground, judge_repetitions, void_orders_of
from server.orders.models import Feedback, Order
from server.orders.queries import listing
from server.orders.rules import objections
from server.planning.commands.tasks import CalledOff
from server.visits.events import VisitCompleted, VisitVoided

# The slot of photos that come with an objection (异议).
OBJECTION = "objection"


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
    ground = Ground(fact.visit_id, fact.reason)
    judge_repetitions(session, actor.org, fact.site_id, ground, at)
    why = CalledOff(actor.org, fact.reason, at.received_on)
    forget_answer(session, fact.task_id, fact.visit_id, why)


@reacts_to(PhotoAttached)
def accept_photo(fact: PhotoAttached, actor: Actor, at: Moment, session: Session) -> None:
    """A photo of a rectification: of the unit's own people, while feedback is awaited."""
    if fact.subject_kind == "visit" and fact.replaces is not None:
        _swap_problem_photo(session, actor.org, fact)
    if fact.subject_kind != "order":
        return
    order = _order_to_answer(session, actor, fact)
    if fact.replaces is None:
        _check_awaited(session, order, fact)
    place_photo(session, actor.org, fact.photo_id, order.unit_id, is_shared=True)
    if fact.replaces is not None:
        swap = _swap_objection_photo if fact.slot == OBJECTION else _swap_feedback_photo
        swap(session, order, fact)
        drop_photo(session, order.org, fact.replaces)


@reacts_to(PhotoDetached, PhotoAnnotated)
def check_changeable(fact: PhotoFact, actor: Actor, at: Moment, session: Session) -> None:
    if fact.subject_kind == "order":
        _check_awaited(session, _order_to_answer(session, actor, fact), fact)


@reacts_to(PhotoArrived)
def count_arrived(fact: PhotoArrived, actor: Actor, at: Moment, session: Session) -> None:
    if fact.subject_kind == "order":
        note_feedback_photo(session, queries.get_order(session, actor.org, fact.subject_id))


def _order_to_answer(session: Session, actor: Actor, fact: PhotoFact) -> Order:
    order = queries.get_order(session, actor.org, fact.subject_id)
    if not actor.may("order.respond", order.unit_id):
        raise NotAllowed
    return order


def _check_awaited(session: Session, order: Order, fact: PhotoFact) -> None:
    """For a feedback, or for an objection that is not raised yet."""
    if fact.slot != OBJECTION:
        rules.next_state(order.state, "submit_feedback", order.colour)
        return
    raised = queries.list_objections(session, order.id)
    is_used = any(fact.photo_id in objection.photo_ids for objection in raised)
    objections.check_photo(order.state, order.objection_state, is_used)


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
    for feedback in listing.list_feedbacks(session, order.id):
        _swap_papers(feedback, fact)


def _swap_papers(feedback: Feedback, fact: PhotoAttached) -> None:
    """Signature, stamped copy or the meeting's photo; what was written stays as it is."""
    if feedback.signature_photo_id == fact.replaces:
        feedback.signature_photo_id = fact.photo_id
    if feedback.stamped_photo_id == fact.replaces:
        feedback.stamped_photo_id = fact.photo_id
    if feedback.meeting and feedback.meeting["photo_id"] == fact.replaces:
        feedback.meeting = {**feedback.meeting, "photo_id": fact.photo_id}


def _swap_objection_photo(session: Session, order: Order, fact: PhotoAttached) -> None:
    for objection in queries.list_objections(session, order.id):
        objection.photo_ids = _swapped(objection.photo_ids, fact)


def _swapped(ids: list[str], fact: PhotoAttached) -> list[str]:
    return [fact.photo_id if photo_id == fact.replaces else photo_id for photo_id in ids]
