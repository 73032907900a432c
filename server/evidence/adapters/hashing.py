"""Evidence: perceptual hashes of a picture, as a whole and of what is left when edges are cut off.

A hash says where the coarse pattern of a picture is lighter or darker than its median (64 values
of a cosine transform, DCT pHash). Resizing and compression leave it nearly as it is, cutting does
not: hence the hashes of parts. Screenshots are hashed without the bars around them, too.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

Pixels = npt.NDArray[np.float32]
# Left, top, right and bottom edge as shares of the picture.
Box = tuple[float, float, float, float]

# Long enough that a picture in the middle of a screenshot still has some 250 pixels.
READ_SIDE = 640
HASHED_SIDE, KEPT_SIDE = 32, 8
WHOLE: Box = (0, 0, 1, 1)
# What a picture shows when its watermark, or a little of every edge, has been cut off.
PARTS: Mapping[str, Box] = {
    "bottom-10": (0, 0, 1, 0.9),
    "bottom-14": (0, 0, 1, 0.86),
    "bottom-18": (0, 0, 1, 0.82),
    "middle-94": (0.03, 0.03, 0.97, 0.97),
    "middle-90": (0.05, 0.05, 0.95, 0.95),
    "middle-86": (0.07, 0.07, 0.93, 0.93),
}
FLAT = 4.0
BAR_SHARE, EDGE_SHARE, BAR_STEP, LEAST_CONTENT = 0.6, 0.97, 5, 0.15


def read_small(content: bytes) -> Image.Image:
    """An accepted picture upright and at most READ_SIDE long; JPEG decodes no more than that."""
    with Image.open(BytesIO(content)) as source:
        source.draft("RGB", (READ_SIDE, READ_SIDE))
        source.thumbnail((READ_SIDE, READ_SIDE), reducing_gap=2)
        return ImageOps.exif_transpose(source).convert("RGB")


def hashes_of(picture: Image.Image) -> dict[str, int]:
    """Signed 64-bit hashes by kind of part; none of a picture that shows nothing."""
    grey = picture.convert("L")
    boxes = {"whole": WHOLE, **PARTS}
    inner = box_of(picture, "content")
    if inner != WHOLE:
        boxes["content"] = inner
    tiles = {kind: part_of(grey, box, HASHED_SIDE) for kind, box in boxes.items()}
    return {kind: _hash(tile) for kind, tile in tiles.items() if tile.std() > FLAT}


def box_of(picture: Image.Image, kind: str) -> Box:
    """The part that a kind of hash is of."""
    if kind == "content":
        return content_box(np.asarray(picture.convert("L"), np.float32))
    return PARTS.get(kind, WHOLE)


def part_of(picture: Image.Image, box: Box, side: int) -> Pixels:
    """A part of a picture, pressed into a square of so many pixels."""
    width, height = picture.size
    edges = (box[0] * width, box[1] * height, box[2] * width, box[3] * height)
    small = picture.resize((side, side), Image.Resampling.BOX, box=edges)
    return np.asarray(small, np.float32)


def content_box(grey: Pixels) -> Box:
    """Where the picture lies between the bars of a screenshot; WHOLE where there are none."""
    top, bottom = _bars(grey)
    left, right = _bars(grey[top:bottom].T)
    height, width = grey.shape
    return (left / width, top / height, right / width, bottom / height)


@cache
def _cosines() -> Pixels:
    """The first KEPT_SIDE rows of the cosine transform, without the constant one."""
    waves, places = np.arange(1, KEPT_SIDE + 1)[:, None], np.arange(HASHED_SIDE)[None, :]
    return np.cos(np.pi * waves * (2 * places + 1) / (2 * HASHED_SIDE)).astype(np.float32)


def _hash(tile: Pixels) -> int:
    pattern = (_cosines() @ tile @ _cosines().T).ravel()
    bits = np.packbits(pattern > np.median(pattern))
    return int.from_bytes(bits.tobytes(), "big", signed=True)


def _bars(lines: Pixels) -> tuple[int, int]:
    """Where the first bar ends and the last one begins, in lines; all where too little is left."""
    start, end = _bar(lines), len(lines) - _bar(lines[::-1])
    return (start, end) if end - start >= LEAST_CONTENT * len(lines) else (0, len(lines))


def _bar(lines: Pixels) -> int:
    """How many lines from the edge on have its one colour, but for a few words and signs."""
    near = np.abs(lines - np.median(lines[0])) < BAR_STEP
    shares = near.mean(axis=1)
    return int(np.argmin(shares >= BAR_SHARE)) if shares[0] >= EDGE_SHARE else 0
