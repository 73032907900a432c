"""Evidence: intake of pictures. What is served is our own encoding, never the sender's bytes."""

import threading
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

from PIL import Image, ImageFile

from server.core.problems import Problem
from server.evidence.adapters.lettering import letter
from server.evidence.adapters.marking import burn_in, pixelate, scaled
from server.evidence.adapters.marks import Mark
from server.evidence.rules import NoPicture, TooManyPixels

FORMATS = ("JPEG", "PNG", "WEBP")
# Phones add a small map or a second view to a JPEG (MPO); albums and animations are no photo.
MOST_FRAMES = 3
DISPLAY_SIDE, THUMBNAIL_SIDE = 2048, 320
DISPLAY_QUALITY, THUMBNAIL_QUALITY = 82, 75
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Made = TypeVar("Made")

# The largest picture takes some 350 MB while it is decoded; more at once would not be faster.
_decoding = threading.BoundedSemaphore(2)
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Copies:
    """JPEG files without metadata: one to look at, with its watermark, and one for lists."""

    display: bytes
    thumbnail: bytes


def make_copies(content: bytes, most_pixels: int, lines: Sequence[str] = ()) -> Copies:
    """Copies of a JPEG, PNG or WebP picture; NoPicture or TooManyPixels otherwise.

    `lines` is the watermark (水印) of the one to look at.
    """

    def make() -> Copies:
        picture = _decoded(content, most_pixels)
        small = _small(picture)
        letter(picture, lines)
        return Copies(_as_jpeg(picture, DISPLAY_QUALITY), _as_jpeg(small, THUMBNAIL_QUALITY))

    return _guarded(make)


def make_published(
    content: bytes,
    most_pixels: int,
    lines: Sequence[str],
    marks: Sequence[Mark],
    side: int = DISPLAY_SIDE,
) -> bytes:
    """The picture as it may leave the house: mosaics, watermark and marks burned in, as JPEG."""

    def make() -> bytes:
        picture = _decoded(content, most_pixels, side)
        # First of all, so that nothing drawn later hides what a mosaic left.
        pixelate(picture, marks)
        letter(picture, lines)
        burn_in(picture, marks)
        return _as_jpeg(picture, DISPLAY_QUALITY)

    return _guarded(make)


def ink_of(content: bytes, most_pixels: int) -> int:
    """How much of a signature is ink: millionths of the square of the sheet's width."""

    def measure() -> int:
        sheet = _decoded(content, most_pixels).convert("L")
        darkness = sum((255 - level) * count for level, count in enumerate(sheet.histogram()))
        return darkness * 1_000_000 // (255 * sheet.width**2)

    return _guarded(measure)


def _guarded(make: Callable[[], Made]) -> Made:
    try:
        with _decoding:
            return make()
    except (Problem, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except Exception as error:
        # Whatever a decoder stumbles over, the sender's file is at fault and no server error.
        raise NoPicture from error


def _decoded(content: bytes, most_pixels: int, side: int = DISPLAY_SIDE) -> Image.Image:
    """In RGB, upright and at most `side` pixels long."""
    with Image.open(BytesIO(content), formats=FORMATS) as source:
        _check_header(source, most_pixels)
        if source.format == "PNG":
            # The decoder takes a torn stream for pixels now and then; the checksums don't.
            Image.open(BytesIO(content), formats=FORMATS).verify()
        return _upright(_shrunk(source, side), _orientation(source))


def _check_header(source: ImageFile.ImageFile, most_pixels: int) -> None:
    if source.width * source.height > most_pixels:
        raise TooManyPixels(width=source.width, height=source.height)
    frames: int = getattr(source, "n_frames", 1)
    if frames > (MOST_FRAMES if source.format == "MPO" else 1):
        raise NoPicture(frames=frames)


def _shrunk(source: ImageFile.ImageFile, side: int) -> Image.Image:
    """Decoded, opaque and at most `side` long; draft lets JPEG decode no more than that."""
    ratio = min(1, side / max(source.size))
    source.draft(None, (max(1, int(source.width * ratio)), max(1, int(source.height * ratio))))
    picture = _opaque(source)
    picture.thumbnail((side, side))
    return picture


def _small(picture: Image.Image) -> Image.Image:
    ratio = min(1, THUMBNAIL_SIDE / max(picture.size))
    size = max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))
    return scaled(picture, size, Image.Resampling.BICUBIC, 2)


def _opaque(source: Image.Image) -> Image.Image:
    """In RGB, on white: a signature is drawn on nothing."""
    if not source.has_transparency_data:
        return source.convert("RGB")
    layer = source if source.mode == "RGBA" else source.convert("RGBA")
    sheet = Image.new("RGB", layer.size, "white")
    sheet.paste(layer, mask=layer)
    return sheet


def _orientation(source: Image.Image) -> int:
    """The EXIF orientation, 1 where there is none or it is broken: the picture may still do."""
    try:
        return int(source.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    # The encoder would carry a comment over from here.
    picture.info = {}
    target = BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()
