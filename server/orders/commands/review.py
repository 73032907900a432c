"""Orders: what the supervision group does afterwards: review, or withdraw before delivery."""

from collections.abc import Callable, Mapping
from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.words import Verdict
from server.orders import events, queries, rules
from server.orders.commands.delivery import close_order, settle
from server.orders.commands.drafting import Escalation, draft_orange
from server.orders.commands.facts import order_fact
from server.orders.commands.lookback import draw_lookback
from server.orders.commands.timing import give_time_for_papers
from server.orders.models import Order, Review

LONG_TEXT = 2000
ReturnReason = Literal[
    "photo_unclear",
    "photo_wrong_place",
    "measures_vague",
    "cause_missing",
    "signature_missing",
    "other",
]


class ReviewOrder(Command):
    order_id: str
    review_id: str = Field(min_length=8, max_length=60)
    verdict: Verdict
    reasons: list[ReturnReason] = Field(max_length=10)
    note: str = Field("", max_length=LONG_TEXT)


class WithdrawOrder(Command):
    order_id: str
    reason: str = Field(min_length=1, max_length=500)


@command("order.review", grant="order.review", stale="reject")
def review_order(command: ReviewOrder, actor: Actor, at: Moment, session: Session) -> None:
    order = queries.get_order_for(session, actor, command.order_id, "order.review")
    rules.check_four_eyes(actor.user_id, [order.author_id, order.issuer_id, order.proposer_id])
    order.state = rules.next_state(order.state, f"review_{command.verdict}", order.colour)
    rules.check_verdict(command.verdict, command.reasons, command.note, order.missing_photos)
    order.reviewed_at, order.reviewer_name = at.received, actor.name
    session.add(_new_review(command, order, actor, at))
    VERDICTS[command.verdict](session, order, at)


def _pass(session: Session, order: Order, at: Moment) -> None:
    close_order(session, order, at)
    draw_lookback(session, order, at)


def _fail(session: Session, order: Order, at: Moment) -> None:
    """What was done is not enough: an orange order follows (AMB-19)."""
    settle(session, order, at)
    emit(session, events.OrderEscalated(**order_fact(order)))
    draft_orange(session, [Escalation(order, "failed")], at)


def _return(session: Session, order: Order, at: Moment) -> None:
    give_time_for_papers(order, queries.list_matters(session, order.id), at)
    emit(session, events.OrderReturned(**order_fact(order)))


VERDICTS: Mapping[Verdict, Callable[[Session, Order, Moment], None]] = {
    "pass": _pass,
    "return": _return,
    "fail": _fail,
}


@command("order.withdraw", grant="order.withdraw", stale="reject")
def withdraw_order(command: WithdrawOrder, actor: Actor, at: Moment, session: Session) -> None:
    order = queries.get_order_for(session, actor, command.order_id, "order.withdraw")
    order.state = rules.next_state(order.state, "withdraw", order.colour)
    order.withdrawn_reason, order.settled_at = command.reason, at.received
    order.origin = rules.freed_origin(order.id)
    emit(session, events.OrderWithdrawn(**order_fact(order)))


def _new_review(command: ReviewOrder, order: Order, actor: Actor, at: Moment) -> Review:
    return Review(
        id=command.review_id,
        org=actor.org,
        order_id=order.id,
        unit_id=order.unit_id,
        issuer_id=order.issuer_id,
        round=order.round,
        verdict=command.verdict,
        reasons=list(command.reasons),
        note=command.note,
        reviewer_id=actor.user_id,
        reviewer_name=actor.name,
        reviewed_at=at.received,
    )
