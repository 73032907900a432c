"""The same item fails again: an orange order, its meeting and plan, and the look-back on it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checking import check_all, issue, sign, start_at
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SITE, CODE, SLOW = "石篷西营业厅", "S05", 40_000
# What had failed there weeks ago, on an order that was closed since.
FAILED_BEFORE = {"CK-14": "记录簿又缺接听人签名"}
AFTER = "SELECT id, state, cause FROM orders WHERE predecessor_id = ?"
LOOKBACK = "SELECT id FROM tasks WHERE order_id = ? AND kind = 'lookback' AND state = 'open'"
STATE = "SELECT state FROM orders WHERE id = ?"


@pytest.mark.clause("Q1-4.2(3)c", "Q1-4.3.2a", "Q1-4.3.3a")
def test_what_failed_again_is_confirmed_met_about_closed_and_looked_back_on(
    served: Served, person: PersonOf
) -> None:
    inspector, head = person("inspector03"), person("grouphead", is_phone=False)
    staff = person("site04")
    blue = fail_again(inspector, served)
    ((orange, *what),) = served.ask(AFTER, blue)
    assert what == ["draft", "repeated"], "the server proposes it in the same breath"
    confirm(head, served, orange)
    answer(staff, served, orange)
    judge(person("reviewer01", is_phone=False), served, orange)
    assert served.value(STATE, blue) == "delivered", "the blue order goes on"
    look_back(inspector, served, orange)
    expect_passed(head, orange)


def fail_again(inspector: Person, served: Served) -> str:
    """The phone says so from its own history, before anything is signed."""
    visit_id = start_at(inspector, CODE)
    check_all(inspector, FAILED_BEFORE)
    sign(inspector)
    (item,) = FAILED_BEFORE
    matter = inspector.page.get_by_test_id(f"matter-{item}")
    expect(matter).to_contain_text("重复")
    return issue(inspector, served, visit_id)


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


def look_back(inspector: Person, served: Served, order_id: str) -> None:
    """Who checked before goes again, by a task of his own: now it is as it should be."""
    task_id = served.value(LOOKBACK, order_id)
    page = inspector.page
    inspector.go("/")
    page.get_by_test_id(f"task-{task_id}").click(timeout=SLOW)
    page.get_by_test_id("reason").fill("定位不准")
    page.get_by_test_id("start").click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/check"))
    visit_id = page.url.split("/visits/")[1].split("/")[0]
    check_all(inspector, {})
    sign(inspector)
    green = issue(inspector, served, visit_id)
    assert served.ask("SELECT colour FROM orders WHERE id = ?", green) == [("green",)]
    settled = "SELECT state, visit_id FROM tasks WHERE id = ?"
    served.wait_for(("done", visit_id), settled, task_id)


def expect_passed(head: Person, order_id: str) -> None:
    head.go(f"/orders/{order_id}")
    check = head.page.get_by_test_id("lookback").locator("[data-check=lookback]")
    expect(check).to_contain_text("已整改到位", timeout=SLOW)
