"""Orders: what the supervision group does afterwards: review, or withdraw before delivery."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, Part, command
from server.core.events import emit
from server.core.words import Verdict
from server.orders import events, queries, rules
from server.orders.commands.delivery import close_order, settle
from server.orders.commands.drafting import Escalation, draft_orange
from server.orders.commands.facts import order_fact
from server.orders.commands.lookback import draw_lookback
from server.orders.commands.standing import is_open
from server.orders.commands.timing import give_time_for_papers
from server.orders.models import Order, Review
from server.orders.rules import numbers, objections, verdicts

LONG_TEXT = 2000
ReturnReason = Literal[
    "photo_unclear",
    "photo_wrong_place",
    "measures_vague",
    "cause_missing",
    "signature_missing",
    "other",
]


class MatterVerdict(Part):
    matter_id: str
    verdict: Verdict
    reasons: list[ReturnReason] = Field(max_length=10)
    note: str = Field("", max_length=LONG_TEXT)


class WholeVerdict(Part):
    """One verdict on every matter, as version 1 gave it."""

    verdict: Verdict
    reasons: list[ReturnReason] = Field(max_length=10)


class ReviewOrder(Command):
    """`matters` has a verdict on each that is under review, unless `whole` speaks for them."""

    order_id: str
    review_id: str = Field(min_length=8, max_length=60)
    matters: list[MatterVerdict] = Field(max_length=100)
    whole: WholeVerdict | None = None
    note: str = Field("", max_length=LONG_TEXT)


def _with_whole(args: dict[str, Any]) -> dict[str, Any]:
    whole = {name: args.get(name) for name in ("verdict", "reasons")}
    kept = {name: value for name, value in args.items() if name not in whole}
    return {**kept, "matters": [], "whole": whole}


class WithdrawOrder(Command):
    order_id: str
    reason: str = Field(min_length=1, max_length=500)


def _tell_who_decided(
    command: ReviewOrder, actor: Actor, session: Session
) -> dict[str, str | None]:
    """Two reviewers at once: the second one learns who was first."""
    order = queries.get_order_for(session, actor, command.order_id, "order.review")
    last = queries.find_last_review(session, order.id)
    return {"decided_by": last.reviewer_name, "verdict": last.verdict} if last else {}


@command(
    "order.review",
    grant="order.review",
    stale="reject",
    version=2,
    upcasters={1: _with_whole},
    explains=_tell_who_decided,
)
def review_order(command: ReviewOrder, actor: Actor, at: Moment, session: Session) -> None:
    """A verdict on each matter; the order's follows from them (AMB-17)."""
    order = queries.get_order_for(session, actor, command.order_id, "order.review")
    rules.check_four_eyes(actor.user_id, [order.author_id, order.issuer_id, order.proposer_id])
    objections.check_none_open(order.objection_state)
    _check_undecided(session, order)
    matters = {its.id: its for its in queries.list_matters(session, order.id)}
    judged = _judged(command, [its.id for its in matters.values() if is_open(its)])
    verdicts.check_each(
        {its.matter_id: (its.verdict, [*its.reasons, its.note.strip()]) for its in judged},
        command.note,
        order.missing_photos,
    )
    verdict = verdicts.verdict_of([its.verdict for its in judged])
    order.state = rules.next_state(order.state, f"review_{verdict}", order.colour)
    for its in judged:
        matters[its.matter_id].verdict, matters[its.matter_id].is_mended = its.verdict, False
    order.reviewed_at, order.reviewer_name = at.received, actor.name
    session.add(_new_review(command, judged, order, actor, at))
    VERDICTS[verdict](session, order, at)


def _check_undecided(session: Session, order: Order) -> None:
    """Somebody else was quicker: say who, rather than that the state is wrong."""
    last = queries.find_last_review(session, order.id)
    if order.state != "feedback" and last is not None:
        raise verdicts.AlreadyReviewed(decided_by=last.reviewer_name, verdict=last.verdict)


def _judged(command: ReviewOrder, open_ids: list[str]) -> list[MatterVerdict]:
    if command.whole is not None:
        told = command.whole.model_dump()
        return [MatterVerdict(matter_id=matter_id, **told) for matter_id in open_ids]
    verdicts.check_all_judged([its.matter_id for its in command.matters], open_ids)
    return list(command.matters)


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
    order.origin = numbers.freed_origin(order.id)
    emit(session, events.OrderWithdrawn(**order_fact(order)))


def _new_review(
    command: ReviewOrder,
    judged: Sequence[MatterVerdict],
    order: Order,
    actor: Actor,
    at: Moment,
) -> Review:
    return Review(
        id=command.review_id,
        org=actor.org,
        order_id=order.id,
        unit_id=order.unit_id,
        issuer_id=order.issuer_id,
        round=order.round,
        verdict=verdicts.verdict_of([its.verdict for its in judged]),
        reasons=list(dict.fromkeys(reason for its in judged for reason in its.reasons)),
        note=command.note,
        matters=[its.model_dump(mode="json") for its in judged],
        reviewer_id=actor.user_id,
        reviewer_name=actor.name,
        reviewed_at=at.received,
    )
