"""Orders: the inspected side objects (异议), and the group's head answers."""

from collections.abc import Collection

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.evidence.queries import list_photos
from server.orders import events, queries, rules
from server.orders.commands.delivery import count_problems, settle
from server.orders.commands.facts import order_fact
from server.orders.commands.standing import is_open
from server.orders.commands.timing import move_limit
from server.orders.commands.voiding import Ground, judge_repetitions
from server.orders.models import Matter, Objection, Order
from server.orders.rules import objections
from server.visits.commands.history import disprove

LONG_TEXT = 2000
# What an order's void_reason holds.
MOST_REASON = 500


class RaiseObjection(Command):
    order_id: str
    objection_id: NewId = Field(min_length=8)
    matter_ids: list[str] = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=LONG_TEXT)
    photo_ids: list[str] = Field(max_length=9)


class AnswerObjection(Command):
    order_id: str
    objection_id: str
    is_upheld: bool
    answer: str = Field(min_length=1, max_length=500)


@command("order.object", grant="order.respond", stale="append")
def raise_objection(command: RaiseObjection, actor: Actor, at: Moment, session: Session) -> None:
    """The limits run on meanwhile."""
    order = queries.get_order_for(session, actor, command.order_id, "order.respond")
    ends_at = order.objection_due_at
    objections.check_objection(order.state, order.objection_state, ends_at, at.received)
    matters = queries.list_matters(session, order.id)
    open_ids = [matter.id for matter in matters if is_open(matter)]
    objections.check_matters_named(command.matter_ids, open_ids)
    attached = {photo.id for photo in list_photos(session, actor.org, "order", order.id)}
    if not set(command.photo_ids) <= attached:
        raise rules.PhotoNotOfOrder
    order.objection_state = "open"
    session.add(_new_objection(command, order, actor, at))
    emit(session, events.ObjectionRaised(**order_fact(order)))


@command("order.answer_objection", grant="order.confirm", stale="reject")
def answer_objection(command: AnswerObjection, actor: Actor, at: Moment, session: Session) -> None:
    """Upheld (成立), its matters are struck out; rejected (不成立), they stand."""
    order = queries.get_order_for(session, actor, command.order_id, "order.confirm")
    objection = queries.get_objection(session, order, command.objection_id)
    objections.check_answer(objection.state, actor.user_id, [order.issuer_id, order.proposer_id])
    state = "upheld" if command.is_upheld else "rejected"
    objection.state, order.objection_state = state, state
    objection.answer, objection.answerer_name = command.answer, actor.name
    objection.answered_at = at.received
    if command.is_upheld:
        _strike(session, order, objection, at)
    emit(session, events.ObjectionAnswered(**order_fact(order), is_upheld=command.is_upheld))


def _strike(session: Session, order: Order, objection: Objection, at: Moment) -> None:
    """What was signed stays, marked; an order without any matter left ends as withdrawn."""
    state = rules.next_state(order.state, "strike_all", order.colour)
    matters = queries.list_matters(session, order.id)
    struck = [matter for matter in matters if matter.id in objection.matter_ids]
    count_problems(session, order, -_mark(struck))
    _strike_from_drafts(session, order, [matter.item_code for matter in struck], objection, at)
    if all(matter.is_struck for matter in matters):
        _withdraw(session, order, state, objection.answer, at)
        settle(session, order, at)
    else:
        move_limit(order, matters)
    if order.colour == rules.BLUE:
        _forget(session, order, [matter.item_code for matter in struck], objection, at)


def _forget(
    session: Session, order: Order, item_codes: Collection[str], objection: Objection, at: Moment
) -> None:
    """The blue order states the finding: it is disproved with it, and whatever it had repeated.

    An objection to an orange order disputes what followed from the finding, not the finding.
    """
    disprove(session, order.org, order.visit_id, item_codes)
    ground = Ground(objection.id, f"异议成立：{objection.answer}"[:MOST_REASON])
    judge_repetitions(session, order.org, order.site_id, ground, at)


def _mark(matters: Collection[Matter]) -> int:
    """Strike these out; how many that were."""
    for matter in matters:
        matter.is_struck = True
    return len(matters)


def _strike_from_drafts(
    session: Session, order: Order, item_codes: Collection[str], objection: Objection, at: Moment
) -> None:
    """What does not hold on this order holds on no orange draft that was made of it."""
    for draft in queries.list_drafts_after(session, order.id):
        matters = queries.list_matters(session, draft.id)
        _mark([matter for matter in matters if matter.item_code in item_codes])
        if all(matter.is_struck for matter in matters):
            state = rules.next_state(draft.state, "dismiss", draft.colour)
            _withdraw(session, draft, state, objection.answer, at)


def _withdraw(session: Session, order: Order, state: str, reason: str, at: Moment) -> None:
    order.state, order.withdrawn_reason, order.settled_at = state, reason, at.received
    emit(session, events.OrderWithdrawn(**order_fact(order)))


def _new_objection(command: RaiseObjection, order: Order, actor: Actor, at: Moment) -> Objection:
    return Objection(
        id=command.objection_id,
        org=actor.org,
        order_id=order.id,
        unit_id=order.unit_id,
        issuer_id=order.issuer_id,
        matter_ids=list(command.matter_ids),
        reason=command.reason,
        photo_ids=list(command.photo_ids),
        author_id=actor.user_id,
        author_name=actor.name,
        raised_at=at.received,
        state="open",
    )
