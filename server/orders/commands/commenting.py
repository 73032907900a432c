"""Orders: what somebody has to say on one (意见)."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.orders import events, queries, rules
from server.orders.commands.facts import order_fact
from server.orders.models import Comment


class CommentOnOrder(Command):
    order_id: str
    comment_id: NewId = Field(min_length=8)
    text: str = Field(min_length=1, max_length=1000)


@command("order.comment", grant="order.comment", stale="append")
def comment_on_order(command: CommentOnOrder, actor: Actor, at: Moment, session: Session) -> None:
    """From delivery on, and also after its end; who may read the order reads it too."""
    order = queries.get_order_for(session, actor, command.order_id, "order.comment")
    rules.check_delivered(order.state, order.delivered_at)
    session.add(
        Comment(
            id=command.comment_id,
            org=actor.org,
            order_id=order.id,
            unit_id=order.unit_id,
            issuer_id=order.issuer_id,
            author_id=actor.user_id,
            author_name=actor.name,
            text=command.text,
            written_at=at.corrected,
            received_at=at.received,
            is_carried=order.is_carried,
        )
    )
    emit(session, events.OrderCommented(**order_fact(order), author=actor.name))
