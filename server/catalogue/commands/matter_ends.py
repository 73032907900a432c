"""Catalogue writes: how a supervision matter is reported on, and how it ends (办结, 核销)."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.commands.matter_facts import fact_of, part_fact_of
from server.catalogue.commands.matter_receipts import send_result
from server.catalogue.events import (
    MatterWaived,
    PartReported,
    PartReturned,
    WaiverAsked,
    WaiverRefused,
)
from server.catalogue.queries.matters import get_matter, get_matter_for, get_part, list_parts
from server.catalogue.rules import matters as rules
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.problems import NotAllowed

MANAGE = "matter.manage"
LONG_TEXT = 2000


class ReportPart(Command):
    part_id: str
    report: str = Field(min_length=1, max_length=LONG_TEXT)
    photo_ids: list[str] = Field(default_factory=list[str], max_length=20)


class ReturnPart(Command):
    part_id: str
    reason: str = Field(min_length=1, max_length=500)


class CloseMatter(Command):
    matter_id: str
    result: str = Field(min_length=1, max_length=LONG_TEXT)


class AskWaiver(Command):
    matter_id: str
    reason: str = Field(min_length=1, max_length=500)


class AnswerWaiver(Command):
    matter_id: str
    is_granted: bool
    answer: str = Field(min_length=1, max_length=500)


@command("matter.report_part", grant="matter.respond", stale="reject")
def report_part(command: ReportPart, actor: Actor, at: Moment, session: Session) -> None:
    """The unit says what it has done; evidence checks the photos that it names."""
    part = get_part(session, actor.org, command.part_id)
    if not actor.may("matter.respond", part.unit_id):
        raise NotAllowed
    matter = get_matter(session, actor.org, part.matter_id)
    rules.check_open(matter.state)
    rules.check_report(part.state, part.is_photo_needed, len(command.photo_ids))
    part.state, part.report, part.photo_ids = rules.PART_DONE, command.report, command.photo_ids
    part.reported_by, part.reported_at = actor.name, at.received
    photos = tuple(command.photo_ids)
    emit(session, PartReported(**part_fact_of(matter, part), photo_ids=photos))


@command("matter.return_part", grant="matter.manage", stale="reject")
def return_part(command: ReturnPart, actor: Actor, at: Moment, session: Session) -> None:
    """The evidence does not show it: once more, with what is missing."""
    part = get_part(session, actor.org, command.part_id)
    matter = get_matter_for(session, actor, part.matter_id, MANAGE)
    rules.check_open(matter.state)
    rules.check_returnable(part.state)
    part.state, part.return_reason, part.returned_by = rules.PART_OPEN, command.reason, actor.name
    emit(session, PartReturned(**part_fact_of(matter, part)))


@command("matter.close", grant="matter.manage", stale="reject")
def close_matter(command: CloseMatter, actor: Actor, at: Moment, session: Session) -> None:
    """办结: every part is done; the result goes to both receivers (W1-12(2)b)."""
    matter = get_matter_for(session, actor, command.matter_id, MANAGE)
    parts = list_parts(session, actor.org, matter.id)
    rules.check_closable(matter.state, [part.state for part in parts])
    matter.state, matter.result = rules.CLOSED, command.result
    matter.closed_by, matter.settled_at = actor.name, at.received
    send_result(session, matter, parts, at)


@command("matter.ask_waiver", grant="matter.manage", stale="reject")
def ask_waiver(command: AskWaiver, actor: Actor, at: Moment, session: Session) -> None:
    """Somebody thinks that it cannot or need not be done (核销)."""
    matter = get_matter_for(session, actor, command.matter_id, MANAGE)
    rules.check_open(matter.state)
    matter.state, matter.waiver_reason = rules.WAIVER, command.reason
    matter.waiver_asker_id, matter.waiver_asker_name = actor.user_id, actor.name
    matter.waiver_asked_at, matter.waiver_answered_at = at.received, None
    matter.waiver_answer = matter.waiver_answerer_name = ""
    emit(session, WaiverAsked(**fact_of(matter), asker_id=actor.user_id))


@command("matter.answer_waiver", grant="matter.approve", stale="reject")
def answer_waiver(command: AnswerWaiver, actor: Actor, at: Moment, session: Session) -> None:
    """Another person than who asked (four eyes); refused, it goes on as before."""
    matter = get_matter_for(session, actor, command.matter_id, "matter.approve")
    rules.check_waiver(matter.state, matter.waiver_asker_id, actor.user_id)
    matter.waiver_answer, matter.waiver_answerer_name = command.answer, actor.name
    matter.waiver_answered_at = at.received
    matter.state = rules.WAIVED if command.is_granted else rules.OPEN
    if command.is_granted:
        matter.settled_at = at.received
        emit(session, MatterWaived(**fact_of(matter)))
    else:
        emit(session, WaiverRefused(**fact_of(matter), asker_id=str(matter.waiver_asker_id)))
