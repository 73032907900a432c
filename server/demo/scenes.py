"""Demo: drawn pictures instead of photos; coloured scenes with a code, never a real place."""

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 720
INK = (38, 50, 56)


def draw_scene(label: str, *, is_good: bool) -> bytes:
    """A hall-like scene as JPEG; tidy where it is good, with things lying about where not."""
    chance = Random(label)
    picture = Image.new("RGB", (WIDTH, HEIGHT), _tint(chance, 225))
    draw = ImageDraw.Draw(picture)
    floor, columns = HEIGHT * chance.uniform(0.5, 0.75), chance.randint(2, 5)
    draw.rectangle((0, floor, WIDTH, HEIGHT), fill=_tint(chance, 160))
    for column in range(columns):
        left = chance.randrange(30, 90) + column * WIDTH // columns
        box = (left, chance.randrange(120, 220), left + 150, chance.randrange(300, 420))
        draw.rectangle(box, fill=_tint(chance, chance.randrange(60, 220)), outline=INK, width=4)
    left, top = chance.randrange(40, 400), chance.randrange(420, 520)
    counter = (left, top, left + chance.randrange(300, 560), top + 110)
    draw.rectangle(counter, fill=_tint(chance, 130), outline=INK, width=4)
    for _ in range(0 if is_good else 14):
        left, top = chance.randrange(WIDTH - 90), chance.randrange(470, HEIGHT - 70)
        draw.ellipse((left, top, left + 70, top + 40), fill=_tint(chance, 90), outline=INK)
    draw.text((40, 30), label, fill=INK, font=ImageFont.load_default(64))
    return _encode(picture, "JPEG")


@cache
def draw_signature(label: str) -> bytes:
    """A few strokes of a pen, as PNG."""
    chance = Random(label)
    picture = Image.new("RGB", (600, 240), "white")
    draw = ImageDraw.Draw(picture)
    for stroke in range(4):
        left = 60 + stroke * 120
        points = [(left + step * 12, 120 + chance.randrange(-70, 70)) for step in range(9)]
        draw.line(points, fill=INK, width=5, joint="curve")
    return _encode(picture, "PNG")


def _tint(chance: Random, light: int) -> tuple[int, int, int]:
    red, green, blue = (min(255, light + chance.randrange(-28, 29)) for _ in range(3))
    return red, green, blue


def _encode(picture: Image.Image, kind: str) -> bytes:
    target = BytesIO()
    picture.save(target, kind, quality=80)
    return target.getvalue()
