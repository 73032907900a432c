"""Orders: one answer of a unit as it was sent, of whatever command; never changed afterwards."""

from collections.abc import Sequence
from typing import Any, Protocol

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Part
from server.orders.models import Feedback, Order


class Answer(Protocol):
    """What a feedback and a progress report have in common."""

    @property
    def feedback_id(self) -> str: ...
    @property
    def signer_name(self) -> str: ...
    @property
    def signature_photo_id(self) -> str: ...
    @property
    def matters(self) -> Sequence[Part]: ...


def new_feedback(answer: Answer, order: Order, actor: Actor, at: Moment, **own: Any) -> Feedback:
    """`own`: the columns that only this kind of answer fills."""
    return Feedback(
        id=answer.feedback_id,
        org=actor.org,
        order_id=order.id,
        unit_id=order.unit_id,
        issuer_id=order.issuer_id,
        round=order.round,
        author_id=actor.user_id,
        author_name=actor.name,
        signer_name=answer.signer_name,
        signature_photo_id=answer.signature_photo_id,
        submitted_at=at.received,
        matters=[matter.model_dump(mode="json") for matter in answer.matters],
        **own,
    )
