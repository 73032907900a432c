"""Evidence, writes: where photos belong, for the modules that own what was photographed."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from server.evidence import queries


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
