"""Evidence: whether two pictures are one and the same, laid over each other pixel by pixel.

Hashes find pictures of one pattern, which two pictures of one place also have. Taken anew, though,
near things stand elsewhere against far ones, and the light is another: laid over each other as well
as can be, such pictures agree in few places, a picture and its copy nearly everywhere.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image

from server.evidence.adapters.hashing import Box, Pixels, part_of

# Compared without its edges, so that the part may still be moved about in the other picture.
INNER = 0.05
FITTED_SIDES = (24, 24, 48, 48, 48, 48, 96, 96)
# Compared block by block. Of 255: compression and resizing leave a block's colour as it is, while
# other light, somebody in the way and things that moved do not.
BLOCKS, BLOCK_SIDE = 12, 8
COMPARED_SIDE = BLOCKS * BLOCK_SIDE
ALIKE_STEP = 4
OUTLIER_STEP = 25.0
# Copies were measured at 0.93 to 1.0, pictures taken anew at 0 to 0.41 (docs/decisions/).
SAME_FROM = 0.7


def alike_share(new: Image.Image, new_box: Box, old: Image.Image, old_box: Box) -> float:
    """In what share of the area they agree, 0–1; the boxes say with which parts to begin."""
    seen = _inner(new_box)
    place = np.array(_inner(old_box))
    greys = new.convert("L"), old.convert("L")
    for side in FITTED_SIDES:
        place = _fitted(part_of(greys[0], seen, side), greys[1], place)
    steps = part_of(new, seen, COMPARED_SIDE) - part_of(old, _as_box(place), COMPARED_SIDE)
    blocks = steps.reshape(BLOCKS, BLOCK_SIDE, BLOCKS, BLOCK_SIDE, 3)
    typical = np.median(blocks, axis=(1, 3))
    return float((np.abs(typical).max(axis=2) <= ALIKE_STEP).mean())


def _inner(box: Box) -> Box:
    width, height = (box[2] - box[0]) * INNER, (box[3] - box[1]) * INNER
    return (box[0] + width, box[1] + height, box[2] - width, box[3] - height)


def _as_box(place: npt.NDArray[np.float64]) -> Box:
    left, top, right, bottom = (float(edge) for edge in place)
    return (left, top, right, bottom)


def _fitted(
    target: Pixels, picture: Image.Image, place: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """A box whose part of the picture is nearer to the target: one step of Gauss and Newton."""
    side = len(target)
    tile = part_of(picture, _as_box(place), side)
    down, across = np.gradient(tile)
    width, height = place[2] - place[0], place[3] - place[1]
    along = (np.arange(side) + 0.5) / side
    u, v = along[None, :], along[:, None]
    slopes = np.stack(
        [
            across * (1 - u) * side / width,
            down * (1 - v) * side / height,
            across * u * side / width,
            down * v * side / height,
        ]
    ).reshape(4, -1)
    missing = (target - tile).ravel()
    # What lies over one of the two only, a watermark or a person, must not pull.
    weights = 1 / (1 + (missing / OUTLIER_STEP) ** 2)
    step, *_ = np.linalg.lstsq(
        (slopes * weights) @ slopes.T, (slopes * weights) @ missing, rcond=None
    )
    return _within(place + step, place)


def _within(
    place: npt.NDArray[np.float64], before: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The box inside its picture; the one before where nothing sensible is left of it."""
    moved = np.clip(place, 0, 1)
    is_sensible = moved[2] - moved[0] > INNER and moved[3] - moved[1] > INNER
    return moved if is_sensible else before
