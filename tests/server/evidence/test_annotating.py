"""Marks (标注): a layer over an untouched original, and mosaics of which nothing is left to see."""

import random
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from server.core.runtime import Runtime
from server.evidence.adapters.marks import read_marks
from server.evidence.adapters.pictures import make_published
from tests.builders.device import Device, Json
from tests.builders.visits import answer, arrive, attach, delivered_order, new_id, photo_args, start
from tests.conftest import DeviceOf

MOST = 40_000_000
SIZE = (960, 720)
BLOCK = 40  # 960 / 24


def spot(x: float, y: float) -> Json:
    return {"x": x, "y": y}


def mosaic(start: Json, end: Json) -> Json:
    return {"kind": "mosaic", "start": start, "end": end}


ARROW = {"kind": "arrow", "colour": "red", "start": spot(0.1, 0.1), "end": spot(0.5, 0.5)}
BOX = {"kind": "box", "colour": "yellow", "start": spot(0.2, 0.2), "end": spot(0.8, 0.8)}
LINE = {"kind": "freehand", "colour": "blue", "spots": [spot(0.1, 0.5), spot(0.9, 0.5)]}
TAG = {"kind": "number", "colour": "red", "at": spot(0.5, 0.5), "number": 7}
MOSAIC = mosaic(spot(0.25, 0.25), spot(0.5, 0.5))
EVERY_KIND = [ARROW, BOX, LINE, TAG, MOSAIC]


@pytest.fixture
def device(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def visit_id(device: Device) -> str:
    return start(device)


@pytest.fixture
def photo_id(device: Device, visit_id: str) -> str:
    return attach(device, "visit", visit_id, "A")


def annotate(device: Device, photo_id: str, *marks: Json) -> Json:
    return device.do("photo.annotate", photo_id=photo_id, marks=list(marks))


def marks_of(device: Device, photo_id: str) -> list[Json]:
    device.pull()
    return device.rows("photo")[photo_id]["marks"]


def test_marks_travel_with_the_row_and_can_be_taken_off(device: Device, photo_id: str) -> None:
    assert marks_of(device, photo_id) == []
    assert annotate(device, photo_id, *EVERY_KIND)["status"] == "applied"
    assert marks_of(device, photo_id) == EVERY_KIND
    assert annotate(device, photo_id)["status"] == "applied"
    assert marks_of(device, photo_id) == []


def test_only_the_one_who_took_it_draws_on_a_photo(device_of: DeviceOf, photo_id: str) -> None:
    assert annotate(device_of("ivan"), photo_id, ARROW)["code"] == "photo-not-yours"


def test_a_closed_visits_photos_stay_as_they_are(device: Device, visit_id: str) -> None:
    signature = attach(device, "visit", visit_id, "signature")
    device.do("visit.sign", visit_id=visit_id, signer_name="X", signer_post="Y", photo_id=signature)
    for code in ("A", "B"):
        answer(device, visit_id, code)
    photo_id = attach(device, "visit", visit_id, "A")
    photos = [signature, photo_id]
    assert device.do("visit.close", visit_id=visit_id, photo_ids=photos)["status"] == "applied"
    assert annotate(device, photo_id, ARROW)["code"] == "visit-not-open"
    assert marks_of(device, photo_id) == []


def test_a_rectifications_photo_is_marked_while_feedback_is_awaited(
    runtime: Runtime, device: Device, device_of: DeviceOf
) -> None:
    order_id, (matter_id,) = delivered_order(runtime, device, "A")
    staff = device_of("stan")
    staff.do("order.acknowledge", order_id=order_id)
    photo_id = attach(staff, "order", order_id, matter_id)
    assert annotate(staff, photo_id, ARROW)["status"] == "applied"


def test_a_signature_is_not_drawn_on(device: Device, visit_id: str) -> None:
    args = {**photo_args(new_id(), "visit", visit_id, "signature"), "source": "pad"}
    assert device.do("photo.attach", **args)["status"] == "applied"
    assert annotate(device, args["photo_id"], ARROW)["code"] == "signature-stays"


def test_bytes_that_arrive_while_somebody_draws_cost_no_marks(
    runtime: Runtime, device: Device, photo_id: str
) -> None:
    device.pull()
    base = {f"photo/{photo_id}": device.versions[f"photo/{photo_id}"]}
    arrive(runtime, photo_id)
    done = device.do("photo.annotate", photo_id=photo_id, marks=[ARROW], _base=base)
    assert done["status"] == "applied"
    assert marks_of(device, photo_id) == [ARROW]


WRONG: dict[str, list[Any]] = {
    "a kind that is none": [{**ARROW, "kind": "text"}],
    "outside the picture": [{**ARROW, "end": spot(1.01, 0.5)}],
    "left of the picture": [{**ARROW, "end": spot(-0.1, 0.5)}],
    "a colour of its own": [{**ARROW, "colour": "#e5231b"}],
    "something more": [{**ARROW, "text": "<script>"}],
    "a line of one point": [{**LINE, "spots": [spot(0.1, 0.1)]}],
    "too long a line": [{**LINE, "spots": [spot(0.1, 0.1)] * 301}],
    "number nought": [{**TAG, "number": 0}],
    "a mosaic in red": [{**MOSAIC, "colour": "red"}],
    "fifty-one marks": [ARROW] * 51,
    "too much in all": [{**LINE, "spots": [spot(0.1, 0.1)] * 300}] * 6,
    "no mark": ["arrow"],
}


@pytest.mark.parametrize("marks", WRONG.values(), ids=WRONG.keys())
def test_other_marks_are_refused(device: Device, photo_id: str, marks: list[Any]) -> None:
    assert annotate(device, photo_id, *marks)["code"] == "invalid-args"
    assert marks_of(device, photo_id) == []


def _png(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def _published(picture: Image.Image, *marks: Json) -> Image.Image:
    content = make_published(_png(picture), MOST, [], read_marks(marks))
    return Image.open(BytesIO(content))


def _noise(seed: int = 1) -> Image.Image:
    return Image.frombytes("RGB", SIZE, random.Random(seed).randbytes(SIZE[0] * SIZE[1] * 3))


def _shuffled(picture: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """Another picture with the same means: the pixels of each block in another order."""
    other, chance = picture.copy(), random.Random(2)
    for left in range(box[0], box[2], BLOCK):
        for top in range(box[1], box[3], BLOCK):
            block = (left, top, left + BLOCK, top + BLOCK)
            raw = picture.crop(block).tobytes()
            pixels = [raw[at : at + 3] for at in range(0, len(raw), 3)]
            chance.shuffle(pixels)
            other.paste(Image.frombytes("RGB", (BLOCK, BLOCK), b"".join(pixels)), block)
    return other


def test_of_what_a_mosaic_covers_only_the_blocks_means_are_left() -> None:
    """Two pictures that differ only under it are published as the very same bytes."""
    box = (240, 160, 480, 360)
    mark = mosaic(spot(240 / 960, 160 / 720), spot(480 / 960, 360 / 720))
    one, marks = _noise(), read_marks([mark])
    other = _shuffled(one, box)
    assert one.tobytes() != other.tobytes()
    assert make_published(_png(one), MOST, [], []) != make_published(_png(other), MOST, [], [])
    assert make_published(_png(one), MOST, [], marks) == make_published(
        _png(other), MOST, [], marks
    )


@pytest.mark.parametrize("turned", [False, True])
def test_a_mosaic_covers_all_that_was_marked_whichever_way_it_was_drawn(turned: bool) -> None:
    picture = Image.new("RGB", SIZE, "white")
    secret = (250, 170, 470, 350)
    for at in range(secret[0], secret[2], 2):
        picture.paste("black", (at, secret[1], at + 1, secret[3]))
    corners = [spot(249 / 960, 169 / 720), spot(471 / 960, 351 / 720)]
    shown = _published(picture, mosaic(*(corners[::-1] if turned else corners))).convert("L")
    assert all(90 < value < 200 for value in shown.crop(secret).tobytes())
    assert min(shown.crop((100, 100, 110, 110)).tobytes()) > 250


def test_the_smallest_mosaic_and_one_in_the_corner_hold() -> None:
    for at in (spot(0, 0), spot(1, 1), spot(0.5, 1)):
        assert _published(_noise(), mosaic(at, at)).size == SIZE


def _pixel(picture: Image.Image, x: float, y: float) -> tuple[int, ...]:
    found = picture.convert("RGB").getpixel((int(x * SIZE[0]), int(y * SIZE[1])))
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("mark", "at", "colour"),
    [
        (ARROW, (0.3, 0.3), (229, 35, 27)),
        (BOX, (0.5, 0.2), (255, 214, 10)),
        (BOX, (0.8, 0.5), (255, 214, 10)),
        (LINE, (0.5, 0.5), (22, 104, 255)),
        (TAG, (0.485, 0.5), (229, 35, 27)),
    ],
)
def test_a_mark_is_burned_in_where_it_was_drawn(
    mark: Json, at: tuple[float, float], colour: tuple[int, int, int]
) -> None:
    picture = Image.new("RGB", SIZE, "#808080")
    shown = _pixel(_published(picture, mark), *at)
    assert max(abs(is_ - wanted) for is_, wanted in zip(shown, colour, strict=True)) < 45
    assert max(abs(each - 128) for each in _pixel(_published(picture, mark), 0.95, 0.05)) < 8


def test_marks_stand_upright_with_the_picture() -> None:
    """The phone draws on what it sees; the file may lie on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    target = BytesIO()
    Image.new("RGB", SIZE, "#808080").save(target, "JPEG", exif=exif)
    tall = Image.open(BytesIO(make_published(target.getvalue(), MOST, [], read_marks([TAG]))))
    assert tall.size == SIZE[::-1]
    assert tall.info.keys().isdisjoint({"exif", "comment", "icc_profile"})
