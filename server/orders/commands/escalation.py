"""Orders: what becomes of a draft, and of the order before an orange one."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.orders import events, queries, rules
from server.orders.commands.delivery import deliver, settle
from server.orders.commands.drafting import Escalation, draft_orange
from server.orders.commands.facts import next_number, order_fact
from server.orders.commands.searching import note_search
from server.orders.models import Order
from server.orders.rules import objections
from server.visits.queries import get_visit_facts


class EscalateOverdue(Command):
    order_ids: list[str] = Field(min_length=1, max_length=100)


class ConfirmOrder(Command):
    order_id: str


class DismissDraft(Command):
    order_id: str
    reason: str = Field(min_length=1, max_length=500)


@command("order.escalate_overdue", grant="system", stale="append")
def escalate_overdue(command: EscalateOverdue, actor: Actor, at: Moment, session: Session) -> None:
    """Draft an orange order for each that was not mended in time; done twice it is done once."""
    orders = queries.get_orders(session, actor.org, command.order_ids)
    overdue = [its for its in orders if rules.is_overdue(its.escalates_at, at.received)]
    causes = [Escalation(order, rules.overdue_cause(order.colour)) for order in overdue]
    draft_orange(session, causes, at)


@command("order.confirm", grant="order.confirm", stale="reject")
def confirm_order(command: ConfirmOrder, actor: Actor, at: Moment, session: Session) -> None:
    """The head of the group or his deputy signs a draft, or the system where a policy says so.

    It is delivered once its check's photos are there; the blue order before an orange one ends.
    """
    order = queries.get_order_for(session, actor, command.order_id, "order.confirm")
    order.state = rules.next_state(order.state, "confirm", order.colour)
    order.number = next_number(session, actor.org, order.colour, at)
    order.issuer_id, order.issuer_name = actor.user_id, actor.name
    order.issued_at, order.received_at = at.corrected, at.received
    matters = queries.list_matters(session, order.id)
    for matter in matters:
        matter.issuer_id = actor.user_id
    note_search(order, matters)
    _end_predecessor(session, order, at)
    if get_visit_facts(session, actor.org, order.visit_id).is_complete:
        deliver(session, order, at)


@command("order.dismiss", grant="order.confirm", stale="reject")
def dismiss_draft(command: DismissDraft, actor: Actor, at: Moment, session: Session) -> None:
    """No orange order after all, with a reason; the order before it goes on."""
    order = queries.get_order_for(session, actor, command.order_id, "order.confirm")
    rules.check_dismissible(order.cause)
    order.state = rules.next_state(order.state, "dismiss", order.colour)
    order.withdrawn_reason, order.settled_at = command.reason, at.received
    emit(session, events.OrderWithdrawn(**order_fact(order)))


def _end_predecessor(session: Session, order: Order, at: Moment) -> None:
    """A blue order that was late ends here; one that stands beside a repetition goes on."""
    if order.predecessor_id is None or order.cause == "repeated":
        return
    before = queries.get_order(session, order.org, order.predecessor_id)
    objections.check_none_open(before.objection_state)
    if rules.can(before.state, "escalate"):
        before.state = rules.next_state(before.state, "escalate", before.colour)
        settle(session, before, at)
        emit(session, events.OrderEscalated(**order_fact(before)))
