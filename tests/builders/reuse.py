"""Bench of evidence: what people do to a picture before they hand it in again."""

from collections.abc import Callable, Mapping
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from tests.builders.scenes import as_jpeg

Reuse = Callable[[bytes, Random], bytes]
WIDE, HIGH = 1080, 2340
UPRIGHT_OF_TEN = 7
BAR_COLOURS = ((0, 0, 0), (255, 255, 255), (24, 24, 28), (242, 242, 247))


def _open(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def same_file(content: bytes, chance: Random) -> bytes:
    return content


def resized(content: bytes, chance: Random) -> bytes:
    picture, share = _open(content), chance.uniform(0.3, 0.85)
    size = (round(picture.width * share), round(picture.height * share))
    return as_jpeg(picture.resize(size, Image.Resampling.LANCZOS), 85)


def recompressed(content: bytes, chance: Random) -> bytes:
    return as_jpeg(_open(content), chance.randint(25, 60))


def screenshot(content: bytes, chance: Random) -> bytes:
    """On a phone's screen, upright or turned, with the bars of the system and of the viewer."""
    picture, is_upright = _open(content), chance.randrange(10) < UPRIGHT_OF_TEN
    if chance.choice((True, False)):
        _stamp(picture)
    size = (WIDE, HIGH) if is_upright else (HIGH, WIDE)
    screen = Image.new("RGB", size, chance.choice(BAR_COLOURS))
    share = min(size[0] / picture.width, size[1] / picture.height)
    shown = picture.resize((round(picture.width * share), round(picture.height * share)))
    screen.paste(shown, ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2))
    _draw_bars(screen, chance)
    if chance.choice((True, False)):
        return as_jpeg(screen, chance.randint(60, 90))
    target = BytesIO()
    screen.save(target, "PNG")
    return target.getvalue()


def cropped(content: bytes, chance: Random) -> bytes:
    """The watermark's strip cut off the bottom, or a little of every edge."""
    picture = _open(content)
    if chance.choice((True, False)):
        cuts = (0.0, 0.0, 0.0, chance.uniform(0.1, 0.2))
    else:
        left, top, right, bottom = (chance.uniform(0.01, 0.08) for _ in range(4))
        cuts = (left, top, right, bottom)
    width, height = picture.size
    box = (cuts[0] * width, cuts[1] * height, (1 - cuts[2]) * width, (1 - cuts[3]) * height)
    return as_jpeg(picture.crop(tuple(round(edge) for edge in box)), 85)  # pyright: ignore


def _stamp(picture: Image.Image) -> None:
    """Five lines of a watermark, lower left."""
    draw = ImageDraw.Draw(picture)
    size = picture.height * 0.03
    for line in range(5):
        place = (picture.width * 0.02, picture.height * (0.82 + 0.034 * line))
        words = f"2026-05-0{line + 1} 10:2{line} CHENGWAN 20.50N"
        draw.text(
            place, words, "white", ImageFont.load_default(size), stroke_width=1, stroke_fill="black"
        )


def _draw_bars(screen: Image.Image, chance: Random) -> None:
    draw, ink = ImageDraw.Draw(screen), (128, 128, 128)
    font = ImageFont.load_default(36)
    draw.text((60, 30), f"{chance.randint(10, 23)}:{chance.randint(10, 59)}", ink, font)
    draw.text((screen.width - 220, 30), f"5G  {chance.randint(10, 99)}%", ink, font)
    if screen.height > screen.width:
        for number in range(3):
            left = screen.width * (0.2 + 0.27 * number)
            box = (left, screen.height - 150, left + 60, screen.height - 90)
            draw.ellipse(box, outline=ink, width=5)


REUSES: Mapping[str, Reuse] = {
    "same file": same_file,
    "resized": resized,
    "recompressed": recompressed,
    "screenshot": screenshot,
    "cropped": cropped,
}
