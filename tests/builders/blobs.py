"""What goes wrong in a store behind the product's back: bits turn, files go, and others come."""

import obstore
from sqlalchemy import select

from server.core.runtime import Runtime
from server.core.settings import Settings
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.copies import copy_name
from server.evidence.adapters.storing import Kind, place
from server.evidence.models import Photo
from tests.builders.s3 import open_objects


def lay(settings: Settings, key: str, content: bytes) -> None:
    """Something that the product has not put there, or not so."""
    if settings.bucket is not None:
        obstore.put(open_objects(settings.bucket), key, content)
        return
    path = settings.photo_dir / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def copy_of(runtime: Runtime, photo_id: str, kind: Kind = "display") -> str:
    """The name of a photo's copy in the store."""
    with runtime.reading() as session:
        photo = session.scalars(select(Photo).where(Photo.id == photo_id)).one()
    return copy_name(photo, kind)


def lose(settings: Settings, kind: Kind, sha256: str) -> None:
    key = f"{kind}/{place(sha256)}"
    if settings.bucket is not None:
        obstore.delete(open_objects(settings.bucket), key)
    else:
        (settings.photo_dir / key).unlink()


def flip_a_bit(settings: Settings, kind: Kind, sha256: str) -> None:
    """One bit in the middle; the length stays."""
    content = bytearray(blob_store(settings).find(kind, sha256) or b"")
    content[len(content) // 2] ^= 1
    lay(settings, f"{kind}/{place(sha256)}", bytes(content))
