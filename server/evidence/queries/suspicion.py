"""Evidence, reads: what the examination of a photo must know, and the hashes of all others."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from server.core.db import among
from server.evidence.models import Photo, PhotoFlag, PhotoHash, PhotoSubject

BANDS = (PhotoHash.band0, PhotoHash.band1, PhotoHash.band2, PhotoHash.band3)
BAND_BITS = 16
BAND_MASK = (1 << BAND_BITS) - 1


@dataclass(frozen=True)
class FoundHash:
    photo_id: str
    kind: str
    value: int


def bands_of(value: int) -> list[int]:
    """The quarters of a signed 64-bit hash, the lowest first."""
    return [(value >> (BAND_BITS * number)) & BAND_MASK for number in range(len(BANDS))]


def list_near_hashes(
    session: Session, org: str, wide: Iterable[int], narrow: Iterable[int]
) -> list[FoundHash]:
    """All hashes that may be near to these; some are far, and the caller measures.

    Of the wide ones all within seven bits are found, and most of those a little farther; of the
    narrow ones all within three.
    """
    exact, loose = map(bands_of, narrow), list(map(bands_of, wide))
    wanted = [set(quarters) for quarters in zip(*exact, *loose, strict=True)]
    for bands in loose:
        for quarters, quarter in zip(wanted, bands, strict=True):
            quarters.update(quarter ^ (1 << bit) for bit in range(BAND_BITS))
    columns = select(PhotoHash.photo_id, PhotoHash.kind, PhotoHash.value)
    parts = [
        columns.where(PhotoHash.org == org, among(session, band, sorted(quarters)))
        for band, quarters in zip(BANDS, wanted, strict=True)
    ]
    return [FoundHash(*row) for row in session.execute(union_all(*parts))]


def list_present(session: Session, org: str, photo_ids: Collection[str]) -> list[Photo]:
    """Those of these photos whose bytes are there, the first taken first."""
    query = select(Photo).where(among(session, Photo.id, list(photo_ids)))
    photos = session.scalars(query.order_by(Photo.taken_at, Photo.id))
    return [photo for photo in photos if photo.org == org and photo.blob == "present"]


def list_neighbours(session: Session, photo: Photo) -> list[Photo]:
    """The photos that this person took just before and just after, with a position."""
    mine = select(Photo).where(
        Photo.owner_id == photo.owner_id, Photo.org == photo.org, Photo.lat.is_not(None)
    )
    key = (Photo.taken_at, Photo.id)
    before = mine.where(Photo.taken_at < photo.taken_at).order_by(*(its.desc() for its in key))
    after = mine.where(Photo.taken_at > photo.taken_at).order_by(*key)
    return [its for query in (before, after) for its in session.scalars(query.limit(1))]


def find_subject(session: Session, photo: Photo) -> PhotoSubject | None:
    return session.get(PhotoSubject, photo.subject_id)


def list_flag_ids(session: Session, flag_ids: Collection[str]) -> set[str]:
    """Those of these findings that are stored already."""
    query = select(PhotoFlag.id).where(among(session, PhotoFlag.id, list(flag_ids)))
    return set(session.scalars(query))


def list_arrived(session: Session, org: str, after: str, limit: int) -> list[str]:
    """Ids of photos with bytes, page by page by id."""
    query = select(Photo.id).where(Photo.org == org, Photo.blob == "present", Photo.id > after)
    return list(session.scalars(query.order_by(Photo.id).limit(limit)))
