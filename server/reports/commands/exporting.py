"""Reports: who took what away."""

from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.reports import queries

BULLETIN_GRANT = "bulletin.read"


class NoteBulletin(Command):
    bulletin_id: str


class NoteExport(Command):
    """`chosen`: the filter as it was asked for; `count`: how many records are in the file."""

    kind: Literal["orders_xlsx", "quotas_xlsx"]
    chosen: dict[str, str] = Field(max_length=20)
    count: int = Field(ge=0)


class NoteDrawExport(Command):
    """`count`: how many of the draw's picks are in the file."""

    draw_id: str
    count: int = Field(ge=0)


@command("report.note_draw_export", grant="draw.read", stale="append")
def note_draw_export(command: NoteDrawExport, actor: Actor, at: Moment, session: Session) -> None:
    """As for orders: it changes nothing but the journal."""


@command("report.note_export", grant="order.read", stale="append")
def note_export(command: NoteExport, actor: Actor, at: Moment, session: Session) -> None:
    """It changes nothing but the journal: what left the house, with whom, and when."""


@command("report.note_bulletin", grant=BULLETIN_GRANT, stale="append")
def note_bulletin(command: NoteBulletin, actor: Actor, at: Moment, session: Session) -> None:
    """Who took out which bulletin when; the same answer for a draft of others as for none."""
    queries.get_readable_bulletin(session, actor, command.bulletin_id)
