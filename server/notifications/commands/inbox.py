"""Notifications: reading, and what leaves the phones."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.notifications.queries import inbox as queries


class ReadNotices(Command):
    notice_ids: list[str] = Field(min_length=1, max_length=500)


class AgeOutNotices(Command):
    notice_ids: list[str] = Field(min_length=1, max_length=200)


@command("notice.read", grant="notice.read", stale="append")
def read_notices(command: ReadNotices, actor: Actor, at: Moment, session: Session) -> None:
    for notice in queries.list_unread_of(session, actor.org, actor.user_id, command.notice_ids):
        notice.read_at = at.received


@command("notice.age_out", grant="system", stale="append")
def age_out_notices(command: AgeOutNotices, actor: Actor, at: Moment, session: Session) -> None:
    """What was read long ago leaves the phones; what nobody has read stays."""
    for notice in queries.list_read(session, actor.org, command.notice_ids):
        notice.is_carried = False
