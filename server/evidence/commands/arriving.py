"""Evidence, writes: a photo's bytes have come, or are no picture."""

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.evidence import queries, rules
from server.evidence.events import PhotoArrived, PhotoRefused
from server.evidence.models import PhotoWork


class ConfirmPhoto(Command):
    photo_id: str


class RefusePhoto(Command):
    photo_id: str
    reason: str


@command("photo.confirm", grant="system", stale="append")
def confirm_photo(command: ConfirmPhoto, actor: Actor, at: Moment, session: Session) -> None:
    photo = queries.get_photo(session, actor.org, command.photo_id)
    rules.check_missing(photo.blob)
    photo.blob = "present"
    work = {"added_at": at.received, "next_try_at": at.received}
    session.add(PhotoWork(photo_id=photo.id, org=actor.org, **work))
    session.flush()
    emit(session, PhotoArrived(photo.id, photo.subject_kind, photo.subject_id, photo.slot))


@command("photo.refuse", grant="system", stale="append")
def refuse_photo(command: RefusePhoto, actor: Actor, at: Moment, session: Session) -> None:
    photo = queries.get_photo(session, actor.org, command.photo_id)
    rules.check_missing(photo.blob)
    photo.blob, photo.refusal = "refused", command.reason
    emit(
        session,
        PhotoRefused(photo.id, photo.subject_kind, photo.subject_id, photo.slot, command.reason),
    )
