"""Evidence: lines of Chinese text on a picture, readable on any ground."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import manimgx_fonts_cjk
from PIL import Image, ImageDraw, ImageFont

FONT = Path(manimgx_fonts_cjk.__file__).parent / "NotoSansCJK-VF.otf.ttc"
SIMPLIFIED, MEDIUM = 2, 500
# All lines together, in shares of the picture's height and width (design: at most 18 %).
TALLEST, WIDEST = 0.18, 0.96
LEADING = 1.3
LARGEST, LEAST, SMALLEST = 0.026, 0.6, 6
# 〓 stands for a character that the font has not, as Chinese printers do.
ABSENT = "〓"
NO_CHARACTER = "\uffff"
PROBE = 16
# What is behind the letters keeps four tenths of its light: white on it has a contrast of 5 : 1.
DARKNESS = 0.6


def letter(picture: Image.Image, lines: Sequence[str]) -> None:
    """Write the lines into the lower left of an RGB picture; too small a picture stays as it is."""
    size, words = fitting(picture.size, lines)
    if not words:
        return
    font = load_font(size)
    step, margin = int(size * LEADING), size // 3
    top = picture.height - step * len(words) - 2 * margin
    width = max(int(font.getlength(line)) for line in words) + 3 * margin
    _darken(picture, (0, top, min(width, picture.width), picture.height))
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(words):
        pen.text((margin * 1.5, top + margin + number * step), line, fill="white", font=font)


def fitting(picture: tuple[int, int], lines: Sequence[str]) -> tuple[int, list[str]]:
    """Letters' size in whole pixels, and the lines as they fit; none where they were too small.

    For a very long name the letters shrink only so far: then the line is cut.
    """
    words = [drawable(line) for line in lines]
    rows = len(words) * LEADING + 2 / 3
    tall = min(max(picture) * LARGEST, picture[1] * TALLEST / rows)
    widest = max((load_font(PROBE).getlength(line) for line in words), default=0) / PROBE + 1
    size = int(max(tall * LEAST, min(tall, picture[0] * WIDEST / widest)))
    if size < SMALLEST:
        return size, []
    width = picture[0] * WIDEST - size
    return size, [_clip(load_font(size), line, width) for line in words]


@lru_cache(maxsize=64)
def load_font(size: int) -> ImageFont.FreeTypeFont:
    """Noto Sans CJK for simplified Chinese in a weight that holds on a photo; `size` in pixels."""
    font = ImageFont.truetype(FONT, size, index=SIMPLIFIED)
    font.set_variation_by_axes([MEDIUM])
    return font


def drawable(text: str) -> str:
    """One line, with a sign for each character that the font cannot draw."""
    line = " ".join(text.split())
    return "".join(each if has_glyph(each) else ABSENT for each in line)


@lru_cache(maxsize=20_000)
def has_glyph(character: str) -> bool:
    """Whether the font draws it as something else than its box for unknown characters."""
    return _shape(character) != _shape(NO_CHARACTER)


def _shape(character: str) -> bytes:
    font = load_font(PROBE)
    sheet = Image.new("L", (2 * PROBE, 2 * PROBE))
    ImageDraw.Draw(sheet).text((0, 0), character, fill=255, font=font)
    return sheet.tobytes()


def _clip(font: ImageFont.FreeTypeFont, line: str, width: float) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


def _darken(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    region = picture.crop(box)
    picture.paste(Image.blend(region, Image.new("RGB", region.size), DARKNESS), box)
