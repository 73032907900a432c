"""Evidence: the shapes of marks (标注) laid over a photo that itself stays as it was."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from server.core.command import Part

MOST_MARKS, MOST_SPOTS, MOST_SPOTS_OF_ONE = 50, 1500, 300
MOST_NUMBER = 99

# 红 · 黄 · 蓝 · 白: told apart on any photo, also by those who do not see red and green.
MarkColour = Literal["red", "yellow", "blue", "white"]


class Spot(Part):
    """A point of the upright picture in shares of its width and height, from the top left."""

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


class Shape(Part):
    """箭头: from tail to head; 方框: from one corner to the other."""

    kind: Literal["arrow", "box"]
    colour: MarkColour
    start: Spot
    end: Spot


class Freehand(Part):
    """手绘."""

    kind: Literal["freehand"]
    colour: MarkColour
    spots: list[Spot] = Field(min_length=2, max_length=MOST_SPOTS_OF_ONE)


class NumberTag(Part):
    """编号."""

    kind: Literal["number"]
    colour: MarkColour
    at: Spot
    number: int = Field(ge=1, le=MOST_NUMBER)


class Mosaic(Part):
    """马赛克: a face or a doorplate that nobody outside may see."""

    kind: Literal["mosaic"]
    start: Spot
    end: Spot


Mark = Annotated[Shape | Freehand | NumberTag | Mosaic, Field(discriminator="kind")]
_MARKS: TypeAdapter[list[Mark]] = TypeAdapter(list[Mark])


def read_marks(kept: Sequence[object]) -> list[Mark]:
    """Marks as a photo's row keeps them."""
    return _MARKS.validate_python(kept)


def count_spots(marks: Sequence[Mark]) -> int:
    """How large a drawing is: the freehand lines make the bulk."""
    return sum(len(mark.spots) if isinstance(mark, Freehand) else 2 for mark in marks)
