"""Evidence: the books of uploads in progress. The offset decides, and nothing is locked meanwhile.

An upload's offset reaches its length only with the photo's confirmation, so after a crash in
between the sender finds the last piece missing and sends it again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.problems import NotFound
from server.core.runtime import runtime
from server.evidence import queries, rules
from server.evidence.adapters.parts import part_files
from server.evidence.adapters.quotas import book_upload
from server.evidence.models import Photo, Upload

LIFETIME = timedelta(hours=24)
SWEPT_AT_ONCE = 20


@dataclass(frozen=True)
class Progress:
    """How far an upload is; offset and length in bytes. `booked` is the row's own offset."""

    upload_id: str
    photo_id: str
    sha256: str
    offset: int
    length: int
    booked: int
    expires_at: datetime | None
    is_present: bool


def open_upload(actor: Actor, photo_id: str, length: int) -> Progress:
    """The upload of this photo: the one begun before, or a new one; none once it is present.

    DayFull where this person has begun to send all that he may send today (R-06).
    """
    now = runtime().clock.now()
    with runtime().bookkeeping() as session:
        # Locked, so that two creations at once agree on one upload.
        photo = queries.get_own_photo(session, actor, photo_id)
        rules.check_length(length, photo.size)
        rules.check_not_refused(photo.refusal)
        upload = queries.find_upload_of(session, photo.id)
        if photo.blob != "present":
            upload = upload or _add_upload(session, actor, photo, now)
            upload.expires_at = now + LIFETIME
        _sweep(session, now)
    return _progress(upload, photo)


def get_progress(actor: Actor, upload_id: str) -> Progress:
    """This person's upload; NotFound, or UploadGone where it has expired or lost its photo."""
    with runtime().reading() as session:
        found = queries.find_upload_and_photo(session, actor, upload_id)
    if found is None:
        raise NotFound
    upload, photo = found
    # A refused photo is told at the next creation: the answer to HEAD has no body.
    if photo is None or photo.refusal or upload.expires_at <= runtime().clock.now():
        raise rules.UploadGone
    return _progress(upload, photo)


def advance(progress: Progress, offset: int) -> bool:
    """Book what has been stored; False where another request came first."""
    statement = (
        update(Upload)
        .where(Upload.id == progress.upload_id, Upload.offset == progress.booked)
        .values(offset=offset, expires_at=runtime().clock.now() + LIFETIME)
        .returning(Upload.id)
    )
    with runtime().bookkeeping() as session:
        return session.scalar(statement) is not None


def discard(upload_id: str) -> None:
    """Forget an upload and its bytes; a photo that is already present stays."""
    # The file first: a row without a file starts again at 0, a file without a row stays for ever.
    part_files(runtime().settings).drop(upload_id)
    with runtime().bookkeeping() as session:
        session.execute(delete(Upload).where(Upload.id == upload_id))


def _add_upload(session: Session, actor: Actor, photo: Photo, now: datetime) -> Upload:
    book_upload(session, actor, photo.size, now)
    upload = Upload(
        id=secrets.token_hex(16),
        org=actor.org,
        photo_id=photo.id,
        user_id=actor.user_id,
        length=photo.size,
        offset=0,
    )
    session.add(upload)
    return upload


def _sweep(session: Session, now: datetime) -> None:
    """Whoever begins an upload clears away a few that nobody went on with."""
    for upload in queries.list_expired_uploads(session, now, SWEPT_AT_ONCE):
        part_files(runtime().settings).drop(upload.id)
        session.delete(upload)


def _progress(upload: Upload | None, photo: Photo) -> Progress:
    is_present = photo.blob == "present"
    upload_id, booked, expires_at = "", 0, None
    if upload is not None:
        upload_id, booked, expires_at = upload.id, upload.offset, upload.expires_at
    # After a crash row and file may differ: the smaller one is true.
    stored = min(booked, part_files(runtime().settings).size(upload_id)) if upload_id else 0
    return Progress(
        upload_id=upload_id,
        photo_id=photo.id,
        sha256=photo.sha256,
        offset=photo.size if is_present else stored,
        length=photo.size,
        booked=booked,
        expires_at=expires_at,
        is_present=is_present,
    )
