"""Evidence: the copies of an original that is stored, made again where they are missing."""

import hashlib
from collections.abc import Iterator

from server.core.settings import Settings
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.pictures import make_copies
from server.evidence.adapters.storing import BlobStore, Kind

COPIES: tuple[Kind, ...] = ("display", "thumbnail")


def missing_copies(store: BlobStore, sha256: str) -> list[Kind]:
    """Which copies are not there, or are empty."""
    return [kind for kind in COPIES if not store.find_size(kind, sha256)]


def make_missing(settings: Settings, sha256: str) -> list[Kind]:
    """Make the copies that are missing from the stored original; returns what was made."""
    store = blob_store(settings)
    missing = missing_copies(store, sha256)
    if missing:
        made = make_copies(_original(store, sha256), settings.max_photo_pixels)
        for kind in missing:
            store.put(kind, sha256, made.display if kind == "display" else made.thumbnail)
    return missing


def digest_of(pieces: Iterator[bytes]) -> str:
    """SHA-256 of what comes piece by piece, as hex."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def _original(store: BlobStore, sha256: str) -> bytes:
    content = store.find("originals", sha256)
    if content is None or hashlib.sha256(content).hexdigest() != sha256:
        raise LookupError(f"the original {sha256} is lost or altered")
    return content
