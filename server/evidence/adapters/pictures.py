"""Evidence: intake of pictures. What is served is our own encoding, never the sender's bytes."""

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile

from server.core.problems import Problem
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

# The largest picture takes some 350 MB while it is decoded; more at once would not be faster.
_decoding = threading.BoundedSemaphore(2)
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Copies:
    """JPEG files without metadata: one to look at, one for lists."""

    display: bytes
    thumbnail: bytes


def make_copies(content: bytes, most_pixels: int) -> Copies:
    """Copies of a JPEG, PNG or WebP picture; NoPicture or TooManyPixels otherwise."""
    try:
        with _decoding:
            return _copies(content, most_pixels)
    except (Problem, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except Exception as error:
        # Whatever a decoder stumbles over, the sender's file is at fault and no server error.
        raise NoPicture from error


def _copies(content: bytes, most_pixels: int) -> Copies:
    with Image.open(BytesIO(content), formats=FORMATS) as source:
        _check_header(source, most_pixels)
        if source.format == "PNG":
            # The decoder takes a torn stream for pixels now and then; the checksums don't.
            Image.open(BytesIO(content), formats=FORMATS).verify()
        picture = _upright(_shrunk(source), _orientation(source))
    display = _as_jpeg(picture, DISPLAY_QUALITY)
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Copies(display, _as_jpeg(picture, THUMBNAIL_QUALITY))


def _check_header(source: ImageFile.ImageFile, most_pixels: int) -> None:
    if source.width * source.height > most_pixels:
        raise TooManyPixels(width=source.width, height=source.height)
    frames: int = getattr(source, "n_frames", 1)
    if frames > (MOST_FRAMES if source.format == "MPO" else 1):
        raise NoPicture(frames=frames)


def _shrunk(source: ImageFile.ImageFile) -> Image.Image:
    """Decoded, opaque and at most DISPLAY_SIDE long; draft lets JPEG decode no more than that."""
    ratio = min(1, DISPLAY_SIDE / max(source.size))
    source.draft(None, (max(1, int(source.width * ratio)), max(1, int(source.height * ratio))))
    picture = _opaque(source)
    picture.thumbnail((DISPLAY_SIDE, DISPLAY_SIDE))
    return picture


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
