"""Evidence bench: photos as the phone sends them."""

from io import BytesIO
from random import Random

from PIL import Image, ImageFilter

SIZE = (2048, 1536)
CLIENT_QUALITY = 80


def client_photo(kilobytes: int = 350, seed: int = 1) -> bytes:
    """2048 pixels long, JPEG of the phone's quality, as near to this size as ten tries come."""
    least, most = 1, 400
    content = b""
    for _ in range(10):
        grain = (least + most) // 2
        content = _photo(grain, seed)
        if len(content) < kilobytes * 1000:
            least = grain
        else:
            most = grain
    return content


def large_photo(size: int, seed: int = 1) -> bytes:
    """A JPEG that is, with what follows its end, this long: for transfer alone."""
    content = _photo(200, seed)
    return content + Random(seed).randbytes(size - len(content))


def _photo(grain: int, seed: int) -> bytes:
    """A scene of large shapes with more or less fine grain over it."""
    chance = Random(seed)
    small = Image.frombytes("RGB", (24, 18), chance.randbytes(24 * 18 * 3))
    scene = small.resize(SIZE, Image.Resampling.BICUBIC)
    noise = Image.effect_noise(SIZE, grain).filter(ImageFilter.GaussianBlur(1)).convert("RGB")
    target = BytesIO()
    Image.blend(scene, noise, 0.25).save(target, "JPEG", quality=CLIENT_QUALITY)
    return target.getvalue()
