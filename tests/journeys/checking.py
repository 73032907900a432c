"""Steps of a check that several journeys share."""

import re
from functools import cache
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.conftest import Person

SLOW = 40_000
# A tap is on the disk within 300 ms, and a finger is no faster than this.
SAVED_MS = 500
ANSWERED = "SELECT item_code, result FROM answers WHERE visit_id = ? ORDER BY item_code"


def start_at(person: Person, code: str) -> str:
    """A check at a site that is far from where one stands; returns the visit's id."""
    page = person.page
    person.go("/visits/new")
    page.get_by_test_id(f"pick-{code}").click()
    page.get_by_test_id("reason").fill("定位不准")
    page.get_by_test_id("start").click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/check"))
    return page.url.split("/visits/")[1].split("/")[0]


def chosen(page: Page, code: str, result: str) -> Locator:
    return page.get_by_test_id(f"item-{code}").locator(f"[data-result={result}]")


def judge(page: Page, code: str, result: str = "pass") -> None:
    chosen(page, code, result).click()
    page.wait_for_timeout(SAVED_MS)


def slot(page: Page, code: str) -> Locator:
    return page.get_by_test_id(f"photos-{code}")


def photograph(page: Page, code: str, picture: bytes) -> None:
    """Give the camera's picture to an item; what becomes of it is for the caller to look at."""
    with page.expect_file_chooser() as chooser:
        slot(page, code).locator("button.add").click()
    file = FilePayload(name="IMG.jpg", mimeType="image/jpeg", buffer=picture)
    chooser.value.set_files([file])


def is_shown(page: Page, code: str) -> None:
    """The photo is on the disk of this phone."""
    expect(slot(page, code).locator("button.shot")).to_have_count(1, timeout=SLOW)


def rests(page: Page, state: str = "synced") -> None:
    """Until the strip on top says so."""
    expect(page.locator("[data-sync]").first).to_have_attribute("data-sync", state, timeout=SLOW)


@cache
def noise() -> bytes:
    """A picture that no encoder makes small: more than a megabyte, so many pieces of an upload."""
    target = BytesIO()
    Image.effect_noise((2048, 2048), 90).convert("RGB").save(target, "JPEG", quality=85)
    return target.getvalue()
