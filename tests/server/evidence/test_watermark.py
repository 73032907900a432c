"""The watermark: honest words, the same on phone and server, readable on any ground."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops

from server.demo.company import SITES, list_units
from server.demo.people import list_accounts
from server.evidence.adapters.lettering import ABSENT, drawable, fitting, has_glyph, letter
from server.evidence.adapters.pictures import make_copies
from server.evidence.adapters.watermark import watermark_of
from server.evidence.models import Photo

if TYPE_CHECKING:
    from tests.server.evidence.conftest import House

Jpeg = Callable[..., bytes]
VECTORS = json.loads((Path(__file__).parents[3] / "sync/wire/watermark.json").read_text())
LINES = ["2026-05-01 10:03:06", "36.06694, 120.38267 ±12 m", "市南分公司 / 望溪营业厅", "督查员01"]


def sealed(facts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    text = json.dumps(facts, ensure_ascii=False)
    return {"facts": text, "facts_hash": hashlib.sha256(text.encode()).hexdigest(), **fields}


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_the_words_are_those_of_the_vectors(case: dict[str, Any]) -> None:
    photo = Photo(id=case["facts"]["photo_id"], source="camera", **sealed(case["facts"]))
    assert watermark_of(photo) == case["lines"]


def test_a_photo_without_sealed_facts_tells_what_its_row_knows(house: House, jpeg: Jpeg) -> None:
    house.photo(jpeg(), "photo-12345", lat=36.06, lon=120.38)
    assert watermark_of(house.row("photo-12345")) == [
        "2026-05-01 10:00:00 时间未校准",
        "36.06000, 120.38000 定位精度未知",
        "检查员",
        "照片 photo-12…2345",
    ]


def test_a_signature_is_left_clean(house: House, jpeg: Jpeg) -> None:
    house.photo(jpeg(), source="pad")
    assert watermark_of(house.row()) == []


def _lightness(picture: Image.Image, box: tuple[int, int, int, int]) -> list[int]:
    return list(picture.convert("L").crop(box).tobytes())


@pytest.mark.parametrize("ground", ["white", "black", "#808080", "#e0d0a0"])
@pytest.mark.parametrize("size", [(2048, 1536), (1536, 2048), (1152, 2048), (640, 480)])
def test_white_letters_stand_on_a_dark_plate_in_the_lower_left(
    ground: str, size: tuple[int, int]
) -> None:
    picture = Image.new("RGB", size, ground)
    plain = picture.copy()
    letter(picture, [*LINES, "照片 0199c1de…e821"])
    box = ImageChops.difference(picture, plain).getbbox()
    assert box is not None
    assert box[0] <= size[0] * 0.03
    assert box[1] >= size[1] * 0.82 - 1
    plate = _lightness(picture, box)
    assert max(plate) > 250
    assert sum(value <= 102 for value in plate) > len(plate) * 0.6


def test_the_lines_fit_into_a_narrow_picture() -> None:
    """Nothing is cut but a name that is far too long."""
    lines = [*LINES, "36.06694, 120.38267 定位精度±85 m (59分钟前)"]
    assert fitting((1152, 2048), lines)[1] == lines
    (name,) = fitting((1152, 2048), ["督" * 200])[1]
    assert name.endswith("督…")
    assert 20 < len(name) < 60


def test_a_tiny_picture_stays_readable_itself() -> None:
    picture = Image.new("RGB", (40, 30), "white")
    letter(picture, LINES)
    assert picture.getextrema() == ((255, 255), (255, 255), (255, 255))


def test_every_character_of_the_demo_company_and_of_our_words_has_a_glyph() -> None:
    told = [line for case in VECTORS for line in case["lines"]]
    names = [str(each) for each in (*SITES, *list_units(), *list_accounts())]
    text = re.sub(r"\s", "", "".join([*told, *names, "定位精度未知", ABSENT]))
    assert [each for each in sorted(set(text)) if not has_glyph(each)] == []


def test_a_character_without_a_glyph_is_shown_as_such() -> None:
    assert drawable("王\U0001f600\n小\U0002a6b2") == f"王{ABSENT} 小\U0002a6b2"


def test_the_thumbnail_and_the_original_carry_no_watermark() -> None:
    target = BytesIO()
    Image.new("RGB", (1024, 768), "white").save(target, "PNG")
    copies = make_copies(target.getvalue(), 40_000_000, LINES)
    assert min(_lightness(Image.open(BytesIO(copies.thumbnail)), (0, 0, 320, 240))) > 250
    assert min(_lightness(Image.open(BytesIO(copies.display)), (0, 700, 200, 768))) < 110


def test_the_same_bytes_with_other_facts_are_shown_with_their_own(house: House, jpeg: Jpeg) -> None:
    content = jpeg(800, 600)
    facts = VECTORS[0]["facts"]
    for name, inspector in (("photo-1", "甲"), ("photo-2", "乙")):
        told = {**facts, "photo_id": name, "inspector": {"id": "inspector", "name": inspector}}
        house.phone().upload(house.photo(content, name, **sealed(told)), content)
    first = house.phone().get("/api/photos/photo-1/display")
    second = house.phone().get("/api/photos/photo-2/display")
    assert first.data != second.data
    assert first.headers["ETag"] != second.headers["ETag"]
    assert len(house.files("photos/originals")) == 1
    assert len(house.files("photos/thumbnail")) == 1
