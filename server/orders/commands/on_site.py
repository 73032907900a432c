"""Orders: the inspected side objects on the spot, while it signs (当场异议)."""

from collections.abc import Sequence

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.command import NewId, Part
from server.core.events import emit
from server.orders import events, queries
from server.orders.commands.facts import order_fact
from server.orders.models import Matter, Objection, Order
from server.orders.rules import objections

LONG_TEXT = 2000


class SpotObjection(Part):
    """What the signer said against some of what was found; the inspector wrote it down."""

    objection_id: NewId = Field(min_length=8)
    item_codes: list[str] = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=LONG_TEXT)


def note_objection(
    session: Session, order: Order, matters: Sequence[Matter], told: SpotObjection, actor: Actor
) -> None:
    """It goes with the order: before delivery it is noted, and nobody answers it yet."""
    ids = {matter.item_code: matter.id for matter in matters}
    objections.check_matters_named(told.item_codes, ids.keys())
    session.add(
        Objection(
            id=told.objection_id,
            org=order.org,
            order_id=order.id,
            unit_id=order.unit_id,
            issuer_id=order.issuer_id,
            matter_ids=[ids[code] for code in told.item_codes],
            reason=told.reason,
            photo_ids=[],
            author_id=actor.user_id,
            author_name=order.signer_name or order.unit_name,
            raised_at=order.issued_at,
            state=objections.NOTED,
        )
    )
    session.flush()


def open_noted(session: Session, order: Order) -> None:
    """With its delivery the order's head is asked, as if the unit had objected at that moment."""
    for objection in queries.list_objections(session, order.id):
        if objection.state == objections.NOTED:
            objection.state = order.objection_state = "open"
            emit(session, events.ObjectionRaised(**order_fact(order)))
