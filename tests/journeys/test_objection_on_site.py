"""The inspected side does not agree: it says so where it signs, without a signal (当场异议)."""

import pytest
from playwright.sync_api import expect

from tests.journeys.checking import SLOW, check_all, start_at
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SITE, CODE = "青樾中心营业厅", "S06"
FOUND = {"CK-04": "饮水区地面有积水", "CK-14": "记录簿缺少接听人签名"}
OBJECTED, REASON = "CK-04", "当时正在整改"
ORDER = "SELECT state, objection_state FROM orders WHERE visit_id = ?"


@pytest.mark.clause("W1-9(7)")
def test_an_objection_at_the_signature_goes_with_the_order_and_is_upheld(
    served: Served, person: PersonOf
) -> None:
    inspector, head = person("inspector02"), person("grouphead", is_phone=False)
    staff = person("site05")
    inspector.be_offline()
    visit_id = start_at(inspector, CODE)
    check_all(inspector, FOUND)
    sign_with_an_objection(inspector)
    issue(inspector)
    assert served.ask(ORDER, visit_id) == []
    inspector.be_offline(False)
    served.wait_for(("delivered", "open"), ORDER, visit_id)
    order_id = served.value("SELECT id FROM orders WHERE visit_id = ?", visit_id)
    uphold(head, order_id)
    staff.go(f"/orders/{order_id}")
    expect(staff.page.get_by_test_id("matter-struck")).to_have_count(1, timeout=SLOW)
    story = staff.page.locator("[data-step=objection_on_site]")
    expect(story).to_contain_text(REASON)
    expect(story).to_contain_text("当班负责人")


def sign_with_an_objection(inspector: Person) -> None:
    """Nothing is signed before it says to what, and why; a reload loses none of it."""
    page = inspector.page
    page.get_by_test_id("to-summary").click()
    page.get_by_test_id("signer-name").fill("当班负责人")
    page.get_by_test_id("sign-card").get_by_text("有异议", exact=True).tap()
    inspector.sign()
    fields = page.get_by_test_id("spot-objection")
    expect(fields).to_contain_text("请至少选一项")
    expect(fields).to_contain_text("请写明异议理由")
    fields.get_by_test_id(f"objected-{OBJECTED}").check()
    fields.get_by_text(REASON, exact=True).tap()
    inspector.picture("objection-on-site")
    page.wait_for_timeout(500)
    page.reload()
    expect(fields.get_by_test_id(f"objected-{OBJECTED}")).to_be_checked(timeout=SLOW)
    inspector.sign()
    expect(page.get_by_test_id("slip-objection")).to_have_text(REASON)
    inspector.picture("objection-on-slip")


def issue(inspector: Person) -> None:
    page = inspector.page
    page.get_by_test_id("issue").click()
    expect(page.get_by_test_id("order-state")).to_contain_text("已存本机")


def uphold(head: Person, order_id: str) -> None:
    """As soon as it is delivered it waits in the head's own list."""
    page = head.page
    head.go("/orders")
    page.get_by_test_id("order-views").get_by_text("待我答复").click()
    expect(page.get_by_test_id("order-list")).to_contain_text(SITE, timeout=SLOW)
    head.go(f"/orders/{order_id}")
    expect(page.get_by_test_id("open-objection")).to_contain_text(REASON, timeout=SLOW)
    page.get_by_test_id("answer-objection").click()
    sheet = page.get_by_test_id("answer-objection-sheet")
    sheet.locator("input[value=yes]").check()
    sheet.get_by_test_id("answer-text").fill("照片可以证明")
    sheet.locator(".buttons button").last.click()
