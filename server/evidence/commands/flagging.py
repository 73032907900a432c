"""Evidence, writes: suspicions about photos (疑点), and what a person says to them."""

from typing import Any

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.words import FlagKind, FlagState
from server.evidence import queries, rules
from server.evidence.models import PhotoFlag
from server.evidence.queries.flags import find_flag, get_flag


class FlagPhoto(Command):
    flag_id: str
    photo_id: str
    kind: FlagKind
    other_photo_id: str = ""
    details: dict[str, Any]


class JudgeFlag(Command):
    """`state`: what is said of it, open takes that back; `seen`: what stood there before."""

    flag_id: str = Field(max_length=200)
    state: FlagState
    note: str = Field("", max_length=500)
    seen: FlagState = "open"


@command("photo.flag", grant="system", stale="append")
def flag_photo(command: FlagPhoto, actor: Actor, at: Moment, session: Session) -> None:
    """Store a finding; one that is stored, and perhaps judged, stays as it is."""
    photo = queries.get_photo(session, actor.org, command.photo_id)
    if find_flag(session, actor.org, command.flag_id) is not None:
        return
    session.add(
        PhotoFlag(
            id=command.flag_id,
            org=actor.org,
            photo_id=photo.id,
            kind=command.kind,
            other_photo_id=command.other_photo_id,
            details=command.details,
            unit_id=photo.unit_id,
            owner_id=photo.owner_id,
            owner_name=photo.owner_name,
            taken_at=photo.taken_at,
            found_at=at.received,
        )
    )


@command("photo.judge_flag", grant="evidence.judge", stale="append")
def judge_flag(command: JudgeFlag, actor: Actor, at: Moment, session: Session) -> None:
    flag = get_flag(session, actor, command.flag_id)
    rules.check_four_eyes(flag.owner_id, actor.user_id)
    rules.check_unchanged(command.seen, flag.state, flag.judged_by, actor.user_id)
    rules.check_explained(command.state, command.note)
    flag.state, flag.note = command.state, command.note
    flag.judged_by, flag.judged_by_name = actor.user_id, actor.name
    flag.judged_at = at.received
