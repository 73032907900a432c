"""Settling an upload: what happens with the last byte, also when something breaks."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
import pytest
from obstore.exceptions import GenericError

from server.evidence.events import PhotoArrived, PhotoRefused

if TYPE_CHECKING:
    from tests.server.evidence.conftest import House, Phone

Jpeg = Callable[..., bytes]


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest) -> str:
    """Both keep what is settled."""
    return request.param


def test_scenario_24_one_corrupt_byte_is_found_and_the_upload_starts_anew(
    house: House, jpeg: Jpeg
) -> None:
    content = jpeg()
    corrupt = bytes([content[0] ^ 1]) + content[1:]
    phone, photo_id = house.phone(), house.photo(content)
    response = phone.upload(photo_id, corrupt)
    assert (response.status_code, response.json["slug"]) == (460, "hash-mismatch")
    assert (house.uploads(), house.files(), house.facts) == ([], [], [])
    assert house.stored() == []
    assert phone.upload(photo_id, content).status_code == 204
    assert house.row().blob == "present"


def test_scenario_24_the_same_photo_twice_is_stored_once(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    first = house.photo(content, "photo-1")
    second = house.photo(content, "photo-2", owner_id="colleague")
    assert house.phone().upload(first, content).status_code == 204
    assert house.phone("colleague").upload(second, content).status_code == 204
    assert len(house.stored("originals")) == 1
    assert {house.row("photo-1").blob, house.row("photo-2").blob} == {"present"}


def test_a_hash_that_is_known_is_no_ticket_to_the_photo(house: House, jpeg: Jpeg) -> None:
    """Whoever only knows the hash must still send the bytes."""
    content = jpeg()
    house.phone().upload(house.photo(content), content)
    claimed = house.photo(content, "photo-2", owner_id="colleague")
    assert house.phone("colleague").create(claimed, len(content)).status_code == 201
    assert house.row("photo-2").blob == "missing"


NO_PICTURES = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "one byte": b"\xff",
    "pdf": b"%PDF-1.7\n",
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "noise behind a JPEG's first bytes": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x7f\x01" * 500,
    "random": random.Random(7).randbytes(5000),
    "random behind a JPEG's first bytes": b"\xff\xd8\xff" + random.Random(8).randbytes(5000),
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES.keys())
def test_what_is_no_picture_is_refused_for_good(house: House, content: bytes) -> None:
    phone, photo_id = house.phone(), house.photo(content)
    response = phone.upload(photo_id, content)
    assert (response.status_code, response.json["slug"]) == (422, "no-picture")
    assert (house.row().blob, house.row().refusal) == ("refused", "no-picture")
    assert house.facts == [PhotoRefused("photo-1", "visit", "visit-1", "A01", "no-picture")]
    assert (house.uploads(), house.files(), house.stored()) == ([], [], [])


def test_a_truncated_picture_is_refused(house: House, jpeg: Jpeg) -> None:
    content = jpeg()[:-2000]
    assert house.phone().upload(house.photo(content), content).status_code == 422
    assert house.row().blob == "refused"


def test_a_refusal_whose_answer_was_lost_is_said_again(house: House) -> None:
    content = b"no picture"
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    phone.patch(location, 0, content)
    again = phone.create(photo_id, len(content))
    assert (again.status_code, again.json["slug"]) == (422, "no-picture")
    assert phone.head(location).status_code == 404


def test_too_many_pixels_are_refused_with_their_own_reason(house: House, jpeg: Jpeg) -> None:
    object.__setattr__(house.runtime.settings, "max_photo_pixels", 400 * 300 - 1)
    content = jpeg()
    response = house.phone().upload(house.photo(content), content)
    assert (response.status_code, response.json["slug"]) == (422, "too-many-pixels")
    assert house.row().refusal == "too-many-pixels"


def test_a_full_or_absent_store_confirms_nothing_and_the_last_piece_can_come_again(
    house: House, jpeg: Jpeg, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-41, R-97: the 1st, 2nd … operation fails until all go well; nothing is said before."""
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    failing = 0
    while _patch_with_fault(phone, location, content, failing, monkeypatch) == 503:
        assert (house.row().blob, phone.offset(location), house.facts) == ("missing", 0, [])
        failing += 1
    # Each of three files takes several operations in a folder, and one in a bucket.
    assert failing > {"folder": 10, "s3": 3}[store]
    assert house.row().blob == "present"
    assert len(house.stored()) == 3


def _patch_with_fault(
    phone: Phone, location: str, content: bytes, failing: int, monkeypatch: pytest.MonkeyPatch
) -> int:
    calls = itertools.count()

    def faulty(real: Callable[..., object], error: Exception) -> Callable[..., None]:
        def call(*args: object, **options: object) -> None:
            if next(calls) == failing:
                raise error
            real(*args, **options)

        return call

    full = OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", faulty(os.fsync, full))
        patch.setattr(os, "replace", faulty(os.replace, full))
        patch.setattr(obstore, "put", faulty(obstore.put, GenericError("no answer")))
        return phone.patch(location, 0, content).status_code


def test_the_photo_is_confirmed_only_after_its_files_are_there(
    house: House, jpeg: Jpeg, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, seen = jpeg(), list[int]()

    def look(*_: object) -> None:
        seen.append(len(house.stored()))

    monkeypatch.setitem(house.reactions, PhotoArrived, (look,))
    house.phone().upload(house.photo(content), content)
    assert seen == [3]


def test_scenario_24_after_a_crash_the_smaller_of_row_and_file_counts(
    house: House, jpeg: Jpeg
) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    phone.patch(location, 0, content[:3000])
    (part,) = house.files("uploads")
    _append(part, b"x" * 500)
    assert phone.offset(location) == 3000
    os.truncate(part, 1000)
    assert phone.offset(location) == 1000
    assert phone.patch(location, 1000, content[1000:2000]).status_code == 204
    part.unlink()
    assert phone.offset(location) == 0
    assert phone.patch(location, 0, content).status_code == 204
    assert house.row().blob == "present"


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def test_a_photo_taken_back_meanwhile_ends_its_upload(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    with house.runtime.bookkeeping() as session:
        session.delete(house.row())
    assert phone.patch(location, 0, content).status_code == 410
    assert phone.create(photo_id, len(content)).json["slug"] == "photo-not-attached"


def test_many_at_once_with_the_last_piece_confirm_once(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    photo_id = house.photo(content)
    location = house.phone().begin(photo_id, len(content))

    def send(_: int) -> int:
        return house.phone().patch(location, 0, content).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(send, range(8)))
    assert 204 in statuses
    assert statuses <= {204, 409}
    assert [type(fact) for fact in house.facts] == [PhotoArrived]
    sha256 = house.row().sha256
    assert hashlib.sha256(house.store.find("originals", sha256) or b"").hexdigest() == sha256
