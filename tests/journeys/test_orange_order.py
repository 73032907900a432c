"""The same item fails again: the head confirms the orange draft, the unit meets and answers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SITE, SLOW = "石篷西营业厅", 40_000


@pytest.mark.clause("Q1-4.2(3)c", "Q1-4.3.2a")
def test_what_was_repeated_is_confirmed_met_about_answered_and_closed(
    served: Served, person: PersonOf
) -> None:
    head, staff = person("grouphead", is_phone=False), person("site04")
    draft = "SELECT id FROM orders WHERE site_name = ? AND state = 'draft' AND cause = 'repeated'"
    orange = served.value(draft, SITE)
    confirm(head, served, orange)
    answer(staff, served, orange)
    judge(person("reviewer01", is_phone=False), served, orange)
    blue = "SELECT state FROM orders WHERE id = (SELECT predecessor_id FROM orders WHERE id = ?)"
    assert served.value(blue, orange) == "acknowledged", "the blue order goes on"


def confirm(head: Person, served: Served, order_id: str) -> None:
    """The first list of the head is that of the drafts; each says why it is there."""
    page = head.page
    head.go("/orders")
    expect(page.locator("body")).to_contain_text("待签发")
    head.go(f"/orders/{order_id}")
    expect(page.get_by_test_id("orange-note")).to_contain_text("同一问题重复发生")
    page.get_by_test_id("confirm-orange").click()
    page.get_by_test_id("confirm-orange-sheet").locator(".buttons button").last.click()
    served.wait_for(("delivered",), "SELECT state FROM orders WHERE id = ?", order_id)
    expect(page.get_by_test_id("order-panel")).to_contain_text("橙〔", timeout=SLOW)


def answer(staff: Person, served: Served, order_id: str) -> None:
    page = staff.page
    staff.go(f"/orders/{order_id}")
    expect(page.get_by_test_id("order-before")).to_contain_text("蓝〔", timeout=SLOW)
    page.get_by_test_id("acknowledge").click()
    page.get_by_test_id("to-feedback").click()
    mend(staff)
    meet(staff)
    page.get_by_test_id("feedback-signer").fill("站点责任人04")
    staff.sign()
    page.get_by_test_id("submit-feedback").click()
    expect(page.get_by_test_id("order-panel")).to_contain_text("待审核", timeout=SLOW)
    sql = "SELECT state, missing_photos FROM orders WHERE id = ?"
    served.wait_for(("feedback", 0), sql, order_id)


def mend(staff: Person) -> None:
    matters = staff.page.get_by_test_id("feedback-matter")
    expect(matters.first).to_be_visible(timeout=SLOW)
    for matter in matters.all():
        staff.shoot(lambda m=matter: m.get_by_test_id("shoot-after").click(), "after")
        expect(matter.get_by_test_id("after-photos").locator("img").first).to_be_visible(
            timeout=SLOW
        )
        for field in ("cause", "measures", "outcome"):
            matter.get_by_test_id(f"feedback-{field}").fill("班前检查不到位，已整改")


def meet(staff: Person) -> None:
    """What is lacking is named until meeting, plan and stamped copy are there."""
    page = staff.page
    lacking = page.get_by_test_id("lacking")
    for name in ("会议记录与照片", "整改方案", "盖章件"):
        expect(lacking).to_contain_text(name)
    page.get_by_test_id("meeting-held-at").fill("2026-05-06T15:00")
    page.get_by_test_id("meeting-chair").fill("站点责任人04")
    page.get_by_test_id("meeting-attendees").fill("全班 6 人")
    photograph(staff, page, "meeting-photo")
    page.get_by_test_id("meeting-plan").fill("每日交接核对记录簿签名")
    photograph(staff, page, "stamped-copy")
    for name in ("会议记录与照片", "整改方案", "盖章件"):
        expect(lacking).not_to_contain_text(name)


def photograph(staff: Person, page: Page, slot: str) -> None:
    frame = page.get_by_test_id(slot)
    staff.shoot(lambda: frame.locator("[data-action=shoot]").click(), slot)
    expect(frame.locator("img")).to_be_visible(timeout=SLOW)


def judge(reviewer: Person, served: Served, order_id: str) -> None:
    page = reviewer.page
    reviewer.go(f"/orders/{order_id}/review")
    expect(page.get_by_test_id("meeting-record-card")).to_contain_text("每日交接", timeout=SLOW)
    page.get_by_test_id("review-pass").click()
    page.get_by_test_id("pass-sheet").locator(".buttons button").last.click()
    page.wait_for_url(re.compile(rf"/orders/{order_id}$"))
    served.wait_for(("closed",), "SELECT state FROM orders WHERE id = ?", order_id)
