"""Evidence: finds the same picture among all of a company's photos, and keeps what finds it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image

from server.core.bulk import insert_missing
from server.core.runtime import Runtime
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.hashing import box_of, hashes_of, read_small
from server.evidence.adapters.likeness import SAME_FROM, alike_share
from server.evidence.models import Photo, PhotoHash
from server.evidence.queries.suspicion import (
    FoundHash,
    bands_of,
    list_near_hashes,
    list_present,
)

# Farther hashes belong to another picture; so near are also some pictures of the same place.
MOST_BITS = 12
# Laying two pictures over each other takes some 20 ms: the nearest ones must do.
MOST_COMPARED = 20
WIDE = ("whole", "content")


@dataclass(frozen=True)
class Near:
    """A photo with a hash near to one of ours, and of which parts the two are."""

    photo_id: str
    bits: int
    kind: str
    other_kind: str


@dataclass(frozen=True)
class Same:
    """A photo that shows the same picture; `share` of its area agrees."""

    photo: Photo
    share: float


def find_same(runtime: Runtime, photo: Photo) -> list[Same]:
    """The company's other photos of the very same picture, the first taken first.

    The photo's own hashes are kept before it looks: of two examined at once, one finds the other.
    """
    picture = _read(runtime, photo)
    if picture is None:
        return []
    hashes = hashes_of(picture)
    keep_hashes(runtime, photo, hashes)
    near = {its.photo_id: its for its in look_up(runtime, photo, hashes)}
    with runtime.reading() as session:
        others = list_present(session, photo.org, list(near))
    return list(_compared(runtime, photo, picture, [(its, near[its.id]) for its in others]))


def keep_hashes(runtime: Runtime, photo: Photo, hashes: Mapping[str, int]) -> None:
    rows = [
        {
            "photo_id": photo.id,
            "kind": kind,
            "org": photo.org,
            "value": value,
            **{f"band{number}": band for number, band in enumerate(bands_of(value))},
        }
        for kind, value in hashes.items()
    ]
    with runtime.bookkeeping() as session:
        insert_missing(session, PhotoHash, rows)


def look_up(runtime: Runtime, photo: Photo, hashes: Mapping[str, int]) -> list[Near]:
    """The photos that are nearest by their hashes, at most MOST_COMPARED.

    What we show may be a part of what they show, or they a part of ours.
    """
    wide = [value for kind, value in hashes.items() if kind in WIDE]
    narrow = [value for kind, value in hashes.items() if kind not in WIDE]
    if not hashes:
        return []
    with runtime.reading() as session:
        found = list_near_hashes(session, photo.org, wide, narrow)
    others = [its for its in found if its.photo_id != photo.id]
    best: dict[str, Near] = {}
    for near in _measured(hashes, others):
        known = best.get(near.photo_id)
        if known is None or near.bits < known.bits:
            best[near.photo_id] = near
    return sorted(best.values(), key=lambda near: near.bits)[:MOST_COMPARED]


def _measured(hashes: Mapping[str, int], others: list[FoundHash]) -> Iterator[Near]:
    kinds = list(hashes)
    ours = np.array(list(hashes.values()), np.int64)
    theirs = np.array([its.value for its in others], np.int64)
    bits = np.bitwise_count((ours[:, None] ^ theirs[None, :]).view(np.uint64))
    rows, columns = np.nonzero(bits <= MOST_BITS)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        other = others[column]
        if kinds[row] in WIDE or other.kind in WIDE:
            yield Near(other.photo_id, int(bits[row, column]), kinds[row], other.kind)


def _compared(
    runtime: Runtime, photo: Photo, picture: Image.Image, others: list[tuple[Photo, Near]]
) -> Iterator[Same]:
    for other, near in others:
        if other.sha256 == photo.sha256:
            yield Same(other, 1.0)
            continue
        theirs = _read(runtime, other)
        if theirs is None:
            continue
        boxes = box_of(picture, near.kind), box_of(theirs, near.other_kind)
        share = alike_share(picture, boxes[0], theirs, boxes[1])
        if share >= SAME_FROM:
            yield Same(other, round(share, 3))


def _read(runtime: Runtime, photo: Photo) -> Image.Image | None:
    content = blob_store(runtime.settings).find("originals", photo.sha256)
    return None if content is None else read_small(content)
