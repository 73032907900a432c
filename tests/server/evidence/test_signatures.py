"""Signatures drawn on the pad: three dots are none, on the server too."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from server.demo.scenes import draw_signature
from server.evidence.rules import LEAST_INK_PPM, SignatureEmpty, check_ink
from tests.server.evidence.conftest import House

SHEET = (720, 300)


def sheet(*lines: tuple[int, int, int, int], width: int = 3) -> bytes:
    """What the pad hands over: dark lines on white, as PNG."""
    picture = Image.new("RGB", SHEET, "white")
    for line in lines:
        ImageDraw.Draw(picture).line(line, fill="#0f1c2b", width=width)
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


# A dot is a line of one point, as wide as the heaviest pen draws it.
DOTS = sheet(*((x, 150, x + 4, 150) for x in (200, 300, 400)), width=5)
# The least that the pad takes: three strokes of three hundredths of the width, drawn lightly.
LEAST = sheet(*((x, 150, x + 22, 150) for x in (200, 300, 400)), width=2)


def test_a_signature_of_three_dots_is_refused(house: House) -> None:
    photo_id = house.photo(DOTS, source="pad", slot="signature")
    response = house.phone().upload(photo_id, DOTS)
    assert (response.status_code, response.json["slug"]) == (422, "signature-empty")
    assert (house.row().blob, house.row().refusal) == ("refused", "signature-empty")


@pytest.mark.parametrize("content", [LEAST, draw_signature("x")], ids=["least", "demo"])
def test_what_the_pad_takes_the_server_takes(house: House, content: bytes) -> None:
    photo_id = house.photo(content, source="pad", slot="signature")
    assert house.phone().upload(photo_id, content).status_code == 204
    assert house.row().blob == "present"


def test_a_photo_that_is_nearly_white_is_no_matter_of_ink(house: House) -> None:
    assert house.phone().upload(house.photo(DOTS), DOTS).status_code == 204


def test_the_least_ink_is_a_limit_that_is_met_exactly() -> None:
    check_ink(LEAST_INK_PPM)
    with pytest.raises(SignatureEmpty):
        check_ink(LEAST_INK_PPM - 1)
