"""Steps of a check that several journeys share."""

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.conftest import Person, Served

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


def check_all(person: Person, found: Mapping[str, str]) -> None:
    """Every item of an open check: what was found fails, with the photos that are asked for."""
    page = person.page
    cards = page.locator("[data-item]")
    expect(cards.first).to_be_visible(timeout=SLOW)
    for card in cards.all():
        code = (card.get_attribute("data-testid") or "").removeprefix("item-")
        card.locator(f"[data-result={'fail' if code in found else 'pass'}]").click()
        if code in found:
            page.get_by_test_id(f"note-{code}").fill(found[code])
        its = slot(page, code)
        if its.locator("button.add.needed").count():
            person.shoot(its.locator("button.add.needed").first.click, code)
            is_shown(page, code)


def sign(person: Person) -> None:
    """From the last item to the slip."""
    person.page.get_by_test_id("to-summary").click()
    person.page.get_by_test_id("signer-name").fill("当班负责人")
    person.sign()
    expect(person.page.get_by_test_id("slip")).to_be_visible()


def issue(person: Person, served: Served, visit_id: str) -> str:
    """Issue the slip and wait until its unit has it with all photos; returns the order's id."""
    person.page.get_by_test_id("issue").click()
    expect(person.page.get_by_test_id("order-state")).to_contain_text("已送达", timeout=SLOW)
    served.wait_for(("delivered",), "SELECT state FROM orders WHERE visit_id = ?", visit_id)
    return served.value("SELECT id FROM orders WHERE visit_id = ?", visit_id)


@cache
def noise() -> bytes:
    """A picture that no encoder makes small: more than a megabyte, so many pieces of an upload."""
    target = BytesIO()
    Image.effect_noise((2048, 2048), 90).convert("RGB").save(target, "JPEG", quality=85)
    return target.getvalue()
