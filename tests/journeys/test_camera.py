"""The camera in the page: bursts, a page that ends while it is open, and no camera at all."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checking import SLOW, is_shown, judge, noise, photograph, rests, slot, start_at
from tests.journeys.conftest import PersonOf, Served
from tests.journeys.test_scenarios_uploads import Pieces, cut_after

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
DELIVERED = "SELECT count(*), sum(blob = 'present') FROM photos WHERE subject_id = ?"
# Remembers every camera that was opened, to see whether it was let go.
WATCHING = """
  window.tracks = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
"""


def open_camera(page: Page, code: str) -> None:
    page.get_by_test_id(f"item-{code}").get_by_test_id("photo-burst").click()
    expect(page.get_by_test_id("camera")).to_be_visible()


def shoot(page: Page, taken: int) -> None:
    """One more; safe on this phone when the camera says so."""
    expect(page.get_by_test_id("shutter")).to_be_enabled(timeout=SLOW)
    page.get_by_test_id("shutter").click()
    status = page.get_by_test_id("camera-status")
    expect(status).to_contain_text(f"已存本机 {taken} 张", timeout=SLOW)


@pytest.mark.long
def test_three_shots_in_a_row_without_leaving_the_camera(served: Served, person: PersonOf) -> None:
    inspector = person("inspector02", has_camera=True)
    page = inspector.page
    page.add_init_script(WATCHING)
    visit_id = start_at(inspector, "S05")
    judge(page, "CK-01", "fail")
    inspector.be_offline()
    open_camera(page, "CK-01")
    for taken in (1, 2, 3):
        shoot(page, taken)
    page.get_by_test_id("camera-done").click()
    expect(page.get_by_test_id("camera")).to_have_count(0)
    expect(slot(page, "CK-01").locator("button.shot")).to_have_count(3, timeout=SLOW)
    assert page.evaluate("() => window.tracks.map((its) => its.readyState)") == ["ended"]
    inspector.be_offline(False)
    served.wait_for((3, 3), DELIVERED, visit_id)
    told = "SELECT DISTINCT seal, source FROM photos WHERE subject_id = ?"
    assert served.ask(told, visit_id) == [("signed", "camera")]


@pytest.mark.long
def test_the_camera_that_was_used_last_is_offered_first(person: PersonOf) -> None:
    inspector = person("inspector02", has_camera=True)
    page = inspector.page
    start_at(inspector, "S05")
    judge(page, "CK-01", "fail")
    add = slot(page, "CK-01").locator("button.add")
    # The system's camera, until somebody has chosen.
    with page.expect_file_chooser():
        add.click()
    page.reload()
    open_camera(page, "CK-01")
    page.get_by_test_id("camera-close").click()
    add.click()
    expect(page.get_by_test_id("camera")).to_be_visible()
    with page.expect_file_chooser():
        page.get_by_test_id("use-system").click()
    expect(page.get_by_test_id("camera")).to_have_count(0)


@pytest.mark.long
def test_a_page_that_ends_while_its_camera_is_open_comes_back_to_the_item(
    person: PersonOf,
) -> None:
    inspector = person("inspector02", has_camera=True)
    page = inspector.page
    start_at(inspector, "S05")
    judge(page, "CK-04", "fail")
    open_camera(page, "CK-04")
    shoot(page, 1)
    page.reload()
    told = page.get_by_test_id("restored-camera")
    expect(told).to_contain_text("CK-04", timeout=2_000 + SLOW)
    expect(page.get_by_test_id("item-CK-04")).to_be_in_viewport()
    # What had been said to be safe is there.
    expect(slot(page, "CK-04").locator("button.shot")).to_have_count(1, timeout=SLOW)


@pytest.mark.long
def test_without_a_camera_the_page_says_so_and_leads_to_the_systems(person: PersonOf) -> None:
    inspector = person("inspector02")
    page = inspector.page
    start_at(inspector, "S05")
    judge(page, "CK-01", "fail")
    open_camera(page, "CK-01")
    fault = page.locator("[data-fault]")
    expect(fault).to_contain_text("系统相机")
    with page.expect_file_chooser():
        fault.get_by_test_id("use-system").click()


@pytest.mark.long
def test_shots_survive_the_battery_and_an_upload_goes_on_where_it_was_cut(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02", has_camera=True)
    page = inspector.page
    visit_id = start_at(inspector, "S05")
    for code in ("CK-01", "CK-02"):
        judge(page, code, "fail")
    cut_after(page, 2)
    photograph(page, "CK-01", noise())
    is_shown(page, "CK-01")
    rests(page, "unreachableWith")
    kept = "SELECT u.offset FROM uploads u JOIN photos p ON p.id = u.photo_id WHERE subject_id = ?"
    (offset,) = served.ask(kept, visit_id)[0]
    open_camera(page, "CK-02")
    shoot(page, 1)
    inspector.kill()

    inspector.reopen()
    pieces = Pieces(inspector.page)
    inspector.go("/")
    served.wait_for((2, 2), DELIVERED, visit_id)
    rests(inspector.page)
    # The small one goes first, from its beginning; the large one goes on.
    assert offset > 0
    assert offset in pieces.offsets
    assert pieces.offsets.count(0) == 1
