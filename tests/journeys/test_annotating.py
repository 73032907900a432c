"""Marks drawn without a signal, seen by a second person, and burned into what is published."""

import json
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.checking import SLOW
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TEAM = "石篷营业厅班"
OPEN_ORDER = "SELECT id FROM orders WHERE unit_name = ? AND state = 'acknowledged'"
NEWEST = "SELECT id FROM photos WHERE subject_id = ? ORDER BY taken_at DESC LIMIT 1"
# The drawn picture (conftest.draw) has a plain frame; inside it are a white line and the colour.
HEAD, HIDDEN = (0.5, 0.5), ((0.05, 0.1), (0.3, 0.4))


def point(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a place of the picture (4 : 3) is, in shares of it."""
    box = page.get_by_test_id("drawing-board").bounding_box()
    assert box is not None
    width = min(box["width"], box["height"] * 4 / 3)
    left = box["x"] + (box["width"] - width) / 2
    top = box["y"] + (box["height"] - width * 3 / 4) / 2
    return left + x * width, top + y * width * 3 / 4


def stroke(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*point(page, *start))
    page.mouse.down()
    page.mouse.move(*point(page, *end), steps=6)
    page.mouse.up()


def marks_on(page: Page, kind: str) -> int:
    return page.get_by_test_id("drawing-board").locator(f"[data-mark={kind}]").count()


@pytest.mark.long
def test_marks_drawn_offline_reach_the_reviewer_and_the_published_picture(
    served: Served, person: PersonOf
) -> None:
    order_id = served.value(OPEN_ORDER, TEAM)
    staff = person("site03")
    shoot_offline(staff, order_id)
    draw_marks(staff)
    staff.be_offline(False)
    served.wait_for(("present",), "SELECT blob FROM photos WHERE id = (" + NEWEST + ")", order_id)
    photo_id = served.value(NEWEST, order_id)
    kinds = ["arrow", "number", "mosaic"]
    kept = json.loads(served.value("SELECT marks FROM photos WHERE id = ?", photo_id))
    assert [mark["kind"] for mark in kept] == kinds

    reviewer = person("reviewer01", is_phone=False)
    see_marks(reviewer, photo_id)
    check_published(reviewer, served, photo_id)


def shoot_offline(staff: Person, order_id: str) -> None:
    page = staff.page
    staff.go(f"/orders/{order_id}/feedback")
    matter = page.get_by_test_id("feedback-matter").first
    expect(matter.get_by_test_id("shoot-after")).to_be_visible(timeout=SLOW)
    staff.be_offline()
    staff.shoot(matter.get_by_test_id("shoot-after").click, "marked")
    shot = matter.get_by_test_id("after-photos").locator("button.shot")
    expect(shot).to_have_count(1, timeout=SLOW)
    shot.click()
    expect(page.get_by_test_id("viewer")).to_be_visible()


def draw_marks(staff: Person) -> None:
    """Three taps for one arrow; then a number, a mosaic, and one step back and forth."""
    page = staff.page
    page.get_by_test_id("annotate").click()
    expect(page.get_by_test_id("drawing-board").locator("img")).to_be_visible(timeout=SLOW)
    stroke(page, (0.7, 0.8), HEAD)
    assert marks_on(page, "line") == 1
    page.get_by_test_id("tool-number").click()
    page.mouse.click(*point(page, 0.8, 0.3))
    assert marks_on(page, "tag") == 1
    page.get_by_test_id("tool-mosaic").click()
    stroke(page, *HIDDEN)
    page.get_by_test_id("undo-mark").click()
    assert marks_on(page, "mosaic") == 0
    page.get_by_test_id("redo-mark").click()
    assert marks_on(page, "mosaic") == 1
    staff.picture("annotating")
    page.get_by_test_id("save-marks").click()
    after = page.get_by_test_id("after-photos").first
    expect(after.get_by_test_id("marks")).to_be_visible(timeout=SLOW)
    staff.picture("annotated-offline")


def see_marks(reviewer: Person, photo_id: str) -> None:
    page = reviewer.page
    reviewer.go("/photos")
    cell = page.locator(f"[data-photo='{photo_id}']")
    expect(cell.get_by_test_id("marks")).to_be_visible(timeout=SLOW)
    cell.locator("button.shot").click()
    stage = page.get_by_test_id("zoom-stage")
    expect(stage.locator("[data-mark]")).to_have_count(3)
    expect(stage.locator("[data-mark=mosaic] image")).to_have_count(1, timeout=SLOW)
    page.get_by_test_id("photo-facts").click()
    expect(page.get_by_test_id("facts")).to_contain_text("站点责任人03")
    reviewer.picture("marks-seen")
    page.get_by_test_id("toggle-marks").click()
    expect(stage.locator("[data-mark]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("viewer")).to_be_hidden()


def check_published(reviewer: Person, served: Served, photo_id: str) -> None:
    """The arrow's head is red, and where the mosaic lies no line of the picture is left."""
    shown, published = (picture(reviewer, served, photo_id, kind) for kind in KINDS)
    at = int(HEAD[0] * shown.width) + 8, int(HEAD[1] * shown.height) + 12
    assert shown.getpixel(at) != published.getpixel(at)
    red, green, blue = pixel(published, *at)
    assert red > 180
    assert max(green, blue) < 90
    edge = int(0.2 * shown.width), int(420 / 3000 * shown.height)
    assert min(pixel(shown, *edge)) > 230
    assert min(pixel(published, *edge)) < 225
    assert pixel(shown, 5, shown.height - 3) == pixel(published, 5, shown.height - 3)


KINDS = ("display", "published")


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    return int(found[0]), int(found[1]), int(found[2])


def picture(someone: Person, served: Served, photo_id: str, kind: str) -> Image.Image:
    address = f"{served.address}/api/photos/{photo_id}/{kind}"
    answer = someone.context.request.get(address)
    assert answer.status == 200
    return Image.open(BytesIO(answer.body())).convert("RGB")
