"""Pictures as phones make them: turned, huge, wide, in print colours; all come out right (R-61)."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.checking import SLOW, judge, photograph, slot, start_at
from tests.journeys.conftest import PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
ORIENTATION = 0x0112
LONGEST = 2048
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int, height: int) -> Image.Image:
    """Red above, blue below, a white corner at the upper left."""
    picture = Image.new("RGB", (width, height), (20, 40, 200))
    picture.paste((200, 30, 20), (0, 0, width, height // 2))
    picture.paste((255, 255, 255), (0, 0, width // 4, height // 4))
    return picture


def stored(picture: Image.Image, orientation: int = 1) -> bytes:
    """As a phone would write it down that was held in this way."""
    lying = picture.transpose(TURNS[orientation]) if orientation in TURNS else picture
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    target = BytesIO()
    lying.save(target, "JPEG", exif=exif, quality=70)
    return target.getvalue()


KINDS: dict[str, tuple[Callable[[], bytes], float]] = {
    **{
        f"orientation {turn}": (lambda turn=turn: stored(scene(2400, 1800), turn), 4 / 3)
        for turn in range(1, 9)
    },
    "24.5 MP": (lambda: stored(scene(5712, 4284)), 4 / 3),
    "48 MP, turned": (lambda: stored(scene(8064, 6048), 6), 4 / 3),
    "panorama": (lambda: stored(scene(14000, 3000)), 14 / 3),
    "CMYK": (lambda: stored(scene(2400, 1800).convert("CMYK")), 4 / 3),
}
CODES = ("CK-01", "CK-02", "CK-03", "CK-04")


def test_every_kind_of_picture_comes_out_upright_and_small(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    visit_id = start_at(inspector, "S05")
    for code in CODES:
        judge(page, code, "fail")
    kinds = list(KINDS.items())
    for at, (_, (make, _)) in enumerate(kinds):
        code = CODES[at % len(CODES)]
        photograph(page, code, make())
        shown = slot(page, code).locator("button.shot")
        expect(shown).to_have_count(at // len(CODES) + 1, timeout=SLOW)
    counts = "SELECT count(*), sum(blob = 'present') FROM photos WHERE subject_id = ?"
    served.wait_for((len(kinds), len(kinds)), counts, visit_id)

    told = "SELECT sha256, width, height FROM photos WHERE subject_id = ? ORDER BY taken_at, id"
    wrong = [
        name
        for (name, (_, shape)), row in zip(kinds, served.ask(told, visit_id), strict=True)
        if not is_upright(served, *row, shape=shape)
    ]
    assert wrong == []


def is_upright(served: Served, sha256: str, width: int, height: int, *, shape: float) -> bool:
    path = served.data_dir / "photos/originals" / sha256[:2] / sha256[2:4] / sha256
    picture = Image.open(path).convert("RGB")
    right, bottom = picture.width - 20, picture.height - 20
    words = "".join(colour_of(picture, at) for at in ((20, 20), (right, 20), (20, bottom)))
    return (
        picture.size == (width, height)
        and max(picture.size) <= LONGEST
        and abs(width / height / shape - 1) < 0.01
        and re.fullmatch("wrb", words) is not None
    )


def colour_of(picture: Image.Image, at: tuple[int, int]) -> str:
    pixel = picture.getpixel(at)
    assert isinstance(pixel, tuple)
    red, _, blue = pixel
    if red > 180 and blue > 180:
        return "w"
    return "r" if red > blue else "b"
