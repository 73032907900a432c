"""Corpus: files that must be refused, each kind in as many variants as wanted (R-01)."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image

Maker = Callable[[Random], bytes]
SCRIPT = "<script>alert('ducha')</script>"
MEGABYTE = 1024 * 1024


def picture(chance: Random, kind: str = "JPEG", side: int = 64, **options: object) -> bytes:
    """A small picture of noise."""
    target = BytesIO()
    noise(chance, side).save(target, kind, **options)
    return target.getvalue()


def noise(chance: Random, side: int = 64, mode: str = "RGB") -> Image.Image:
    return Image.frombytes(mode, (side, side), chance.randbytes(side * side * len(mode)))


def zipped(names: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return target.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG, its checksum right."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png(width: int, height: int, rows: bytes, *between: bytes) -> bytes:
    """A grey PNG with these compressed rows, and other chunks before them."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), *between, chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def pixel_flood(side: int, comment: bytes = b"") -> bytes:
    """Some hundred kilobytes that become side × side pixels."""
    return png(side, side, _blank_rows(side), chunk(b"tEXt", b"Comment\0" + comment))


@cache
def _blank_rows(side: int) -> bytes:
    packer, row = zlib.compressobj(9), bytes(side + 1)
    return b"".join(packer.compress(row) for _ in range(side)) + packer.flush()


def _flood(chance: Random, side: int) -> bytes:
    return pixel_flood(side, f"{chance.random()}".encode())


def _bomb(chance: Random, kind: bytes) -> bytes:
    packed = _packed_zeros(chance.choice((60, 75, 90)) * MEGABYTE)
    name = f"name {chance.random()}".encode()
    return png(8, 8, zlib.compress(bytes(72)), chunk(kind, name + b"\0\0" + packed))


@cache
def _packed_zeros(count: int) -> bytes:
    return zlib.compress(bytes(count), 9)


def _gif_of_many_frames(chance: Random) -> bytes:
    frame = b"!\xf9\x04\0\x01\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0"
    head = b"GIF89a\x01\0\x01\0\x80\0\0" + chance.randbytes(3) + b"\xff\xff\xff"
    return head + frame * 10_000 + b";"


def _frames(chance: Random, count: int, kind: str, **options: object) -> bytes:
    target = BytesIO()
    first, *others = [noise(chance, 16) for _ in range(count)]
    first.save(target, kind, save_all=True, append_images=others, **options)
    return target.getvalue()


def _cut(content: bytes, chance: Random, least: float = 0.2, most: float = 0.9) -> bytes:
    return content[: int(len(content) * chance.uniform(least, most))]


def _damaged_png(chance: Random) -> bytes:
    """One byte of the pixels is another one: the checksum no longer holds."""
    content = bytearray(picture(chance, "PNG"))
    content[chance.randrange(60, len(content) - 20)] ^= 1 << chance.randrange(8)
    return bytes(content)


def _webp_of_rubbish(chance: Random) -> bytes:
    body = b"WEBPVP8 " + struct.pack("<I", 2000) + chance.randbytes(2000)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _heic(chance: Random) -> bytes:
    brands = b"ftypheic\0\0\0\0mif1heic"
    body = chance.randbytes(4000)
    head = struct.pack(">I", len(brands) + 4) + brands
    return head + struct.pack(">I", len(body) + 8) + b"mdat" + body


def _fits_in_gzip(chance: Random) -> bytes:
    cards = ("SIMPLE  =                    T", "BITPIX  =                    8", "END")
    head = "".join(card.ljust(80) for card in cards).ljust(2880).encode()
    return gzip.compress(head + bytes(chance.randrange(1, 9) * MEGABYTE))


def _psd(chance: Random) -> bytes:
    return (
        b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 900, 900, 8, 3) + bytes(12) + chance.randbytes(99)
    )


def _office(chance: Random) -> bytes:
    types = b"<?xml version='1.0'?><Types/>"
    return zipped({"[Content_Types].xml": types, "word/document.xml": chance.randbytes(300)})


def _text(*lines: str) -> Maker:
    return lambda chance: "\n".join((*lines, f"<!-- {chance.random()} -->")).encode()


def _as(kind: str) -> Maker:
    return lambda chance: picture(chance, kind)


BAD: Mapping[str, Maker] = {
    "svg with script": _text(f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>"),
    "html": _text("<!doctype html><html><body>", SCRIPT),
    "javascript": _text("fetch('/api/session').then(alert)"),
    "php": _text("<?php system($_GET['c']); ?>"),
    "pdf": _text("%PDF-1.7", "1 0 obj<</OpenAction<</S/JavaScript>>>>endobj", "%%EOF"),
    "eps": _text("%!PS-Adobe-3.0 EPSF-3.0", "%%BoundingBox: 0 0 9 9", "(x) run"),
    "zip": lambda chance: zipped({"a.jpg": chance.randbytes(500)}),
    "jar": lambda chance: zipped({"META-INF/MANIFEST.MF": b"", "A.class": chance.randbytes(99)}),
    "docx": _office,
    "program": lambda chance: b"\x7fELF\x02\x01\x01" + chance.randbytes(3000),
    "nothing": lambda _chance: b"",
    "noise": lambda chance: chance.randbytes(chance.randrange(1, 9000)),
    "noise behind a JPEG's magic": lambda chance: b"\xff\xd8\xff\xe0" + chance.randbytes(6000),
    "truncated jpeg": lambda chance: _cut(picture(chance, side=200), chance),
    "truncated png": lambda chance: _cut(picture(chance, "PNG", 100), chance),
    "truncated webp": lambda chance: _cut(picture(chance, "WEBP", 100), chance),
    "damaged png": _damaged_png,
    "webp of rubbish": _webp_of_rubbish,
    "png of 14000 x 14000": lambda chance: _flood(chance, 14_000),
    "png of 30000 x 30000": lambda chance: _flood(chance, 30_000),
    "zTXt bomb": lambda chance: _bomb(chance, b"zTXt"),
    "iCCP bomb": lambda chance: _bomb(chance, b"iCCP"),
    "gif of 10000 frames": _gif_of_many_frames,
    "gif": _as("GIF"),
    "apng": lambda chance: _frames(chance, 5, "PNG"),
    "animated webp": lambda chance: _frames(chance, 5, "WEBP"),
    "tiff of many pages": lambda chance: _frames(chance, 12, "TIFF"),
    "tiff": _as("TIFF"),
    "fits in gzip": _fits_in_gzip,
    "psd": _psd,
    "bmp": _as("BMP"),
    "ico": _as("ICO"),
    "heic": _heic,
    "mpo of 100 pictures": lambda chance: _frames(chance, 100, "MPO"),
    "jpeg of 50 MB": lambda chance: picture(chance) + bytes(50 * MEGABYTE),
}
