"""Intake of pictures: what is accepted, and how it is turned, shrunk and flattened."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from server.evidence.adapters.pictures import make_copies
from server.evidence.rules import NoPicture

MOST = 40_000_000


def _file(picture: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def _shown(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(make_copies(content, MOST).display))
    picture.load()
    return picture


def _looks(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    """JPEG is never exact."""
    pixel = picture.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(is_ - wanted) < 30 for is_, wanted in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_shrunk(kind: str) -> None:
    copies = make_copies(_file(Image.new("RGB", (3000, 1500), "red"), kind), MOST)
    assert Image.open(BytesIO(copies.display)).size == (2048, 1024)
    assert Image.open(BytesIO(copies.thumbnail)).size == (320, 160)


def test_a_small_picture_keeps_its_size() -> None:
    copies = make_copies(_file(Image.new("RGB", (30, 20), "red"), "PNG"), MOST)
    assert Image.open(BytesIO(copies.display)).size == (30, 20)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_whatever_exif_says(orientation: int) -> None:
    """R-61: the camera's file is turned, and a red corner must come out at the top left."""
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    turned = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = _shown(_file(turned, "JPEG", exif=exif, quality=95))
    assert shown.size == (64, 32)
    assert _looks(shown, (4, 4), (255, 0, 0))
    assert _looks(shown, (60, 28), (255, 255, 255))


def test_broken_exif_does_not_cost_the_picture() -> None:
    content = _file(Image.new("RGB", (30, 20), "red"), "JPEG", exif=b"Exif\0\0MM\0*garbage")
    assert _shown(content).size == (30, 20)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_signature_is_flattened_on_white(mode: str) -> None:
    signature = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    signature.paste((0, 0, 0, 255), (0, 0, 20, 20))
    shown = _shown(_file(signature.convert(mode), "PNG"))
    assert _looks(shown, (5, 10), (0, 0, 0))
    assert _looks(shown, (35, 10), (255, 255, 255))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_cmyk_photos_are_taken(mode: str) -> None:
    picture = Image.new("RGB", (40, 20), "white").convert(mode)
    assert _looks(_shown(_file(picture, "JPEG")), (10, 10), (255, 255, 255))


def test_copies_carry_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a phone"
    content = _file(Image.new("RGB", (40, 20)), "JPEG", exif=exif, comment=b"hello")
    copies = make_copies(content, MOST)
    for copy in (copies.display, copies.thumbnail):
        info = Image.open(BytesIO(copy)).info
        assert info.keys().isdisjoint({"exif", "comment", "icc_profile", "xmp"})


def _png_of(width: int, height: int) -> bytes:
    """A small file that unpacks to width × height grey pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width + 1)) for _ in range(height)) + packer.flush()
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


FLOOD = """
import resource, sys
from server.evidence.adapters.pictures import make_copies
from server.evidence.rules import TooManyPixels
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    make_copies(content, 40_000_000)
except TooManyPixels:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("side", [8_000, 14_000])
def test_a_pixel_flood_is_refused_from_its_header(side: int) -> None:
    """R-03: nothing of it is unpacked. In a process of its own, to see its peak of memory."""
    command = [sys.executable, "-c", FLOOD]
    done = subprocess.run(command, input=_png_of(side, side), capture_output=True, check=True)
    assert int(done.stdout) < 20_000  # kilobytes


def _animation(kind: str, frames: int) -> bytes:
    pictures = [Image.new("RGB", (20, 20), (i * 20, 0, 0)) for i in range(frames)]
    return _file(pictures[0], kind, save_all=True, append_images=pictures[1:])


def _random_tail() -> bytes:
    good = _file(Image.effect_noise((200, 200), 50), "PNG")
    return good[: len(good) // 2] + bytes(len(good) // 2)


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "gif": lambda: _file(Image.new("RGB", (20, 20)), "GIF"),
    "bmp": lambda: _file(Image.new("RGB", (20, 20)), "BMP"),
    "tiff": lambda: _file(Image.new("RGB", (20, 20)), "TIFF"),
    "animated png": lambda: _animation("PNG", 3),
    "animated webp": lambda: _animation("WEBP", 3),
    "album of a hundred": lambda: _animation("MPO", 100),
    "half a png": _random_tail,
    "half a webp": lambda: _file(Image.effect_noise((99, 99), 50), "WEBP")[:900],
    "half a jpeg": lambda: _file(Image.effect_noise((99, 99), 50), "JPEG")[:2000],
    "half a progressive jpeg": lambda: _file(
        Image.effect_noise((99, 99), 50), "JPEG", progressive=True
    )[:2000],
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
def test_other_files_are_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(NoPicture):
        make_copies(make(), MOST)


def test_a_jpeg_with_a_second_view_is_taken() -> None:
    assert _shown(_animation("MPO", 2)).size == (20, 20)
