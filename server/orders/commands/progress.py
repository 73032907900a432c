"""Orders: written feedback in three days while some matters are mended later (进展反馈, AMB-11)."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.calendar import last_day_of
from server.core.clock import Moment
from server.core.command import Command, NewId, Part, command
from server.core.events import emit
from server.evidence.queries import count_not_present, list_photos
from server.orders import events, queries, rules
from server.orders.commands.answering import new_feedback
from server.orders.commands.facts import order_fact
from server.orders.commands.standing import needs_answer
from server.orders.commands.timing import move_limit
from server.orders.models import Feedback, Matter, Order
from server.orders.rules import progress

LONG_TEXT = 2000


class MatterProgress(Part):
    """With a photo it is mended; without, `outcome` says how far it is."""

    matter_id: str
    cause: str = Field(min_length=1, max_length=LONG_TEXT)
    measures: str = Field(min_length=1, max_length=LONG_TEXT)
    outcome: str = Field(min_length=1, max_length=LONG_TEXT)
    photo_ids: list[str] = Field(max_length=20)


class ReportProgress(Command):
    order_id: str
    feedback_id: NewId = Field(min_length=8)
    signer_name: str = Field(min_length=1, max_length=80)
    signature_photo_id: str
    matters: list[MatterProgress] = Field(min_length=1, max_length=100)


@command("order.report_progress", grant="order.respond", stale="reject")
def report_progress(command: ReportProgress, actor: Actor, at: Moment, session: Session) -> None:
    """An event and no state: the final feedback follows when the rest is mended."""
    order = queries.get_order_for(session, actor, command.order_id, "order.respond")
    progress.check_reportable(order.colour, order.state, order.progressed_at)
    matters = queries.list_matters(session, order.id)
    attached = {photo.id for photo in list_photos(session, actor.org, "order", order.id)}
    _check(command, order, matters, attached)
    session.add(_new_feedback(command, order, actor, at))
    told = {answer.matter_id: answer for answer in command.matters}
    for matter in matters:
        if answer := told.get(matter.id):
            _note(matter, answer)
    order.progressed_at, order.author_id = at.received, actor.user_id
    order.photo_ids = sorted(attached)
    order.missing_photos = count_not_present(session, order.org, order.photo_ids)
    move_limit(order, matters)
    emit(session, events.ProgressReported(**order_fact(order)))


def _check(
    command: ReportProgress, order: Order, matters: list[Matter], attached: set[str]
) -> None:
    awaited = {its.id: its.rectify_due_on for its in matters if needs_answer(its)}
    if sorted(answer.matter_id for answer in command.matters) != sorted(awaited):
        raise rules.MattersWrong(expected=sorted(awaited))
    last_day = last_day_of(order.feedback_due_at) if order.feedback_due_at else None
    progress.check_progress(
        awaited,
        progress.later_matters(awaited, last_day),
        [its.matter_id for its in command.matters if set(its.photo_ids) & attached],
        command.signature_photo_id in attached,
    )


def _note(matter: Matter, answer: MatterProgress) -> None:
    matter.cause, matter.measures = answer.cause, answer.measures
    matter.outcome, matter.after_photo_ids = answer.outcome, list(answer.photo_ids)
    matter.is_mended = bool(answer.photo_ids)


def _new_feedback(command: ReportProgress, order: Order, actor: Actor, at: Moment) -> Feedback:
    return new_feedback(
        *(command, order, actor, at),
        is_progress=True,
        is_late=progress.is_late(
            order.state, order.feedback_due_at, order.escalates_at, None, at.received
        ),
    )
