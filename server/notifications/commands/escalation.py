"""Notifications: what nobody has read goes a step up (未读升级, AMB-08)."""

from datetime import timedelta

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.notifications.commands.telling import Message, policies_at
from server.notifications.models import Escalation
from server.notifications.queries import deliveries as queries
from server.notifications.rules import urgency
from server.organisation.queries import list_user_ids_as


class EscalateUnread(Command):
    escalation_ids: list[str] = Field(min_length=1, max_length=200)


@command("notice.escalate", grant="system", stale="append")
def escalate_unread(command: EscalateUnread, actor: Actor, at: Moment, session: Session) -> None:
    for row in queries.lock_escalations(session, actor.org, command.escalation_ids):
        if row.due_at is not None and row.due_at <= at.received:
            _step(session, row, actor, at)


def _step(session: Session, row: Escalation, actor: Actor, at: Moment) -> None:
    """Anybody of those who were told has read it: that will do. Else the next rung hears."""
    notices = queries.list_notices(session, row.notice_ids)
    if any(notice.read_at is not None for notice in notices):
        _end(row, at)
        return
    told = {notice.user_id for notice in notices}
    readers = {role: list_user_ids_as(session, actor.org, role, row.unit_id) for role in row.rungs}
    used = urgency.next_rung(row.rungs, told, readers)
    if used > len(row.rungs):
        _end(row, at)
        return
    new = [user for user in readers[row.rungs[used - 1]] if user not in told]
    row.step += 1
    message = Message(
        row.kind,
        row.subject_kind,
        row.subject_id,
        {**row.params, "escalated": row.step},
        row.unit_id,
    )
    told_now = message.tell(session, actor, at, new)
    row.notice_ids = [*row.notice_ids, *(notice.id for notice in told_now)]
    row.rungs = row.rungs[used:]
    _wait(row, session, actor, at)


def _wait(row: Escalation, session: Session, actor: Actor, at: Moment) -> None:
    waits = urgency.waits(policies_at(session, actor.org, at))
    if row.rungs and row.step < len(waits):
        row.due_at = at.received + timedelta(minutes=waits[row.step])
    else:
        _end(row, at)


def _end(row: Escalation, at: Moment) -> None:
    row.due_at, row.ended_at = None, at.received
