"""Demo: how its pictures came to be. Most are as they should be, some raise questions (疑点)."""

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Literal

from PIL import Image

from server.demo.company import SITES, site_position, unit_name_of

# Of a hundred pictures four have a bad position and one comes from a phone whose clock is wrong.
INACCURATE_OF, CLOCK_OFF_OF = 25, 100
GALLERY = (20, 41, 62)
REUSED = tuple(range(30, 78, 4))
REUSED_AFTER = 23
METRE = 1 / 111_195
MOST_AWAY_M = 60
SKEW_MS = 9 * 60_000


@dataclass(frozen=True)
class Stand:
    """Where and with what phone a picture is taken; position in WGS-84 degrees."""

    site: str
    site_name: str
    unit_name: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    skew_ms: int
    source: Literal["camera", "gallery"]


def stand_at(site: str, number: int) -> Stand:
    """How the picture of this number is taken at a site."""
    chance = Random(number)
    position = site_position(site)
    seed = next(its for its in SITES if its.code == site)
    is_inaccurate = number % INACCURATE_OF == INACCURATE_OF - 1
    away = [chance.uniform(-MOST_AWAY_M, MOST_AWAY_M) * METRE for _ in range(2)]
    return Stand(
        site=site,
        site_name=seed.name,
        unit_name=unit_name_of(seed),
        lat=position and position[0] + away[0],
        lon=position and position[1] + away[1],
        accuracy_m=position and (chance.randint(120, 400) if is_inaccurate else 8 + number % 20),
        skew_ms=SKEW_MS if number % CLOCK_OFF_OF == CLOCK_OFF_OF // 2 else number % 900,
        source="gallery" if number in GALLERY else "camera",
    )


def used_again(content: bytes, number: int) -> bytes:
    """The same picture as somebody hands it in again: the file, made smaller, or its foot cut."""
    way = number % 3
    if way == 0:
        return content
    with Image.open(BytesIO(content)) as source:
        picture = source.convert("RGB")
    if way == 1:
        picture.thumbnail((640, 640))
    else:
        picture = picture.crop((0, 0, picture.width, round(picture.height * 0.87)))
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()
