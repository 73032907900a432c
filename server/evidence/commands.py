"""Evidence: every write."""

from collections.abc import Collection

from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.words import PhotoSource, SubjectKind
from server.evidence import queries, rules
from server.evidence.events import PhotoArrived, PhotoAttached, PhotoDetached, PhotoRefused
from server.evidence.models import Photo

MOST_BYTES = 20 * 1024 * 1024
MOST_SIDE = 20_000


class AttachPhoto(Command):
    photo_id: str = Field(min_length=8, max_length=60)
    subject_kind: SubjectKind
    subject_id: str
    slot: str = Field(min_length=1, max_length=80)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=1, le=MOST_BYTES)
    width: int = Field(ge=1, le=MOST_SIDE)
    height: int = Field(ge=1, le=MOST_SIDE)
    taken_at: AwareDatetime
    source: PhotoSource
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    accuracy_m: float | None = Field(None, ge=0)
    replaces: str | None = None


class DetachPhoto(Command):
    photo_id: str


class ConfirmPhoto(Command):
    photo_id: str


class RefusePhoto(Command):
    photo_id: str
    reason: str


@command("photo.attach", grant="photo.attach", stale="append")
def attach_photo(command: AttachPhoto, actor: Actor, at: Moment, session: Session) -> None:
    fields = command.model_dump(exclude={"photo_id", "replaces"})
    session.add(
        Photo(
            id=command.photo_id,
            org=actor.org,
            owner_id=actor.user_id,
            owner_name=actor.name,
            **fields,
        )
    )
    session.flush()
    emit(
        session,
        PhotoAttached(
            command.photo_id,
            command.subject_kind,
            command.subject_id,
            command.slot,
            command.replaces,
        ),
    )


@command("photo.detach", grant="photo.attach", stale="reject")
def detach_photo(command: DetachPhoto, actor: Actor, at: Moment, session: Session) -> None:
    photo = queries.get_photo(session, actor.org, command.photo_id)
    rules.check_owner(photo.owner_id, actor.user_id)
    emit(session, PhotoDetached(photo.id, photo.subject_kind, photo.subject_id, photo.slot))
    session.delete(photo)


@command("photo.confirm", grant="system", stale="append")
def confirm_photo(command: ConfirmPhoto, actor: Actor, at: Moment, session: Session) -> None:
    photo = queries.get_photo(session, actor.org, command.photo_id)
    rules.check_missing(photo.blob)
    photo.blob = "present"
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


def place_photo(
    session: Session, org: str, photo_id: str, unit_id: str, *, is_shared: bool = False
) -> None:
    """Say which unit a photo belongs to, and whether that unit's order readers see it."""
    photo = queries.get_photo(session, org, photo_id)
    photo.unit_id, photo.is_shared = unit_id, photo.is_shared or is_shared


def carry_photos(
    session: Session, org: str, kind: str, subject_ids: Collection[str], is_carried: bool
) -> None:
    """Photos go with their visits or orders: onto the phones, or off them."""
    for photo in queries.list_photos_of(session, org, kind, subject_ids):
        photo.is_carried = is_carried


def drop_photo(session: Session, org: str, photo_id: str) -> None:
    session.delete(queries.get_photo(session, org, photo_id))
