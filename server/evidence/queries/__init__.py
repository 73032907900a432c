"""Evidence: every read."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.db import among, lock_row
from server.evidence.models import DeviceKey, Photo, Upload
from server.evidence.rules import PhotoNotAttached, PhotoUnknown


def get_photo(session: Session, org: str, photo_id: str) -> Photo:
    """The photo, locked for a change."""
    photo = lock_row(session, Photo, org, photo_id)
    if photo is None:
        raise PhotoUnknown(photo_id=photo_id)
    return photo


def get_own_photo(session: Session, actor: Actor, photo_id: str) -> Photo:
    """This person's photo, locked; another's is answered like none: it is not his to know of."""
    photo = lock_row(session, Photo, actor.org, photo_id)
    if photo is None or photo.owner_id != actor.user_id:
        raise PhotoNotAttached
    return photo


def find_photo(session: Session, actor: Actor, photo_id: str) -> Photo | None:
    return find_any_photo(session, actor.org, photo_id)


def find_any_photo(session: Session, org: str, photo_id: str) -> Photo | None:
    return session.scalar(select(Photo).where(Photo.org == org, Photo.id == photo_id))


def list_photos(session: Session, org: str, subject_kind: str, subject_id: str) -> list[Photo]:
    query = select(Photo).where(
        Photo.org == org, Photo.subject_kind == subject_kind, Photo.subject_id == subject_id
    )
    return list(session.scalars(query.order_by(Photo.taken_at, Photo.id)))


def list_photos_of(
    session: Session, org: str, subject_kind: str, subject_ids: Collection[str]
) -> list[Photo]:
    """All photos of some visits or orders."""
    query = select(Photo).where(
        Photo.org == org,
        Photo.subject_kind == subject_kind,
        Photo.subject_id.in_(list(subject_ids)),
    )
    return list(session.scalars(query))


def list_present_with_key(
    session: Session, after: str, limit: int
) -> list[tuple[Photo, str | None]]:
    """Photos of all companies whose bytes are here, by id, each with the key that it names."""
    query = (
        select(Photo, DeviceKey.public_key)
        .outerjoin(
            DeviceKey,
            (DeviceKey.id == Photo.key_id)
            & (DeviceKey.org == Photo.org)
            & (DeviceKey.user_id == Photo.owner_id),
        )
        .where(Photo.id > after, Photo.blob == "present")
        .order_by(Photo.id)
        .limit(limit)
    )
    return [(photo, key) for photo, key in session.execute(query)]


def list_known_hashes(session: Session, hashes: Collection[str]) -> set[str]:
    """Which of these are the hash of a photo, whatever has come of it."""
    return set(session.scalars(select(Photo.sha256).where(among(session, Photo.sha256, hashes))))


def is_awaiting_bytes(session: Session, org: str, subject_kind: str, subject_id: str) -> bool:
    """Whether a photo of this visit or order has neither arrived nor been refused."""
    photos = list_photos(session, org, subject_kind, subject_id)
    return any(photo.blob == "missing" for photo in photos)


def count_photos(session: Session, org: str, subject_kind: str, subject_id: str) -> int:
    """Photos of a visit or order, without those that were refused."""
    query = select(func.count()).where(
        Photo.org == org,
        Photo.subject_kind == subject_kind,
        Photo.subject_id == subject_id,
        Photo.blob != "refused",
    )
    return session.scalar(query) or 0


def count_not_present(session: Session, org: str, photo_ids: Collection[str]) -> int:
    """How many of these photos' bytes are not there yet."""
    query = select(Photo.id).where(
        Photo.org == org, Photo.id.in_(list(photo_ids)), Photo.blob == "present"
    )
    return len(set(photo_ids) - set(session.scalars(query)))


def find_key(session: Session, actor: Actor, key_id: str) -> DeviceKey | None:
    """This person's key."""
    key = find_any_key(session, key_id)
    return key if key and (key.org, key.user_id) == (actor.org, actor.user_id) else None


def find_any_key(session: Session, key_id: str) -> DeviceKey | None:
    return session.get(DeviceKey, key_id)


def find_upload(session: Session, upload_id: str) -> Upload | None:
    return session.get(Upload, upload_id)


def find_upload_of(session: Session, photo_id: str) -> Upload | None:
    return session.scalar(select(Upload).where(Upload.photo_id == photo_id))


def find_upload_and_photo(
    session: Session, actor: Actor, upload_id: str
) -> tuple[Upload, Photo | None] | None:
    """This person's upload with its photo, which may have been taken back meanwhile."""
    query = (
        select(Upload, Photo)
        .outerjoin(Photo, (Photo.id == Upload.photo_id) & (Photo.org == Upload.org))
        .where(Upload.id == upload_id, Upload.org == actor.org, Upload.user_id == actor.user_id)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def list_expired_uploads(session: Session, now: datetime, limit: int) -> list[Upload]:
    query = select(Upload).where(Upload.expires_at <= now).order_by(Upload.expires_at)
    return list(session.scalars(query.limit(limit)))
