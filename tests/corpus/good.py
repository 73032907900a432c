"""Corpus: photos as phones and cameras make them, in ten variants; each red in its upper left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from tests.corpus.bad import noise

ORIENTATION = 0x0112
# How a camera has to turn a picture so that a viewer turns it back.
TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Good:
    """A photo; `width` is that of the upright picture. A grey one has a dark corner instead."""

    content: bytes
    width: int
    is_grey: bool = False


Maker = Callable[[Random], Good]


def scene(chance: Random) -> Image.Image:
    """Something to look at, no square, its upper left corner red."""
    width, height = chance.randrange(400, 900), chance.randrange(300, 390)
    picture = scaled(noise(chance, 32), (width, height))
    ImageDraw.Draw(picture).rectangle((0, 0, 60, 60), fill=(230, 10, 10))
    return picture


def scaled(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in another size, its mode kept."""
    target = picture.copy()
    box = (0, 0, *picture.size)
    return target.transform(size, Image.Transform.EXTENT, box, Image.Resampling.BICUBIC)


def _saved(picture: Image.Image, kind: str, width: int, **options: object) -> Good:
    target = BytesIO()
    picture.save(target, kind, **options)
    return Good(target.getvalue(), width)


def _camera(chance: Random, **options: object) -> Good:
    """Held any way, and saying so in EXIF, with maker and small picture as cameras do."""
    picture, orientation = scene(chance), chance.randrange(1, 9)
    exif = Image.Exif()
    exif[ORIENTATION], exif[0x010F], exif[0x0110] = orientation, "Phone", f"M{orientation}"
    turn = TURNED[orientation]
    held = picture if turn is None else picture.transpose(turn)
    return _saved(held, "JPEG", picture.width, exif=exif, quality=85, **options)


def _mpo(chance: Random) -> Good:
    """Phones add a small second picture: a map of what lies in front."""
    picture = scene(chance)
    others = [scaled(picture, (160, 120))]
    return _saved(picture, "MPO", picture.width, save_all=True, append_images=others)


def _grey(chance: Random) -> Good:
    picture = scene(chance).convert("L")
    return Good(_saved(picture, "JPEG", picture.width).content, picture.width, is_grey=True)


def _plain(kind: str, mode: str = "RGB", **options: object) -> Maker:
    def make(chance: Random) -> Good:
        picture = scene(chance)
        return _saved(picture.convert(mode), kind, picture.width, **options)

    return make


def _signature(chance: Random) -> Good:
    """Drawn on nothing, as the pad does."""
    sheet = Image.new("RGBA", (chance.randrange(300, 600), 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    points = [(chance.randrange(sheet.width), chance.randrange(200)) for _ in range(30)]
    pen.line(points, fill=(0, 0, 0, 255), width=3)
    pen.rectangle((0, 0, 60, 60), fill=(230, 10, 10, 255))
    return _saved(sheet, "PNG", sheet.width)


GOOD: Mapping[str, Maker] = {
    "phone": _camera,
    "phone, 4:4:4": lambda chance: _camera(chance, subsampling=0),
    "phone, progressive": lambda chance: _camera(chance, progressive=True),
    "phone with a second picture": _mpo,
    "grey": _grey,
    # A scanner's or a camera app's; taken, and shown in RGB as any other.
    "cmyk": _plain("JPEG", "CMYK"),
    "png": _plain("PNG"),
    "png with a palette": _plain("PNG", "P"),
    "signature": _signature,
    "webp": _plain("WEBP", quality=80),
}
