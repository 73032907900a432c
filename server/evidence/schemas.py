"""Evidence: wire shapes and feeds."""

from datetime import datetime
from typing import cast

from pydantic import BaseModel

from server.core.feeds import Feed, RowShape, unit_scope, user_scope
from server.core.words import PhotoSeal, PhotoSource, PhotoState, SubjectKind
from server.evidence.adapters.facts import Facts, read_facts
from server.evidence.adapters.marks import Mark
from server.evidence.models import Photo


class PhotoRow(RowShape):
    subject_kind: SubjectKind
    subject_id: str
    slot: str
    sha256: str
    size: int
    width: int
    height: int
    taken_at: datetime
    source: PhotoSource
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    fix_age_s: int | None
    skew_ms: int | None
    facts_hash: str
    seal: PhotoSeal
    owner_id: str
    owner_name: str
    blob: PhotoState
    refusal: str | None
    marks: list[Mark]


class SealedFacts(BaseModel):
    """The exact text that was signed, with what is needed to check it, and the text as read.

    `facts` is None where the photo came from a phone that did not seal yet.
    """

    photo_id: str
    sha256: str
    text: str | None
    facts_hash: str
    key_id: str
    signature: str
    seal: PhotoSeal
    facts: Facts | None


def sealed_facts(photo: Photo) -> SealedFacts:
    return SealedFacts(
        photo_id=photo.id,
        sha256=photo.sha256,
        text=photo.facts,
        facts_hash=photo.facts_hash,
        key_id=photo.key_id,
        signature=photo.signature,
        seal=cast(PhotoSeal, photo.seal),
        facts=None if photo.facts is None else read_facts(photo.facts),
    )


def photo_readers(photo: Photo) -> list[str]:
    """Its owner, who must see it arrive; and the unit's order readers once it is shared."""
    shared = [unit_scope(photo.unit_id, "orders")] if photo.is_shared else []
    return [user_scope(photo.owner_id), *shared]


def _scopes(photo: Photo) -> list[str]:
    """Who may see it carries it, until its visit or order has aged out."""
    return photo_readers(photo) if photo.is_carried else []


PHOTO_FEED = Feed("photo", Photo, PhotoRow, _scopes)
