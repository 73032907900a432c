"""R-06: 500 photos and 500 MB a person and day, 120 photos a record; the others are unaffected."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from server.core.clock import seconds_to_next_day
from server.core.runtime import Runtime
from server.evidence.models import UploadDay
from tests.builders.company import NOW as COMPANY_NOW
from tests.builders.company import set_policy
from tests.builders.visits import new_id, photo_args, start
from tests.conftest import DeviceOf

if TYPE_CHECKING:
    from tests.server.evidence.conftest import Answer, House

Jpeg = Callable[..., bytes]
MEGABYTE = 1_000_000


def fill(house: House, photos: int, size: int, user: str = "inspector") -> None:
    """What a person has begun to send since this morning."""
    with house.runtime.bookkeeping() as session:
        day = date(2026, 5, 1)
        session.add(UploadDay(user_id=user, day=day, photos=photos, bytes=size))


def begin(house: House, photo_id: str, size: int = 1000, user: str = "inspector") -> Answer:
    """The creation of an upload whose bytes do not matter here."""
    house.photo(photo_id.encode(), photo_id, size=size, owner_id=user)
    return house.phone(user).create(photo_id, size)


def test_the_501st_photo_of_a_day_waits_and_the_500th_does_not(house: House) -> None:
    fill(house, 499, 0)
    assert begin(house, "the-500th").status_code == 201
    late = begin(house, "the-501st")
    assert (late.status_code, late.json["slug"]) == (429, "photo-day-full")
    assert "明天会自动继续上传" in late.json["title"]
    assert late.headers["Retry-After"] == "3600"
    assert house.row("the-501st").blob == "missing"
    assert [upload.photo_id for upload in house.uploads()] == ["the-500th"]


def test_the_501st_megabyte_of_a_day_waits(house: House) -> None:
    fill(house, 30, 499 * MEGABYTE)
    assert begin(house, "fits", MEGABYTE).status_code == 201
    assert begin(house, "too-much", 1).status_code == 429


def test_another_persons_photos_are_not_held_up(house: House) -> None:
    fill(house, 500, 500 * MEGABYTE)
    assert begin(house, "mine").status_code == 429
    assert begin(house, "hers", user="colleague").status_code == 201


def test_what_was_begun_is_gone_on_with_and_counts_once(house: House, jpeg: Jpeg) -> None:
    content = jpeg()
    fill(house, 499, 0)
    photo_id, phone = house.photo(content), house.phone()
    location = phone.begin(photo_id, len(content))
    phone.patch(location, 0, content[:1000])
    again = phone.create(photo_id, len(content))
    assert (again.status_code, again.headers["Upload-Offset"]) == (201, "1000")
    assert phone.patch(location, 1000, content[1000:]).status_code == 204
    assert house.row().blob == "present"


def test_the_next_day_in_china_it_goes_on(house: House) -> None:
    fill(house, 500, 0)
    house.clock.instant = datetime(2026, 5, 1, 15, 59, 30, tzinfo=UTC)
    late = begin(house, "before-midnight")
    assert (late.status_code, late.headers["Retry-After"]) == (429, "31")
    house.clock.instant += timedelta(seconds=31)
    assert house.phone().create("before-midnight", 1000).status_code == 201
    with house.runtime.reading() as session:
        (day,) = session.scalars(select(UploadDay))
    assert (day.day.isoformat(), day.photos) == ("2026-05-02", 1)


def test_many_at_once_do_not_slip_through(house: House) -> None:
    fill(house, 495, 0)
    ids = [f"photo-{number}" for number in range(12)]
    for photo_id in ids:
        house.photo(photo_id.encode(), photo_id, size=1000)

    def create(photo_id: str) -> int:
        return house.phone().create(photo_id, 1000).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(create, ids))
    assert sorted(statuses) == [201] * 5 + [429] * 7


@pytest.mark.parametrize(("hour", "wait"), [(0, 57601), (15, 3601)])
def test_a_day_ends_at_midnight_in_china(hour: int, wait: int) -> None:
    assert seconds_to_next_day(datetime(2026, 5, 1, hour, tzinfo=UTC)) == wait


def attach(device_of: DeviceOf, count: int) -> list[str]:
    """That many photos of one visit, and then one of another; what became of each."""
    device = device_of("ines")
    one, other = start(device), start(device)
    subjects = [one] * count + [other]
    found = list[str]()
    for number, visit_id in enumerate(subjects):
        sha256 = hashlib.sha256(bytes([number])).hexdigest()
        args = {**photo_args(new_id(), "visit", visit_id, "A"), "sha256": sha256}
        result = device.do("photo.attach", **args)
        found.append(result.get("code") or result["status"])
    return found


def test_the_121st_photo_of_a_record_is_refused_and_another_record_is_free(
    device_of: DeviceOf,
) -> None:
    found = attach(device_of, 121)
    assert found[:120] == ["applied"] * 120
    assert found[120:] == ["photo-record-full", "applied"]


def test_how_many_is_the_companys_own_choice(runtime: Runtime, device_of: DeviceOf) -> None:
    set_policy(runtime, "photo.record_count", 2, COMPANY_NOW.date())
    assert attach(device_of, 3) == ["applied", "applied", "photo-record-full", "applied"]
