"""Orders: the unit asks for a later day (延期), and the group's head answers."""

from datetime import date, datetime

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.calendar import rolled
from server.core.clock import Moment, local_day
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.orders import events, queries
from server.orders.commands.facts import order_fact
from server.orders.commands.standing import needs_answer
from server.orders.commands.timing import move_limit
from server.orders.models import Extension, Order
from server.orders.rules import extensions

LONG_TEXT = 2000


class AskExtension(Command):
    order_id: str
    extension_id: NewId = Field(min_length=8)
    reason: str = Field(min_length=1, max_length=LONG_TEXT)
    wanted_on: date


class AnswerExtension(Command):
    order_id: str
    is_granted: bool
    answer: str = Field(min_length=1, max_length=500)


@command("order.ask_extension", grant="order.respond", stale="append")
def ask_extension(command: AskExtension, actor: Actor, at: Moment, session: Session) -> None:
    """Asking stops no clock. The three days of the written feedback are never extended."""
    order = queries.get_order_for(session, actor, command.order_id, "order.respond")
    due_on = extensions.day_to_extend(
        order.colour, order.state, order.extension_state, order.escalates_at, at.received
    )
    extensions.check_wanted(_began_on(order), due_on, command.wanted_on)
    order.extension_state = "open"
    session.add(_new_extension(command, order, due_on, actor, at))
    emit(
        session,
        events.ExtensionAsked(**order_fact(order), wanted_on=command.wanted_on.isoformat()),
    )


@command("order.answer_extension", grant="order.confirm", stale="reject")
def answer_extension(command: AnswerExtension, actor: Actor, at: Moment, session: Session) -> None:
    order = queries.get_order_for(session, actor, command.order_id, "order.confirm")
    extensions.check_answer(
        order.extension_state, command.is_granted, order.state, order.escalates_at, at.received
    )
    extension = queries.get_extension_of(session, order)
    state = "granted" if command.is_granted else "refused"
    extension.state, order.extension_state = state, state
    extension.answer, extension.answerer_name = command.answer, actor.name
    extension.answered_at = at.received
    if command.is_granted:
        _extend(session, order, extension)
    granted_on = extension.granted_on and extension.granted_on.isoformat()
    emit(session, events.ExtensionAnswered(**order_fact(order), granted_on=granted_on))


def _extend(session: Session, order: Order, extension: Extension) -> None:
    """What still awaits the unit has time until that day, or the next that is worked."""
    day = extension.granted_on = rolled(extension.wanted_on)
    matters = queries.list_matters(session, order.id)
    for matter in matters:
        due_on = matter.rectify_due_on
        if due_on is not None and needs_answer(matter):
            matter.rectify_due_on = max(due_on, day)
    move_limit(order, matters)


def _began_on(order: Order) -> date:
    """The day in China from which its limits run."""
    told = order.deadline or {}
    return local_day(datetime.fromisoformat(told["start"]))


def _new_extension(
    command: AskExtension, order: Order, due_on: date, actor: Actor, at: Moment
) -> Extension:
    return Extension(
        id=command.extension_id,
        org=actor.org,
        order_id=order.id,
        unit_id=order.unit_id,
        issuer_id=order.issuer_id,
        reason=command.reason,
        due_on=due_on,
        wanted_on=command.wanted_on,
        author_id=actor.user_id,
        author_name=actor.name,
        asked_at=at.received,
        state="open",
    )
