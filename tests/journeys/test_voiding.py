"""A check entered wrongly is voided by the head; proposals and lent rights on the screen."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SLOW = 40_000


def test_the_head_voids_a_check_and_its_order_is_stamped(served: Served, person: PersonOf) -> None:
    head, inspector = person("grouphead", is_phone=False), person("inspector04")
    visit_id = served.value("SELECT id FROM visits WHERE void_asked_at IS NOT NULL")
    order_id = served.value("SELECT id FROM orders WHERE visit_id = ?", visit_id)
    head.go(f"/visits/{visit_id}")
    page = head.page
    expect(page.get_by_test_id("void-pending")).to_contain_text("检查表选错", timeout=SLOW)
    expect(page.get_by_text("其余条目")).to_be_visible()
    page.get_by_test_id("void-agree").click()
    page.get_by_test_id("agree-void-sheet").locator(".buttons button").last.click()
    expect(page.get_by_test_id("voided")).to_be_visible(timeout=SLOW)
    served.wait_for(("voided",), "SELECT state FROM orders WHERE id = ?", order_id)
    inspector.go(f"/visits/{visit_id}")
    expect(inspector.page.get_by_test_id("voided")).to_be_visible(timeout=SLOW)
    inspector.go(f"/orders/{order_id}")
    expect(inspector.page.get_by_test_id("voided-notice")).to_be_visible(timeout=SLOW)


def test_the_head_signs_what_a_member_proposed(served: Served, person: PersonOf) -> None:
    head = person("grouphead", is_phone=False)
    proposed = "SELECT id FROM orders WHERE state = 'draft' AND colour = 'blue'"
    order_id = served.value(proposed)
    head.go(f"/orders/{order_id}")
    expect(head.page.get_by_test_id("order-state").first).to_contain_text(
        "待组长签发", timeout=SLOW
    )
    head.page.get_by_test_id("confirm-orange").click()
    head.page.get_by_test_id("confirm-orange-sheet").locator(".buttons button").last.click()
    served.wait_for(("delivered",), "SELECT state FROM orders WHERE id = ?", order_id)
    expect(head.page.get_by_test_id("order-panel")).to_contain_text("蓝〔", timeout=SLOW)


def test_the_head_lends_and_takes_back(served: Served, person: PersonOf) -> None:
    head, member = person("grouphead"), person("inspector06")
    head.go("/delegations")
    page = head.page
    page.get_by_test_id("member").select_option(label="督查员06 · 督导组检查员")
    page.get_by_test_id("give").click()
    mine = "SELECT count(*) FROM delegations WHERE user_name = '督查员06' AND revoked_at IS NULL"
    served.wait_for((1,), mine)
    member.go("/delegations")
    expect(member.page.get_by_text("督查员06")).to_be_visible(timeout=SLOW)
    line = page.get_by_test_id("delegation").filter(has_text="督查员06")
    line.get_by_test_id("revoke").click()
    page.locator("dialog .buttons button").last.click()
    served.wait_for((0,), mine)
