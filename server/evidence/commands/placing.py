"""Evidence, writes: where photos belong, for the modules that own what was photographed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.evidence import queries
from server.evidence.models import PhotoSubject


def note_subject(
    session: Session, org: str, subject_id: str, site_id: str, began_at: datetime
) -> None:
    """Say of a new visit or order what its photos are held against: where, and since when."""
    session.add(PhotoSubject(id=subject_id, org=org, site_id=site_id, began_at=began_at))


def note_end(session: Session, org: str, subject_id: str, ended_at: datetime) -> None:
    """Say when a visit or order ended to which photos may still come."""
    subject = lock_row(session, PhotoSubject, org, subject_id)
    if subject is not None:
        subject.ended_at = ended_at


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
