"""Between delivery and feedback: the unit objects and asks for more time, the head answers both."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SITE, SLOW = "鹭汀营业厅", 40_000


@pytest.mark.clause("W1-9(7)", "W2-30b")
def test_the_unit_objects_and_asks_for_time_and_the_head_answers_both(
    served: Served, person: PersonOf
) -> None:
    sql = "SELECT id FROM orders WHERE site_name = ? AND state = 'delivered' AND colour = 'blue'"
    order_id = served.value(sql, SITE)
    head, staff = person("grouphead", is_phone=False), person("site07")
    staff.go(f"/orders/{order_id}")
    hint = staff.page.get_by_test_id("objection-hint")
    expect(hint).to_contain_text("已有一条异议待答复", timeout=SLOW)
    answer(head, order_id, "objection", "no", "照片显示仍为旧版")
    served.wait_for(("rejected",), "SELECT objection_state FROM orders WHERE id = ?", order_id)
    object_again(staff)
    served.wait_for(("open",), "SELECT objection_state FROM orders WHERE id = ?", order_id)
    answer(head, order_id, "objection", "yes", "补拍照片可以证明")
    struck = staff.page.get_by_test_id("matter-struck")
    expect(struck).to_have_count(1, timeout=SLOW)
    ask_for_time(staff.page)
    served.wait_for(("open",), "SELECT extension_state FROM orders WHERE id = ?", order_id)
    before = due(served, order_id)
    answer(head, order_id, "extension", "yes", "同意，到货当日更换")
    served.wait_for(("granted",), "SELECT extension_state FROM orders WHERE id = ?", order_id)
    assert due(served, order_id) > before
    story = staff.page.locator("[data-step=extension_granted]")
    expect(story).to_contain_text("新期限", timeout=SLOW)


def due(served: Served, order_id: str) -> str:
    return served.value("SELECT escalates_at FROM orders WHERE id = ?", order_id)


def answer(head: Person, order_id: str, kind: str, decision: str, text: str) -> None:
    """It is in the head's own list, and says that the clock runs on."""
    page = head.page
    head.go("/orders")
    page.get_by_test_id("order-views").get_by_text("待我答复").click()
    expect(page.get_by_test_id("order-list")).to_contain_text(SITE, timeout=SLOW)
    head.go(f"/orders/{order_id}")
    expect(page.get_by_test_id(f"open-{kind}")).to_contain_text("期限照常计算", timeout=SLOW)
    page.get_by_test_id(f"answer-{kind}").click()
    sheet = page.get_by_test_id(f"answer-{kind}-sheet")
    sheet.locator(f"input[value={decision}]").check()
    sheet.get_by_test_id("answer-text").fill(text)
    sheet.locator(".buttons button").last.click()


def object_again(staff: Person) -> None:
    """Without a signal: it waits on the phone, and is sent when there is one."""
    page = staff.page
    expect(page.get_by_test_id("object")).to_be_enabled(timeout=SLOW)
    staff.be_offline()
    page.get_by_test_id("object").click()
    sheet = page.get_by_test_id("objection-sheet")
    sheet.locator(".buttons button").last.click()
    expect(sheet).to_contain_text("请至少选一项")
    sheet.get_by_test_id("objected-matter").first.check()
    sheet.get_by_test_id("objection-reason").fill("当日已更换，见补拍照片")
    sheet.locator(".buttons button").last.click()
    expect(page.locator("[data-step=objection]")).to_have_count(2)
    page.get_by_test_id("comment-text").fill("请组长再看一次")
    page.get_by_test_id("comment-send").click()
    expect(page.locator("[data-step=comment]")).to_contain_text("请组长再看一次")
    staff.be_offline(False)


def ask_for_time(page: Page) -> None:
    expect(page.get_by_test_id("extension-hint")).to_contain_text("签收后")
    page.get_by_test_id("acknowledge").click()
    ask = page.get_by_test_id("ask-extension")
    expect(ask).to_be_enabled(timeout=SLOW)
    ask.click()
    sheet = page.get_by_test_id("extension-sheet")
    sheet.get_by_test_id("extension-reason").fill("材料由厂家统一制作，到货晚一天")
    sheet.locator(".buttons button").last.click()
    expect(page.get_by_test_id("extension-hint")).to_contain_text("只能一次")
