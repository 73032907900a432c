"""The hall mends what was found: photos, signature, sent back once, passed; two people at once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.checking import check_all, issue, sign, start_at
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

HALL, SLOW = "S01", 40_000
FOUND = {"CK-04": "饮水区地面有积水", "CK-14": "记录簿缺少接听人签名"}
STATE = "SELECT state, round FROM orders WHERE id = ?"
FIELDS = ("cause", "measures", "outcome")


def find_problems(inspector: Person, served: Served) -> str:
    """A check that ends in a blue order; returns the order's id."""
    visit_id = start_at(inspector, HALL)
    check_all(inspector, FOUND)
    sign(inspector)
    return issue(inspector, served, visit_id)


def matters(page: Page) -> Locator:
    found = page.get_by_test_id("feedback-matter")
    expect(found).to_have_count(len(FOUND), timeout=SLOW)
    return found


def shoot_over_the_ghost(staff: Person, nth: int) -> None:
    """The problem's photo lies over the camera's picture; held, it is seen alone."""
    page = staff.page
    matters(page).nth(nth).get_by_test_id("shoot-after").tap()
    expect(page.get_by_test_id("shutter")).to_be_enabled(timeout=SLOW)
    ghost = page.get_by_test_id("ghost")
    expect(ghost).to_have_css("opacity", "0.4")
    page.get_by_test_id("ghost-strength").fill("70")
    expect(ghost).to_have_css("opacity", "0.7")
    page.get_by_test_id("ghost-hold").dispatch_event("pointerdown", {"pointerId": 1})
    expect(ghost).to_have_css("opacity", "1")
    page.get_by_test_id("ghost-hold").dispatch_event("pointerup", {"pointerId": 1})
    page.get_by_test_id("ghost-toggle").tap()
    expect(ghost).to_have_css("opacity", "0")
    page.get_by_test_id("ghost-toggle").tap()
    page.get_by_test_id("ghost-strength").fill("40")
    staff.picture(f"rectify-ghost-{nth}")
    page.get_by_test_id("shutter").tap()
    expect(page.get_by_test_id("camera-status")).to_contain_text("已存本机 1 张", timeout=SLOW)


def take_back_and_shoot_again(page: Page) -> None:
    page.get_by_test_id("retake").tap()
    expect(page.get_by_test_id("camera-status")).to_contain_text("已存本机 0 张", timeout=SLOW)
    page.get_by_test_id("shutter").tap()
    expect(page.get_by_test_id("camera-status")).to_contain_text("已存本机 1 张", timeout=SLOW)
    page.get_by_test_id("camera-done").tap()
    expect(page.get_by_test_id("camera")).to_have_count(0)


def fill_by_chips(page: Page) -> None:
    """Nothing is typed: "next missing" leads from one to the next, and a chip each answers it."""
    for matter in matters(page).all():
        for field in FIELDS:
            matter.get_by_test_id(f"phrases-{field}").locator("button").first.tap()
    expect(page.get_by_test_id("matter-lacks")).to_have_count(0)


def answer_offline(staff: Person, order_id: str) -> None:
    page = staff.page
    staff.go(f"/orders/{order_id}")
    expect(page.get_by_test_id("story-waiting")).to_contain_text("等责任单位签收", timeout=SLOW)
    page.get_by_test_id("acknowledge").tap()
    page.get_by_test_id("to-feedback").tap()
    # Both pictures to aim by are here before the signal is gone.
    page.wait_for_load_state("networkidle")
    staff.be_offline()
    shoot_over_the_ghost(staff, 0)
    take_back_and_shoot_again(page)
    page.get_by_test_id("next-lack").tap()
    expect(page.locator("[data-lack$='.cause'] textarea").first).to_be_focused()
    page.get_by_test_id("phrases-cause").first.locator("button").first.tap()
    shoot_over_the_ghost(staff, 1)
    # The battery dies with the camera open.
    staff.kill()
    staff.reopen(is_offline=True)
    go_on_after_the_kill(staff, order_id)


def go_on_after_the_kill(staff: Person, order_id: str) -> None:
    page = staff.page
    staff.go(f"/orders/{order_id}/feedback")
    expect(page.get_by_test_id("restored-camera")).to_contain_text("已拍的照片", timeout=SLOW)
    for matter in matters(page).all():
        shot = matter.get_by_test_id("after-photos").locator("button.shot")
        expect(shot).to_have_count(1, timeout=SLOW)
    expect(page.get_by_test_id("feedback-cause").first).not_to_have_value("")
    remove_and_undo(page)
    fill_by_chips(page)
    staff.sign()
    page.get_by_test_id("submit-feedback").tap()
    expect(page.get_by_test_id("order-panel")).to_contain_text("待审核", timeout=SLOW)


def remove_and_undo(page: Page) -> None:
    shots = matters(page).first.get_by_test_id("after-photos").locator("button.shot")
    matters(page).first.locator("button.remove").first.tap()
    expect(shots).to_have_count(0)
    page.get_by_test_id("undo-photo").get_by_role("button").tap()
    expect(shots).to_have_count(1)


def open_in_queue(reviewer: Person, order_id: str) -> None:
    """It comes by itself, while the queue is open."""
    page = reviewer.page
    expect(page.locator(".screen [data-testid=queue-bar]")).to_be_visible(timeout=SLOW)
    for _ in range(10):
        if page.url.endswith(order_id):
            break
        page.keyboard.press("j")
        page.wait_for_timeout(400)
    expect(page).to_have_url(re.compile(rf"/orders/review/{order_id}$"))
    expect(page.get_by_test_id("review-matter")).to_have_count(len(FOUND), timeout=SLOW)


def compare(page: Page) -> None:
    """By the keys of the slider, and side by side, zoomed together."""
    slider = page.get_by_role("slider", name="拖动比较整改前后").first
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_value("49")
    facts = page.get_by_test_id("pair-facts").first
    expect(facts).to_contain_text("相隔")
    expect(facts).to_contain_text("当场拍摄")
    page.get_by_test_id("compare-mode").first.get_by_text("左右并排").click()
    beside = page.get_by_test_id("photo-beside").first
    beside.get_by_test_id("zoom-in").click()
    expect(beside).to_have_attribute("data-scale", "1.50")
    page.get_by_test_id("compare-mode").first.get_by_text("滑动对比").click()


def send_back(reviewer: Person, served: Served, order_id: str) -> None:
    """Returned by keyboard, undone, and returned again: one review alone arrives."""
    page = reviewer.page
    for is_undone in (True, False):
        page.keyboard.press("r")
        sheet = page.get_by_test_id("return-sheet")
        sheet.get_by_test_id("reason-measures_vague").click()
        sheet.locator(".buttons button").last.click()
        expect(page.get_by_test_id("queue-undo")).to_contain_text("退回")
        reviewer.picture("review-undo")
        if is_undone:
            page.keyboard.press("u")
            open_in_queue(reviewer, order_id)
    served.wait_for(("returned", 1), STATE, order_id)
    sql = "SELECT count(*), min(verdict) FROM reviews WHERE order_id = ?"
    assert served.ask(sql, order_id) == [(1, "return")]


def complete(staff: Person, order_id: str) -> None:
    """The reasons come to the phone; the former photos and words are there to go on with."""
    page = staff.page
    expect(page.get_by_test_id("returned-notice")).to_contain_text("措施不具体", timeout=SLOW)
    page.get_by_test_id("to-feedback").tap()
    expect(matters(page).first.get_by_test_id("after-photos")).to_be_visible(timeout=SLOW)
    page.get_by_test_id("phrases-measures").first.locator("button").last.tap()
    staff.sign()
    page.get_by_test_id("submit-feedback").tap()
    expect(page.get_by_test_id("order-panel")).to_contain_text("待审核", timeout=SLOW)


@pytest.mark.clause("Q1-4.3.1b")
def test_a_blue_order_is_mended_sent_back_once_and_passed(served: Served, person: PersonOf) -> None:
    order_id = find_problems(person("inspector02"), served)
    staff, reviewer = person("site01", has_camera=True), person("reviewer01", is_phone=False)
    reviewer.go("/orders/review")
    answer_offline(staff, order_id)
    staff.be_offline(False)
    served.wait_for(("feedback", 1), STATE, order_id)
    shot = "SELECT DISTINCT source, blob FROM photos WHERE subject_id = ? AND slot <> 'signature'"
    served.wait_for(("camera", "present"), shot, order_id)
    # What was taken back is not sent.
    count = "SELECT count(*) FROM photos WHERE subject_id = ? AND slot <> 'signature'"
    assert served.value(count, order_id) == len(FOUND)

    open_in_queue(reviewer, order_id)
    compare(reviewer.page)
    send_back(reviewer, served, order_id)
    complete(staff, order_id)
    served.wait_for(("feedback", 2), STATE, order_id)

    open_in_queue(reviewer, order_id)
    # The last photo of the round may still be on its way.
    expect(reviewer.page.get_by_test_id("review-pass")).to_be_enabled(timeout=SLOW)
    reviewer.page.keyboard.press("p")
    expect(reviewer.page.get_by_test_id("queue-undo")).to_contain_text("通过")
    served.wait_for(("closed", 2), STATE, order_id)
    expect(staff.page.locator("[data-step=closed]")).to_be_visible(timeout=SLOW)
    staff.picture("story-closed")
