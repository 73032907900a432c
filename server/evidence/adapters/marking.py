"""Evidence: marks (标注) burned into a picture, and mosaics of which nothing can be recovered."""

from collections.abc import Sequence
from math import atan2, ceil, cos, floor, pi, sin

from PIL import Image, ImageDraw
from PIL.ImageOps import posterize

from server.evidence.adapters.lettering import load_font
from server.evidence.adapters.marks import Freehand, Mark, Mosaic, NumberTag, Shape, Spot

Point = tuple[float, float]
Pen = ImageDraw.ImageDraw

COLOURS = {"red": "#e5231b", "yellow": "#ffd60a", "blue": "#1668ff", "white": "#ffffff"}
EDGE = "#10181b"
# In shares of the longest side; the phone draws with the same (pwa/src/ui/marks.ts).
LINE, TAG, BLOCK = 1 / 160, 1 / 42, 1 / 24
STEP_BITS = 4
BOX, NEAREST = Image.Resampling.BOX, Image.Resampling.NEAREST
HEAD_LENGTH, HEAD_ANGLE = 5, pi / 7


def pixelate(picture: Image.Image, marks: Sequence[Mark]) -> None:
    """One colour a block: the block's mean, in 16 steps a channel, and of nothing around it."""
    for mark in marks:
        if isinstance(mark, Mosaic):
            box = _outward(picture, mark)
            side = max(picture.size) * BLOCK
            blocks = (ceil((box[2] - box[0]) / side), ceil((box[3] - box[1]) / side))
            region = picture.crop(box)
            means: Image.Image = posterize(scaled(region, blocks, BOX), STEP_BITS)
            picture.paste(scaled(means, region.size, NEAREST), box)


def scaled(
    picture: Image.Image, size: tuple[int, int], way: Image.Resampling, gap: float | None = None
) -> Image.Image:
    # Pillow's own types name numpy's, which is not installed.
    return picture.resize(size, way, reducing_gap=gap)  # pyright: ignore[reportUnknownMemberType]


def burn_in(picture: Image.Image, marks: Sequence[Mark]) -> None:
    """Draw everything but mosaics, in the order of drawing."""
    pen = ImageDraw.Draw(picture)
    for mark in marks:
        if not isinstance(mark, Mosaic):
            _draw(pen, mark, picture.size)


def _draw(pen: Pen, mark: Shape | Freehand | NumberTag, size: tuple[int, int]) -> None:
    line = max(size) * LINE
    # Twice: a dark edge under the colour keeps it readable on a ground of the same colour.
    for colour, width in ((EDGE, line * 1.6), (COLOURS[mark.colour], line)):
        ink = (colour, max(1, round(width)))
        if isinstance(mark, NumberTag):
            _tag(pen, mark, _at(mark.at, size), max(size) * TAG)
        elif isinstance(mark, Freehand):
            _line(pen, [_at(spot, size) for spot in mark.spots], ink)
        elif mark.kind == "box":
            _line(pen, _corners(_at(mark.start, size), _at(mark.end, size)), ink)
        else:
            _arrow(pen, _at(mark.start, size), _at(mark.end, size), ink, line)


def _line(pen: Pen, points: list[Point], ink: tuple[str, int]) -> None:
    colour, width = ink
    pen.line(points, fill=colour, width=width, joint="curve")
    for x, y in (points[0], points[-1]):
        reach = width / 2
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)


def _corners(start: Point, end: Point) -> list[Point]:
    return [start, (end[0], start[1]), end, (start[0], end[1]), start]


def _arrow(pen: Pen, tail: Point, head: Point, ink: tuple[str, int], line: float) -> None:
    _line(pen, [tail, head], ink)
    direction = atan2(head[1] - tail[1], head[0] - tail[0])
    for side in (HEAD_ANGLE, -HEAD_ANGLE):
        back = direction + pi + side
        length = line * HEAD_LENGTH
        _line(pen, [head, (head[0] + length * cos(back), head[1] + length * sin(back))], ink)


def _tag(pen: Pen, mark: NumberTag, at: Point, reach: float) -> None:
    x, y = at
    box = (x - reach, y - reach, x + reach, y + reach)
    pen.ellipse(box, fill=COLOURS[mark.colour], outline=EDGE, width=max(1, round(reach / 8)))
    ink = "#ffffff" if mark.colour in ("red", "blue") else EDGE
    pen.text(at, str(mark.number), fill=ink, font=load_font(max(6, int(reach * 1.2))), anchor="mm")


def _at(spot: Spot, size: tuple[int, int]) -> Point:
    return spot.x * (size[0] - 1), spot.y * (size[1] - 1)


def _outward(picture: Image.Image, mark: Mosaic) -> tuple[int, int, int, int]:
    """Whole pixels around what was marked, never less."""
    xs, ys = sorted((mark.start.x, mark.end.x)), sorted((mark.start.y, mark.end.y))
    left, top = floor(xs[0] * picture.width), floor(ys[0] * picture.height)
    right, bottom = ceil(xs[1] * picture.width), ceil(ys[1] * picture.height)
    return (
        min(left, picture.width - 1),
        min(top, picture.height - 1),
        max(right, min(left, picture.width - 1) + 1),
        max(bottom, min(top, picture.height - 1) + 1),
    )
