"""Evidence: wire shapes and feeds."""

from datetime import datetime
from typing import Any, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict

from server.core.feeds import Feed, RowShape, unit_scope, user_scope
from server.core.words import (
    FlagKind,
    FlagState,
    PhotoSeal,
    PhotoSource,
    PhotoState,
    SubjectKind,
)
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


class FlagQuery(BaseModel):
    """What a page of flags asks for; `before` is the `next` of the page before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: FlagState = "open"
    kind: FlagKind | None = None
    unit: str = ""
    person: str = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    before: str = ""


class FlaggedPhoto(BaseModel):
    """The facts of a picture; `is_visible` says whether this person may look at it."""

    id: str
    owner_name: str
    unit_name: str
    site_name: str
    subject_kind: SubjectKind
    subject_id: str
    slot: str
    taken_at: datetime
    began_at: datetime | None
    source: PhotoSource
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    fix_age_s: int | None
    skew_ms: int | None
    seal: PhotoSeal
    width: int
    height: int
    is_visible: bool


class Flag(BaseModel):
    """A suspicion (疑点); `photo` is None where it was taken back since."""

    id: str
    kind: FlagKind
    state: FlagState
    details: dict[str, Any]
    owner_id: str
    owner_name: str
    taken_at: datetime
    found_at: datetime
    judged_by_name: str
    judged_at: datetime | None
    note: str
    photo: FlaggedPhoto | None
    other: FlaggedPhoto | None


class FlagChoice(BaseModel):
    id: str
    name: str


class FlagPage(BaseModel):
    """Newest first. `counts` by kind are of the whole selection but for the kind."""

    flags: list[Flag]
    next: str | None
    counts: dict[str, int]
    people: list[FlagChoice]
    units: list[FlagChoice]
