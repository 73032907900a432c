"""Evidence: the copies of a photo: their names in the store, and how a lost one is made anew."""

import hashlib

from server.core.settings import Settings
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.marks import read_marks
from server.evidence.adapters.pictures import (
    DISPLAY_SIDE,
    Copies,
    make_copies,
    make_published,
)
from server.evidence.adapters.storing import BlobStore, Kind
from server.evidence.adapters.watermark import watermark_of
from server.evidence.models import Photo

# Counts up when what is drawn into a copy changes, so that no older drawing is served.
DRAWING = 1
COPIES: tuple[Kind, ...] = ("display", "thumbnail")


def copy_name(photo: Photo, kind: Kind) -> str:
    """The name of a photo's file of this kind; two photos of the same bytes tell other facts."""
    if kind != "display":
        return photo.sha256
    return _name_over(photo.sha256, watermark_of(photo))


def published_name(photo: Photo) -> str:
    """What a published rendition depends on, as a name like those in the store."""
    return _name_over(photo.sha256, [*watermark_of(photo), *map(repr, read_marks(photo.marks))])


def copy_of(settings: Settings, photo: Photo, kind: Kind) -> bytes | None:
    """A copy; where it is gone it is made anew from the original. None where that is gone too."""
    store = blob_store(settings)
    content = store.find(kind, copy_name(photo, kind))
    if content is not None or kind == "originals":
        return content
    original = store.find("originals", photo.sha256)
    if original is None:
        return None
    copies = copies_of(settings, photo, original)
    keep_copies(settings, photo, copies)
    return copies.display if kind == "display" else copies.thumbnail


def copies_of(settings: Settings, photo: Photo, original: bytes) -> Copies:
    """NoPicture or TooManyPixels where the original is none."""
    return make_copies(original, settings.max_photo_pixels, watermark_of(photo))


def keep_copies(settings: Settings, photo: Photo, copies: Copies) -> None:
    store = blob_store(settings)
    store.put("display", copy_name(photo, "display"), copies.display)
    store.put("thumbnail", copy_name(photo, "thumbnail"), copies.thumbnail)


def missing_copies(store: BlobStore, photo: Photo) -> list[Kind]:
    """Which copies are not there, or are empty."""
    return [kind for kind in COPIES if not store.find_size(kind, copy_name(photo, kind))]


def make_missing(settings: Settings, photo: Photo) -> bool:
    """Make the copies anew where one is missing; LookupError where the original is no longer it."""
    store = blob_store(settings)
    if not missing_copies(store, photo):
        return False
    original = store.find("originals", photo.sha256)
    if original is None or hashlib.sha256(original).hexdigest() != photo.sha256:
        raise LookupError(f"the original {photo.sha256} is lost or altered")
    keep_copies(settings, photo, copies_of(settings, photo, original))
    return True


def published_of(settings: Settings, photo: Photo, side: int = DISPLAY_SIDE) -> bytes | None:
    """The rendition for slips, bulletins and exports (公示); made each time and never kept.

    So a mosaic that was drawn later leaves no earlier rendition behind. `side`: its most pixels.
    """
    original = blob_store(settings).find("originals", photo.sha256)
    if original is None:
        return None
    lines, marks = watermark_of(photo), read_marks(photo.marks)
    return make_published(original, settings.max_photo_pixels, lines, marks, side)


def _name_over(sha256: str, drawn: list[str]) -> str:
    told = "\n".join((str(DRAWING), sha256, *drawn))
    return f"{sha256}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
