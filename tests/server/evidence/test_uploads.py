"""Uploads: the tus protocol as phones use it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from server.evidence.adapters.copies import copy_name
from server.evidence.events import PhotoArrived

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from tests.server.evidence.conftest import House

Jpeg = Callable[..., bytes]


def test_an_upload_in_pieces_makes_the_photo_present(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    first = phone.patch(location, 0, content[:1000])
    last = phone.patch(location, 1000, content[1000:])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(content)))
    assert house.row().blob == "present"
    assert house.facts == [PhotoArrived("photo-1", "visit", "visit-1", "A01")]


def test_the_server_says_what_it_offers(house: House) -> None:
    headers = house.phone("nobody").send("OPTIONS", "/api/uploads", {}).headers
    assert headers["Tus-Resumable"] == headers["Tus-Version"] == "1.0.0"
    assert headers["Tus-Extension"] == "creation,expiration,checksum,termination"
    assert headers["Tus-Max-Size"] == str(20 * 1024 * 1024)
    assert headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_scenario_24_an_upload_cut_in_the_middle_goes_on_where_it_stopped(
    house: House, jpeg: Jpeg
) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    phone.patch_cut(location, content[:5000], len(content))
    assert phone.offset(location) == 5000
    assert phone.patch(location, 5000, content[5000:]).status_code == 204
    assert house.row().blob == "present"


def test_a_wrong_offset_is_refused_and_tells_the_right_one(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    phone.patch(location, 0, content[:100])
    response = phone.patch(location, 50, content[50:200])
    assert (response.status_code, response.json["slug"]) == (409, "offset-mismatch")
    assert response.json["details"]["expected"] == phone.offset(location) == 100


def test_bytes_that_another_request_has_overtaken_are_not_stored(house: House, jpeg: Jpeg) -> None:
    """A connection hangs; meanwhile the phone comes back on a new one and goes on (R-51)."""
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))

    class Overtaken(BytesIO):
        """A body whose sender is overtaken before it ends."""

        def readinto(self, buffer: WriteableBuffer, /) -> int:
            if self.tell() == 0:
                assert house.phone().patch(location, 0, content[:2000]).status_code == 204
            return super().readinto(buffer)

    body = {"input_stream": Overtaken(b"x" * 1000), "content_length": 1000}
    headers = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    late = phone.send("PATCH", location, headers, **body)
    assert (late.status_code, late.json["details"]["expected"]) == (409, 2000)
    assert phone.patch(location, 2000, content[2000:]).status_code == 204


def test_creating_again_finds_the_unfinished_upload(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    phone.patch(location, 0, content[:100])
    again = phone.create(photo_id, len(content))
    assert (again.status_code, again.headers["Location"]) == (201, location)
    assert again.headers["Upload-Offset"] == "100"


def test_a_sender_who_lost_the_last_answer_learns_that_all_is_there(
    house: House, jpeg: Jpeg
) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    phone.patch(location, 0, content)
    again = phone.create(photo_id, len(content))
    assert phone.offset(location) == len(content)
    assert (again.status_code, again.headers["Ducha-Blob"]) == (200, "present")
    assert again.headers["Upload-Offset"] == str(len(content))
    assert phone.patch(location, len(content), b"").status_code == 204
    assert len(house.facts) == 1


def test_without_a_row_there_is_no_upload(house: House, jpeg: Jpeg) -> None:
    response = house.phone().create("photo-1", 100)
    assert (response.status_code, response.json["slug"]) == (409, "photo-not-attached")
    assert house.uploads() == []


@pytest.mark.parametrize("user", ["colleague", "stranger"])
def test_nobody_uploads_to_anothers_photo(house: House, jpeg: Jpeg, user: str) -> None:
    content = jpeg()
    photo_id = house.photo(content)
    location = house.phone().begin(photo_id, len(content))
    thief = house.phone(user)
    assert thief.create(photo_id, len(content)).json["slug"] == "photo-not-attached"
    assert thief.patch(location, 0, content).status_code == 404
    assert thief.head(location).status_code == 404
    assert thief.send("DELETE", location, {}).status_code == 404
    assert house.row().blob == "missing"


def test_uploading_takes_the_grant(house: House) -> None:
    assert house.phone("other-branch").create("photo-1", 1).json["slug"] == "not-allowed"
    assert house.phone("nobody").create("photo-1", 1).json["slug"] == "signed-out"


def test_scenario_24_an_upload_expires_after_a_day_without_news(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    house.clock.instant += timedelta(hours=23)
    assert phone.patch(location, 0, content[:10]).status_code == 204
    house.clock.instant += timedelta(hours=23)
    assert phone.head(location).headers["Upload-Expires"] == "Sun, 03 May 2026 01:00:00 GMT"
    house.clock.instant += timedelta(hours=1)
    gone = phone.patch(location, 10, content[10:])
    assert (gone.status_code, gone.json["slug"]) == (410, "upload-gone")
    assert phone.head(location).status_code == 410
    assert phone.upload(photo_id, content).status_code in (204, 409)


def test_whoever_begins_an_upload_clears_expired_ones_away(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone = house.phone()
    old, new = house.photo(content, "photo-old"), house.photo(content, "photo-new")
    phone.patch(phone.begin(old, len(content)), 0, content[:10])
    house.clock.instant += timedelta(hours=25)
    phone.begin(new, len(content))
    assert [upload.photo_id for upload in house.uploads()] == ["photo-new"]
    assert house.files("uploads") == []


def test_an_upload_can_be_given_up(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    phone.patch(location, 0, content[:10])
    assert phone.send("DELETE", location, {}).status_code == 204
    assert phone.head(location).status_code == 404
    assert (house.uploads(), house.files()) == ([], [])


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_a_wrong_checksum_is_dropped(house: House, jpeg: Jpeg, algorithm: str) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))

    def checksum(of: bytes) -> dict[str, str]:
        digest = base64.b64encode(hashlib.new(algorithm, of).digest()).decode()
        return {"Upload-Checksum": f"{algorithm} {digest}"}

    bad = phone.patch(location, 0, content[:100], checksum(b"other"))
    assert (bad.status_code, bad.json["slug"]) == (460, "checksum-mismatch")
    assert phone.offset(location) == 0
    assert phone.patch(location, 0, content[:100], checksum(content[:100])).status_code == 204
    assert phone.offset(location) == 100


def test_a_body_longer_than_what_is_missing_is_refused(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    assert phone.patch(location, 0, content + b"x").status_code == 413
    assert phone.patch_cut(location, b"x", len(content) + 1).status_code == 413
    assert phone.offset(location) == 0


def test_the_length_must_be_that_of_the_row(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    photo_id = house.photo(content)
    response = house.phone().create(photo_id, len(content) + 1)
    assert (response.status_code, response.json["slug"]) == (422, "length-mismatch")
    assert house.phone().create(photo_id, 10**9).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Content-Type": "image/jpeg"}, 415),
        ({"Upload-Offset": "-1"}, 422),
        ({"Upload-Offset": "٣"}, 422),
        ({"Upload-Checksum": "md5 AAAA"}, 422),
        ({"Upload-Checksum": "sha1 *"}, 422),
    ],
)
def test_malformed_requests_are_refused(
    house: House, jpeg: Jpeg, headers: dict[str, str], status: int
) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    response = phone.patch(location, 0, content[:10], headers)
    assert response.status_code == status
    assert response.headers["Tus-Resumable"] == "1.0.0"
    assert response.headers["Cache-Control"] == "no-store"
    assert phone.offset(location) == 0


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x", "..\\..\\x", "/etc/passwd", "%2e%2e/x", "CON", "a" * 4096]
)
def test_names_from_the_sender_touch_no_path(house: House, jpeg: Jpeg, name: str) -> None:
    """R-05."""
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    encoded = base64.b64encode(name.encode()).decode()
    assert phone.create(name, len(content)).status_code in (409, 422)
    response = phone.create(photo_id, len(content), f"filename {encoded}")
    assert phone.patch(response.headers["Location"], 0, content).status_code == 204
    digest = hashlib.sha256(content).hexdigest()
    folder = house.runtime.settings.photo_dir
    shown = copy_name(house.row(), "display")
    names = {"display": shown, "originals": digest, "thumbnail": digest}
    expected = [folder / kind / at[:2] / at[2:4] / at for kind, at in names.items()]
    assert sorted(house.files()) == expected


@pytest.mark.parametrize("metadata", ["", "photo_id", "photo_id ***", "photo_id /w==", "a b"])
def test_metadata_without_a_photo_is_refused(house: House, metadata: str) -> None:
    headers = {"Upload-Length": "10", "Upload-Metadata": metadata}
    assert house.phone().send("POST", "/api/uploads", headers).status_code == 422
