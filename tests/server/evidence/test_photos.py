"""Photos as they are shown: to whom, and that nothing of the sender's file comes along."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from server.evidence.adapters.copies import copy_name
from server.evidence.adapters.storing import Kind
from tests.builders.blobs import lose

if TYPE_CHECKING:
    from tests.server.evidence.conftest import House

Jpeg = Callable[..., bytes]
PAYLOAD = b"<html><script>alert('ducha')</script></html>"


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest) -> str:
    """From both they are served alike."""
    return request.param


@pytest.fixture
def path(house: House, jpeg: Jpeg) -> str:
    """A photo of unit B01's order, present and shared with the unit."""
    content = jpeg()
    photo_id = house.photo(content, unit_id="B01", is_shared=True)
    assert house.phone().upload(photo_id, content).status_code == 204
    return f"/api/photos/{photo_id}"


@pytest.mark.parametrize(("kind", "longest"), [("display", 400), ("thumbnail", 320)])
def test_owner_and_unit_see_the_photo(house: House, path: str, kind: str, longest: int) -> None:
    for user in ("inspector", "branch"):
        response = house.phone(user).get(f"{path}/{kind}")
        assert response.status_code == 200
        with Image.open(BytesIO(response.data)) as shown:
            assert (shown.format, max(shown.size)) == ("JPEG", longest)


@pytest.mark.parametrize("kind", ["display", "thumbnail", "published", "facts"])
@pytest.mark.parametrize("user", ["colleague", "other-branch", "stranger"])
def test_others_get_the_answer_of_a_photo_that_is_not_there(
    house: House, path: str, user: str, kind: str
) -> None:
    """R-11."""
    hidden = house.phone(user).get(f"{path}/{kind}")
    absent = house.phone(user).get(f"/api/photos/none/{kind}")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json == absent.json


def test_a_photo_that_is_not_shared_is_its_owners_alone(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    house.phone().upload(house.photo(content, unit_id="B01"), content)
    assert house.phone().get("/api/photos/photo-1/display").status_code == 200
    assert house.phone("branch").get("/api/photos/photo-1/display").status_code == 404


def test_a_photo_that_left_the_phones_is_served_to_those_who_could_see_it(
    house: House, jpeg: Jpeg
) -> None:
    content = jpeg()
    photo_id = house.photo(content, unit_id="B01", is_shared=True, is_carried=False)
    assert house.phone().upload(photo_id, content).status_code == 204
    for user, status in (("inspector", 200), ("branch", 200), ("other-branch", 404)):
        assert house.phone(user).get(f"/api/photos/{photo_id}/display").status_code == status


def test_nobody_signed_out_sees_photos(house: House, path: str) -> None:
    assert house.phone("nobody").get(f"{path}/display").status_code == 401


def test_a_photo_on_its_way_is_announced_as_such(house: House, jpeg: Jpeg) -> None:
    house.photo(jpeg())
    response = house.phone().get("/api/photos/photo-1/display")
    assert (response.status_code, response.json["slug"]) == (409, "photo-missing")


def test_a_picture_is_served_as_a_picture_and_nothing_else(house: House, path: str) -> None:
    headers = house.phone().get(f"{path}/display").headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert set(headers["Cache-Control"].split(", ")) == {"private", "max-age=86400"}


def test_a_known_picture_is_not_sent_again(house: House, path: str) -> None:
    etag = house.phone().get(f"{path}/display").headers["ETag"]
    again = house.phone().get(f"{path}/display", {"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    hidden = house.phone("other-branch").get(f"{path}/display", {"If-None-Match": etag})
    assert hidden.status_code == 404


def _with_html_behind(jpeg: Jpeg) -> bytes:
    return jpeg() + PAYLOAD


def _with_html_in_comment(jpeg: Jpeg) -> bytes:
    return jpeg(comment=PAYLOAD)


def _with_html_in_exif(jpeg: Jpeg) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = PAYLOAD.decode()
    return jpeg(exif=exif)


def _with_html_in_profile(jpeg: Jpeg) -> bytes:
    return jpeg(icc_profile=PAYLOAD)


@pytest.mark.parametrize(
    "polyglot",
    [_with_html_behind, _with_html_in_comment, _with_html_in_exif, _with_html_in_profile],
)
def test_a_payload_in_the_senders_file_is_not_served(
    house: House, jpeg: Jpeg, polyglot: Callable[[Jpeg], bytes]
) -> None:
    """R-02: the sealed original keeps its bytes, what is served does not."""
    content = polyglot(jpeg)
    assert house.phone().upload(house.photo(content), content).status_code == 204
    for kind in ("display", "thumbnail", "published"):
        assert b"script" not in house.phone().get(f"/api/photos/photo-1/{kind}").data
    sha256 = house.row().sha256
    assert hashlib.sha256(house.store.find("originals", sha256) or b"").hexdigest() == sha256


@pytest.mark.parametrize("kind", ["display", "thumbnail"])
def test_a_copy_lost_in_the_store_is_made_anew_from_the_original(
    house: House, path: str, kind: Kind
) -> None:
    before = house.phone().get(f"{path}/{kind}").data
    lose(house.runtime.settings, kind, copy_name(house.row(), kind))
    assert house.phone().get(f"{path}/{kind}").data == before
    assert house.store.find(kind, copy_name(house.row(), kind)) == before


def test_a_photo_lost_with_its_original_is_no_server_error(house: House, path: str) -> None:
    for kind in ("originals", "display", "thumbnail"):
        lose(house.runtime.settings, kind, copy_name(house.row(), kind))
    for kind in ("display", "thumbnail", "published"):
        assert house.phone().get(f"{path}/{kind}").json["slug"] == "photo-missing"
