"""Bench of evidence: invented places and the pictures taken there; everything follows a seed.

A view has things at several depths. A picture taken anew comes from another step of the hand, so
that near things move more than far ones; the light is another, and somebody may stand in the way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 720
INK = (38, 50, 56)
MOST_SHIFT, LEAST_SHIFT = 0.05, 0.02
LEAST_RELIT, MOST_RELIT = 0.03, 0.3
Paint = Callable[[ImageDraw.ImageDraw, float, float], None]


@dataclass(frozen=True)
class Shot:
    """How a picture was taken: shift as a share of the width, light as factors, sensor's noise."""

    dx: float
    dy: float
    gain: float
    warmth: float
    slope: float
    has_person: bool
    seed: int


@dataclass(frozen=True)
class View:
    """What stands where: a wall's texture, and things to paint from far to near with depths."""

    wall: np.ndarray
    things: tuple[tuple[float, Paint], ...]


def some_shots(count: int, chance: Random) -> list[Shot]:
    """Shots of one view, each shifted by 2–5 % against any other and in other light."""
    shots: list[Shot] = []
    while len(shots) < count:
        shot = _a_shot(chance)
        if all(_is_anew(shot, other) for other in shots):
            shots.append(shot)
    return shots


def _is_anew(shot: Shot, other: Shot) -> bool:
    shifted = np.hypot(shot.dx - other.dx, shot.dy - other.dy)
    return bool(shifted >= LEAST_SHIFT and abs(shot.gain - other.gain) >= LEAST_RELIT)


def _a_shot(chance: Random) -> Shot:
    """From a spot within MOST_SHIFT; in a third of all cases with a person in the way."""
    return Shot(
        dx=chance.uniform(-MOST_SHIFT, MOST_SHIFT),
        dy=chance.uniform(-MOST_SHIFT, MOST_SHIFT),
        gain=chance.uniform(1 - MOST_RELIT, 1 + MOST_RELIT),
        warmth=chance.uniform(-0.06, 0.06),
        slope=chance.uniform(-0.12, 0.12),
        has_person=chance.random() < 1 / 3,
        seed=chance.randrange(2**31),
    )


def a_view(seed: int) -> View:
    """A hall, a stairwell or a meter room, with what stands and hangs there."""
    chance = Random(seed)
    things: list[tuple[float, Paint]] = [(1.0, _floor(chance))]
    for make, most in ((_window, 2), (_tiles, 1), (_pipe, 4), (_sign, 3), (_meter, 3)):
        things += [
            (1 + chance.uniform(0, 0.3), make(chance)) for _ in range(chance.randint(0, most))
        ]
    things.append((1.5, _counter(chance)))
    things += [(1.5, _clutter(chance)) for _ in range(chance.randint(2, 9))]
    return View(_wall(chance), tuple(sorted(things, key=lambda thing: thing[0])))


def take(view: View, shot: Shot) -> Image.Image:
    """The picture of a view, WIDTH × HEIGHT."""
    roll = (round(shot.dy * WIDTH), round(shot.dx * WIDTH))
    picture = Image.fromarray(np.roll(view.wall, roll, (0, 1)))
    draw = ImageDraw.Draw(picture)
    for depth, paint in view.things:
        paint(draw, shot.dx * WIDTH * depth, shot.dy * WIDTH * depth)
    if shot.has_person:
        _person(draw, Random(shot.seed))
    return Image.fromarray(_lit(np.asarray(picture), shot))


def as_jpeg(picture: Image.Image, quality: int = 80) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()


def _lit(pixels: np.ndarray, shot: Shot) -> np.ndarray:
    chance = np.random.default_rng(shot.seed)
    tint = np.array([1 + shot.warmth, 1, 1 - shot.warmth]) * shot.gain
    across = 1 + shot.slope * np.linspace(-1, 1, WIDTH)[None, :, None]
    noise = chance.normal(0, 4, pixels.shape)
    return np.clip(pixels * tint * across + noise, 0, 255).astype(np.uint8)


def _wall(chance: Random) -> np.ndarray:
    """Plaster: spots of several sizes on a colour."""
    grain = np.random.default_rng(chance.randrange(2**31))
    sheet = np.zeros((HEIGHT, WIDTH))
    for cells, strength in ((4, 30), (12, 12), (40, 8), (160, 6)):
        spots = grain.normal(0, 1, (cells, cells)).astype(np.float32)
        sheet += strength * np.asarray(Image.fromarray(spots).resize((WIDTH, HEIGHT)))
    base = np.array(_colour(chance, 120, 220))
    return np.clip(sheet[:, :, None] + base, 0, 255).astype(np.uint8)


def _colour(chance: Random, low: int = 30, high: int = 235) -> tuple[int, int, int]:
    return chance.randint(low, high), chance.randint(low, high), chance.randint(low, high)


def _box(chance: Random, wide: tuple[int, int], high: tuple[int, int]) -> tuple[int, ...]:
    width, height = chance.randint(*wide), chance.randint(*high)
    left, top = chance.randint(-40, WIDTH - width), chance.randint(-20, HEIGHT - height)
    return left, top, left + width, top + height


def _at(box: tuple[int, ...], dx: float, dy: float) -> tuple[float, float, float, float]:
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


def _floor(chance: Random) -> Paint:
    top, colour = chance.randint(420, 600), _colour(chance, 60, 180)

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        draw.rectangle((-99, top + dy, WIDTH + 99, HEIGHT + 99), fill=colour)

    return paint


def _window(chance: Random) -> Paint:
    box, colour = _box(chance, (150, 320), (150, 300)), _colour(chance, 150, 250)

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        left, top, right, bottom = _at(box, dx, dy)
        draw.rectangle((left, top, right, bottom), fill=colour, outline=INK, width=6)
        middle = (left + right) / 2
        draw.line((middle, top, middle, bottom), fill=INK, width=5)

    return paint


def _tiles(chance: Random) -> Paint:
    step, colour = chance.randint(40, 110), _colour(chance, 90, 200)
    box = _box(chance, (300, 700), (150, 400))

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        left, top, right, bottom = _at(box, dx, dy)
        for number in range((box[2] - box[0]) // step + 1):
            draw.line((left + number * step, top, left + number * step, bottom), colour, 3)
        for number in range((box[3] - box[1]) // step + 1):
            draw.line((left, top + number * step, right, top + number * step), colour, 3)

    return paint


def _pipe(chance: Random) -> Paint:
    colour, width = _colour(chance), chance.randint(12, 40)
    points = [(chance.randint(-50, WIDTH + 50), chance.randint(-50, HEIGHT)) for _ in range(2)]
    corner = (points[1][0], points[0][1])

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        bent = [(x + dx, y + dy) for x, y in (points[0], corner, points[1])]
        draw.line(bent, colour, width, joint="curve")
        draw.line([(x + width / 4, y - width / 4) for x, y in bent], (225, 225, 225), 3)

    return paint


def _sign(chance: Random) -> Paint:
    box, colour = _box(chance, (140, 340), (60, 160)), _colour(chance)
    words = f"{chance.choice('ABCDEFGH')}-{chance.randint(100, 9999)}"
    font = ImageFont.load_default(chance.randint(28, 56))

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        left, top, right, bottom = _at(box, dx, dy)
        draw.rectangle((left, top, right, bottom), fill=colour, outline=(250, 250, 250), width=5)
        draw.text((left + 14, top + 12), words, (250, 250, 250), font)

    return paint


def _meter(chance: Random) -> Paint:
    radius, colour = chance.randint(45, 120), _colour(chance, 140, 240)
    x, y = chance.randint(60, WIDTH - 60), chance.randint(60, HEIGHT - 160)
    angle, digits = chance.uniform(0, 6.28), f"{chance.randint(0, 99999):05d}"
    font = ImageFont.load_default(radius / 2.4)

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        left, top = x + dx - radius, y + dy - radius
        draw.ellipse((left, top, left + 2 * radius, top + 2 * radius), colour, INK, 6)
        tip = (x + dx + radius * 0.8 * np.cos(angle), y + dy + radius * 0.8 * np.sin(angle))
        draw.line((x + dx, y + dy, *tip), (200, 30, 30), 5)
        draw.text((left + radius * 0.4, y + dy + radius * 0.2), digits, INK, font)

    return paint


def _counter(chance: Random) -> Paint:
    top, colour = chance.randint(470, 620), _colour(chance, 50, 200)
    left, right = chance.randint(-100, 300), chance.randint(600, WIDTH + 100)

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        draw.rectangle((left + dx, top + dy, right + dx, top + 150 + dy), colour, INK, 5)

    return paint


def _clutter(chance: Random) -> Paint:
    box, colour = _box(chance, (40, 140), (30, 110)), _colour(chance)

    def paint(draw: ImageDraw.ImageDraw, dx: float, dy: float) -> None:
        draw.ellipse(_at(box, dx, dy), colour, INK, 4)

    return paint


def _person(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    middle, height = chance.randint(150, WIDTH - 150), chance.randint(300, 520)
    width, top, colour = height * 0.32, HEIGHT - height, _colour(chance, 20, 160)
    draw.rounded_rectangle((middle - width / 2, top, middle + width / 2, HEIGHT + 60), 60, colour)
    head = width * 0.3
    draw.ellipse(
        (middle - head, top - head * 1.8, middle + head, top + head * 0.4), (214, 172, 140)
    )
