"""Reports: one slip, from its content to the PDF."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from server.core.problems import Problem
from server.core.settings import Settings
from server.evidence.adapters.copies import published_of
from server.evidence.models import Photo
from server.reports.adapters.codes import qr_svg
from server.reports.adapters.gallery import GONE
from server.reports.adapters.letters import Letters
from server.reports.adapters.typesetting import set_paper
from server.reports.rules.proving import SHOWN, verification_path
from server.reports.rules.wording import time_word

# Half the width of a page at some 300 dots an inch.
SIDE = 1000
# Decoding is the larger part of the work; no more are decoded at once anyway.
AT_ONCE = 2
QR = "qr.svg"
Content = dict[str, Any]


@dataclass(frozen=True)
class Printing:
    """What is printed, which version of it, and for whom; `origin` is this installation's."""

    content: Content
    version: int
    hash: str
    token: str
    origin: str
    reader: str
    at: datetime


def print_slip(settings: Settings, printing: Printing, photos: Mapping[str, Photo]) -> bytes:
    """The PDF; a photo that cannot be had has its reason in its place."""
    content = deepcopy(printing.content)
    files = dict(_pictures(settings, content, photos))
    url = f"{printing.origin}{verification_path(printing.token, printing.hash)}"
    letters = Letters()
    data = letters.drawable(
        {
            **content,
            "version": printing.version,
            "hash": printing.hash[:SHOWN],
            "url": url,
            "reader": printing.reader,
            "printed": time_word(printing.at),
            "gone": GONE,
        }
    )
    data |= {"note": letters.note(), "files": sorted(files)}
    return set_paper("slip", data, {**files, QR: qr_svg(url)}, printing.at)


def photo_ids_of(content: Content) -> list[str]:
    """Of all pictures that the slip shows."""
    return [cell["id"] for cell in _cells(content)]


def _cells(content: Content) -> Iterator[dict[str, str]]:
    for group in content["photos"]:
        for row in group["rows"]:
            yield from (cell for cell in row if cell)
    if content["feedback"]:
        yield content["feedback"]["signature"]


def _pictures(
    settings: Settings, content: Content, photos: Mapping[str, Photo]
) -> Iterator[tuple[str, bytes]]:
    """Our own encodings under names of ours; each cell is told its own."""
    cells = list(_cells(content))
    for number, cell in enumerate(cells):
        cell["file"] = f"photo-{number}.jpg"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(partial(_picture, settings, photos), cells)
        for cell, picture in zip(cells, found, strict=True):
            if picture is not None:
                yield cell["file"], picture


def _picture(settings: Settings, photos: Mapping[str, Photo], cell: dict[str, str]) -> bytes | None:
    photo = photos.get(cell["id"])
    if photo is None or cell["why"]:
        return None
    try:
        return published_of(settings, photo, SIDE)
    except (Problem, OSError) as error:
        structlog.get_logger().error("photo not printed", photo_id=photo.id, error=str(error))
        return None
