"""Pages that go away under a user: a new version of the app, a camera that kills the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checking import (
    ANSWERED,
    chosen,
    is_shown,
    judge,
    photograph,
    rests,
    slot,
    start_at,
)
from tests.journeys.conftest import PersonOf, Served, draw

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const next = registration.installing;
  if (!next) return registration.waiting !== null;
  return new Promise((done) => {
    next.addEventListener('statechange', () => next.state === 'installed' && done(true));
  });
}"""
IS_WAITING = """async () => (await navigator.serviceWorker.getRegistration()).waiting !== null"""


def mark(page: Page) -> None:
    """Something that a reload takes away."""
    page.evaluate("() => { window.isTheSame = true; }")


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("() => window.isTheSame === true"))


def test_scenario_sw_a_new_version_waits_while_a_check_is_open(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    visit_id = start_at(inspector, "S01")
    judge(page, "CK-04", "fail")
    note = page.get_by_test_id("note-CK-04")
    note.fill("饮水区地面")
    mark(page)
    with (served.pages / "service-worker.js").open("a") as worker:
        worker.write("\n// Another version.\n")
    assert page.evaluate(UPDATED)
    note.press_sequentially("有积水")
    expect(page.get_by_text("新版本已准备好")).to_have_count(0)
    page.wait_for_timeout(2_000)
    assert is_the_same(page)
    assert page.evaluate(IS_WAITING)
    expect(note).to_have_value("饮水区地面有积水")

    # Outside the check it is offered, and taken only at a tap.
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_text("新版本已准备好")).to_be_visible()
    assert is_the_same(page)
    with page.expect_event("load"):
        page.get_by_role("button", name="立即更新").click()
    rests(page)
    assert not is_the_same(page)
    assert not page.evaluate(IS_WAITING)
    inspector.go(f"/visits/{visit_id}/check")
    expect(note).to_have_value("饮水区地面有积水")
    served.wait_for(("饮水区地面有积水",), "SELECT note FROM answers WHERE visit_id = ?", visit_id)


def test_scenario_camera_a_page_that_dies_behind_the_camera_comes_back_to_the_same_item(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    inspector.be_offline()
    visit_id = start_at(inspector, "S02")
    for code in ("CK-03", "CK-05"):
        judge(page, code)
    with page.expect_file_chooser():
        slot(page, "CK-03").locator("button.add").click()
    page.reload()
    restored = page.get_by_test_id("restored-camera")
    expect(restored).to_contain_text("拍 CK-03 时应用被系统关闭")
    expect(page.get_by_test_id("item-CK-03")).to_be_in_viewport()
    expect(page.get_by_test_id("item-CK-03")).to_be_focused()
    expect(chosen(page, "CK-05", "pass")).to_have_attribute("aria-checked", "true")

    photograph(page, "CK-03", draw("again"))
    is_shown(page, "CK-03")
    expect(restored).to_have_count(0)
    page.reload()
    is_shown(page, "CK-03")
    expect(restored).to_have_count(0)
    inspector.be_offline(False)
    photos = "SELECT slot, blob FROM photos WHERE subject_id = ?"
    served.wait_for(("CK-03", "present"), photos, visit_id)
    assert served.ask(ANSWERED, visit_id) == [("CK-03", "pass"), ("CK-05", "pass")]
