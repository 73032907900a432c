"""Orders: what the unit does: sign for it, rectify, feed back."""

from collections.abc import Collection

from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, Part, command
from server.core.events import emit
from server.evidence.queries import count_not_present, list_photos
from server.orders import events, queries, rules
from server.orders.commands.answering import new_feedback
from server.orders.commands.delivery import close_order
from server.orders.commands.facts import order_fact
from server.orders.commands.standing import is_open, needs_answer
from server.orders.commands.timing import set_limits
from server.orders.models import Feedback, Matter, Order
from server.orders.rules import progress

LONG_TEXT = 2000


class AcknowledgeOrder(Command):
    order_id: str


class MatterAnswer(Part):
    matter_id: str
    cause: str = Field(min_length=1, max_length=LONG_TEXT)
    measures: str = Field(min_length=1, max_length=LONG_TEXT)
    outcome: str = Field(min_length=1, max_length=LONG_TEXT)
    photo_ids: list[str] = Field(max_length=20)


class Meeting(Part):
    """Record of the meeting that an orange order asks for (会议记录)."""

    held_at: AwareDatetime
    chair: str = Field(min_length=1, max_length=80)
    attendees: str = Field(min_length=1, max_length=500)
    record: str = Field("", max_length=LONG_TEXT)
    photo_id: str


class SubmitFeedback(Command):
    """`meeting`, `plan` and the stamped copy are an orange order's own."""

    order_id: str
    feedback_id: str = Field(min_length=8, max_length=60)
    signer_name: str = Field(min_length=1, max_length=80)
    signature_photo_id: str
    matters: list[MatterAnswer] = Field(min_length=1, max_length=100)
    meeting: Meeting | None = None
    plan: str = Field("", max_length=LONG_TEXT)
    stamped_photo_id: str | None = None


@command("order.acknowledge", grant="order.respond", stale="reject")
def acknowledge_order(
    command: AcknowledgeOrder, actor: Actor, at: Moment, session: Session
) -> None:
    order = queries.get_order_for(session, actor, command.order_id, "order.respond")
    order.state = rules.next_state(order.state, "acknowledge", order.colour)
    order.acknowledged_at, order.acknowledged_by = at.received, actor.name
    if matters := queries.list_matters(session, order.id):
        set_limits(session, order, matters)
    emit(session, events.OrderAcknowledged(**order_fact(order)))
    if order.state == "closed":
        close_order(session, order, at)


@command("order.submit_feedback", grant="order.respond", stale="reject")
def submit_feedback(command: SubmitFeedback, actor: Actor, at: Moment, session: Session) -> None:
    order = queries.get_order_for(session, actor, command.order_id, "order.respond")
    state = rules.next_state(order.state, "submit_feedback", order.colour)
    matters = {matter.id: matter for matter in queries.list_matters(session, order.id)}
    awaited = [matter.id for matter in matters.values() if needs_answer(matter)]
    attached = [photo.id for photo in list_photos(session, actor.org, "order", order.id)]
    photos = {answer.matter_id: answer.photo_ids for answer in command.matters}
    rules.check_feedback(awaited, photos, attached, command.signature_photo_id)
    _check_orange(command, order, attached)
    order.round += 1
    session.add(_new_feedback(command, order, actor, at))
    order.fed_back_at, order.author_id = at.received, actor.user_id
    order.state, order.escalates_at = state, None
    for answer in command.matters:
        _answer(matters, answer)
    order.photo_ids = attached
    _tell_feedback(session, order)


def _check_orange(command: SubmitFeedback, order: Order, attached: Collection[str]) -> None:
    meeting, stamped = command.meeting, command.stamped_photo_id
    meeting_photo = meeting.photo_id if meeting and meeting.photo_id in attached else None
    rules.check_orange_answer(order.colour, bool(command.plan), meeting_photo)
    rules.check_stamp(order.colour, stamped if stamped in attached else None)


def note_feedback_photo(session: Session, order: Order) -> None:
    """A photo of a feedback arrived; with the last one the reviewers are told."""
    before = order.missing_photos
    order.missing_photos = count_not_present(session, order.org, order.photo_ids)
    if before and not order.missing_photos and order.state == "feedback":
        emit(session, events.FeedbackSubmitted(**order_fact(order)))


def _answer(matters: dict[str, Matter], answer: MatterAnswer) -> None:
    matter = matters.get(answer.matter_id)
    if matter is None:
        raise rules.MattersWrong(unknown=answer.matter_id)
    if not is_open(matter):
        # An older app answers all of them each time; the feedback keeps that, the matter its own.
        return
    matter.verdict = None
    matter.cause, matter.measures = answer.cause, answer.measures
    matter.outcome, matter.after_photo_ids = answer.outcome, answer.photo_ids


def _new_feedback(command: SubmitFeedback, order: Order, actor: Actor, at: Moment) -> Feedback:
    return new_feedback(
        *(command, order, actor, at),
        meeting=command.meeting and command.meeting.model_dump(mode="json"),
        plan=command.plan,
        stamped_photo_id=command.stamped_photo_id,
        is_late=progress.is_late(
            order.state,
            order.feedback_due_at,
            order.escalates_at,
            order.progressed_at,
            at.received,
        ),
    )


def _tell_feedback(session: Session, order: Order) -> None:
    order.missing_photos = count_not_present(session, order.org, order.photo_ids)
    if not order.missing_photos:
        emit(session, events.FeedbackSubmitted(**order_fact(order)))
