"""Soak: small photos of 8–20 KB, which phones turn into ever new files."""

import base64
import io
import random

from PIL import Image

SIDES = (160, 120)
COUNT = 24
QUALITIES = (70, 85, 90, 94)


def make_pictures(seed: int) -> list[str]:
    """JPEG files in base64: noise over a colour, since noise is what packs badly."""
    chance = random.Random(seed)
    return [base64.b64encode(_picture(chance)).decode() for _ in range(COUNT)]


def _picture(chance: random.Random) -> bytes:
    noise = Image.frombytes("RGB", SIDES, chance.randbytes(3 * SIDES[0] * SIDES[1]))
    red, green, blue = chance.randbytes(3)
    colour = Image.new("RGB", SIDES, (red, green, blue))
    file = io.BytesIO()
    Image.blend(colour, noise, 0.6).save(file, "JPEG", quality=chance.choice(QUALITIES))
    return file.getvalue()
