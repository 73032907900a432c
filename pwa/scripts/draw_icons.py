"""Icons: draws the app's PNG icons from public/icons/icon.svg's shapes. Needs Pillow; run once per change."""

import math
from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).parent.parent / "public" / "icons"
TEAL, PAPER = (11, 85, 89, 255), (244, 250, 248, 255)
# The SVG's flame as cubic Béziers on a 64-unit grid: start, then (control, control, end).
FLAME_LEFT = [((35, 17), (30, 21), (26, 26)), ((22.5, 30.3), (20, 34.3), (20, 40))]
FLAME_RIGHT = [
    ((45, 35), (43, 31), (40.5, 28)),
    ((40, 31), (38.7, 33), (36.5, 34)),
    ((38, 25), (37, 16), (33, 9)),
]
TICK = [(26.5, 41), (31, 45.5), (39.5, 36)]
OVERSAMPLE = 8

Point = tuple[float, float]


def bezier(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
    """Thirty-two points along a cubic curve."""

    def at(t: float, axis: int) -> float:
        u = 1 - t
        a, b, c, d = start[axis], one[axis], two[axis], end[axis]
        return u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d

    return [(at(step / 32, 0), at(step / 32, 1)) for step in range(33)]


def curve(start: Point, parts: list[tuple[Point, Point, Point]]) -> list[Point]:
    points = [start]
    for one, two, end in parts:
        points += bezier(points[-1], one, two, end)
    return points


def flame() -> list[Point]:
    """The outline: down the left side, round the bottom (a half circle), up the right side."""
    bottom = [
        (32.5 - 12.5 * math.cos(angle), 40 + 12.5 * math.sin(angle))
        for angle in (math.pi * step / 48 for step in range(49))
    ]
    return curve((33, 9), FLAME_LEFT) + bottom + curve((45, 40), FLAME_RIGHT)


def draw(size: int, *, inset: float, radius: float) -> Image.Image:
    """`inset` shrinks the flame towards the middle, for masks that cut the edge off."""
    side = size * OVERSAMPLE
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * radius, fill=TEAL)
    scale = side / 64 * (1 - inset)
    shift = side * inset / 2

    def place(points: list[Point]) -> list[Point]:
        return [(x * scale + shift, y * scale + shift) for x, y in points]

    pen.polygon(place(flame()), fill=PAPER)
    width = round(4 * scale)
    ends = place(TICK)
    pen.line(ends, fill=TEAL, width=width, joint="curve")
    for x, y in (ends[0], ends[-1]):
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=TEAL)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    draw(192, inset=0, radius=0.25).save(ICONS / "icon-192.png", optimize=True)
    draw(512, inset=0, radius=0.25).save(ICONS / "icon-512.png", optimize=True)
    draw(512, inset=0.2, radius=0).save(ICONS / "maskable-512.png", optimize=True)
    draw(180, inset=0.08, radius=0).save(ICONS / "apple-touch-icon.png", optimize=True)


if __name__ == "__main__":
    main()
