"""Orders: what becomes of them when a check was entered wrongly (作废). Nothing is deleted."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.core.clock import Moment
from server.core.events import emit
from server.orders import events, queries, rules
from server.orders.commands.ageing import carry_again
from server.orders.commands.delivery import count_problems, repeated_items, standing
from server.orders.commands.drafting import Escalation, draft_orange
from server.orders.commands.facts import order_fact
from server.orders.models import Order
from server.planning.commands.tasks import CalledOff, cancel_tasks_after
from server.visits.events import VisitVoided

FOLLOW_UPS = ("lookback", "recheck")


@dataclass(frozen=True)
class Ground:
    """Why findings hold no more: a check was voided, or an objection upheld; and its id."""

    id: str
    reason: str


def void_orders_of(session: Session, org: str, fact: VisitVoided, at: Moment) -> None:
    """All orders of the check, and the orange ones that came of them."""
    for order in queries.list_orders_of_visit(session, org, fact.visit_id):
        _void_with_followers(session, order, fact.reason, at)


def judge_repetitions(session: Session, org: str, site_id: str, ground: Ground, at: Moment) -> None:
    """What had made a repetition of other checks' findings at a site does so no more.

    An orange order goes where nothing of it is left; a draft of which a part is left is voided too,
    and drafted anew with that part. What was signed and is right in part stands.
    """
    for order_id in queries.list_repetitions_at(session, org, site_id):
        order = queries.get_order(session, org, order_id)
        repeated = repeated_items(session, order, at)
        matters = queries.list_matters(session, order.id)
        codes = [matter.item_code for matter in matters if not matter.is_struck]
        left = [code for code in codes if code in repeated]
        if left == codes or (left and order.state != "draft"):
            continue
        _void_with_followers(session, order, ground.reason, at)
        if left and order.predecessor_id is not None:
            before = queries.get_order(session, org, order.predecessor_id)
            again = Escalation(before, "repeated", left, anew_after=ground.id)
            draft_orange(session, [again], at)


def _void_with_followers(session: Session, order: Order, reason: str, at: Moment) -> None:
    for after in queries.list_orders_after(session, order.id):
        _void_with_followers(session, after, reason, at)
    order = queries.get_order(session, order.org, order.id)
    if rules.can(order.state, "void"):
        _void(session, order, reason, at)


def _void(session: Session, order: Order, reason: str, at: Moment) -> None:
    """Its story stays in its fields; its problems, its limits and its look-back end."""
    was_under_way = order.state in rules.UNDER_WAY
    order.state = rules.next_state(order.state, "void", order.colour)
    order.voided_at, order.void_reason = at.received, reason
    order.settled_at, order.escalates_at = at.received, None
    if was_under_way:
        count_problems(session, order, -standing(queries.list_matters(session, order.id)))
    carry_again(session, order)
    cancel_tasks_after(session, order.id, FOLLOW_UPS, CalledOff(order.org, reason, at.received_on))
    was_delivered = order.delivered_at is not None
    fact = order_fact(order)
    emit(session, events.OrderVoided(**fact, is_delivered=was_delivered, reason=reason))
