"""The same picture is found again, whatever was done to it; another one of the place is not."""

from dataclasses import dataclass
from io import BytesIO
from random import Random

import numpy as np
import pytest
from PIL import Image

from server.evidence.adapters.hashing import WHOLE, content_box, hashes_of, read_small
from server.evidence.adapters.search import find_same, keep_hashes, look_up
from server.evidence.models import Photo
from server.evidence.queries.suspicion import bands_of
from tests.builders.reuse import REUSES
from tests.builders.scenes import a_view, as_jpeg, some_shots, take
from tests.server.evidence.conftest import House

VIEWS, SHOTS = 5, 5


@dataclass
class Album:
    """Pictures that are there, examined, in a house of evidence."""

    house: House
    pictures: dict[str, bytes]

    def add(self, photo_id: str, content: bytes) -> Photo:
        self.house.photo(content, photo_id, blob="present")
        photo = self.house.row(photo_id)
        self.house.keep("originals", photo.sha256, content)
        return photo

    def found(self, photo: Photo) -> set[str]:
        return {same.photo.id for same in find_same(self.house.runtime, photo)}


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    chance = Random(11)
    return {
        f"view-{view}-{number}": as_jpeg(take(a_view(300 + view), shot))
        for view in range(VIEWS)
        for number, shot in enumerate(some_shots(SHOTS, chance))
    }


@pytest.fixture
def album(house: House, pictures: dict[str, bytes]) -> Album:
    album = Album(house, pictures)
    for photo_id, content in pictures.items():
        keep_hashes(house.runtime, album.add(photo_id, content), hashes_of(read_small(content)))
    return album


def test_pictures_of_one_place_are_not_the_same(album: Album) -> None:
    flagged = {its for its in album.pictures if album.found(album.house.row(its))}
    assert flagged == set()


@pytest.mark.parametrize("name", sorted(REUSES))
def test_a_picture_used_again_is_found(album: Album, name: str) -> None:
    chance, missed = Random(name), list[str]()
    for number, (photo_id, content) in enumerate(sorted(album.pictures.items())[::2]):
        again = album.add(f"again-{number}", REUSES[name](content, chance))
        if album.found(again) != {photo_id}:
            missed.append(photo_id)
    assert len(missed) <= 1, missed


def test_what_was_cut_off_is_found_from_either_side(album: Album) -> None:
    content = as_jpeg(take(a_view(999), some_shots(1, Random(5))[0]))
    with Image.open(BytesIO(content)) as picture:
        cut = picture.crop((0, 0, picture.width, round(picture.height * 0.86)))
    part = album.add("part", as_jpeg(cut))
    assert album.found(part) == set()
    full = album.add("full", content)
    assert album.found(full) == {"part"}
    assert album.found(part) == {"full"}


def test_the_pictures_of_another_company_are_not_looked_at(album: Album) -> None:
    photo_id, content = next(iter(album.pictures.items()))
    album.house.photo(content, "elsewhere", blob="present", org="elsewhere")
    assert album.found(album.house.row("elsewhere")) == set()
    assert photo_id not in album.found(album.house.row("elsewhere"))


def test_looking_twice_keeps_no_hash_twice(album: Album) -> None:
    photo = album.house.row("view-0-0")
    before = look_up(album.house.runtime, photo, hashes_of(read_small(album.pictures[photo.id])))
    album.found(photo)
    after = look_up(album.house.runtime, photo, hashes_of(read_small(album.pictures[photo.id])))
    assert before == after


def test_a_picture_that_shows_nothing_is_like_no_other() -> None:
    assert hashes_of(Image.new("RGB", (400, 300), (200, 200, 190))) == {}


@pytest.mark.parametrize("value", [0, -1, 2**63 - 1, -(2**63), 0x0123456789ABCDEF])
def test_quarters_hold_all_bits_of_a_signed_hash(value: int) -> None:
    joined = sum(band << (16 * number) for number, band in enumerate(bands_of(value)))
    assert joined == value & (2**64 - 1)


def test_bars_of_a_screenshot_are_left_out_and_plain_edges_of_a_photo_are_not() -> None:
    screen = np.full((400, 200), 250, np.float32)
    noise = np.random.default_rng(1).normal(120, 30, (150, 200))
    screen[125:275] = noise
    screen[10:20, 20:60] = 90
    assert content_box(screen) == (0, 125 / 400, 1, 275 / 400)
    assert content_box(np.asarray(noise, np.float32)) == WHOLE
