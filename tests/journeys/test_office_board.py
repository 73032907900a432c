"""The office at its desk: the list by keyboard, its file of Excel, and the month's bulletin."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SLOW = 40_000


def test_a_list_is_filtered_walked_by_keys_and_taken_away_as_excel(
    served: Served, person: PersonOf
) -> None:
    head = person("grouphead", is_phone=False)
    page = head.page
    head.go("/board")
    page.get_by_test_id("tile-open").click()
    rows = page.get_by_test_id("order-row")
    expect(rows.first).to_be_visible(timeout=SLOW)
    page.get_by_test_id("filter-blue").click()
    page.keyboard.press("/")
    page.keyboard.type("syxmstw")
    expect(rows).to_have_count(0)
    page.get_by_test_id("order-search").locator("input").fill("spx")
    expect(rows.first).to_contain_text("石篷西营业厅")
    for part in ("stage=open", "colour=blue", "text=spx", "view=all"):
        assert part in page.url
    page.reload()
    expect(rows.first).to_contain_text("石篷西营业厅", timeout=SLOW)
    count = rows.count()
    book = export(page)
    walk(page)
    numbers = "SELECT number FROM orders WHERE site_name = '石篷西营业厅' AND colour = 'blue'"
    numbers += " AND state NOT IN ('closed', 'escalated', 'withdrawn')"
    check_book(book, {number for (number,) in served.ask(numbers)}, count)
    noted = "SELECT actor_name FROM journal WHERE command = 'report.note_export'"
    assert served.ask(noted) == [("督导组组长",)]


def walk(page: Page) -> None:
    """Down, select, open, close, and the sheet of keys; no mouse."""
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_test_id("bulk-bar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("bulk-bar")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("order-panel")).to_contain_text("石篷西营业厅", timeout=SLOW)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("order-panel")).to_have_count(0)
    assert "text=spx" in page.url
    page.keyboard.press("?")
    expect(page.get_by_test_id("key-sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("key-sheet")).to_have_count(0)


def export(page: Page) -> bytes:
    with page.expect_download(timeout=SLOW) as taken:
        page.get_by_test_id("export-orders").click()
    assert taken.value.suggested_filename.startswith("督查单-")
    return Path(taken.value.path()).read_bytes()


def check_book(content: bytes, numbers: set[str], count: int) -> None:
    book = cast(Any, CalamineWorkbook).from_object(BytesIO(content))
    head, *lines = book.get_sheet_by_name("督查单").to_python()
    assert {line[head.index("单号")] for line in lines} == numbers
    assert len(lines) == count
    assert isinstance(lines[0][head.index("签发时间")], datetime)
    about = dict(book.get_sheet_by_name("说明").to_python()[1:])
    assert (about["搜索"], about["筛选：颜色"], about["筛选：状态"]) == ("spx", "蓝单", "未了结")


@pytest.mark.clause("Q1-4.4a")
def test_a_bulletin_is_corrected_approved_by_a_second_person_and_signed_for(
    served: Served, person: PersonOf
) -> None:
    head, clerk = person("grouphead", is_phone=False), person("clerk01", is_phone=False)
    newest = "SELECT state FROM bulletins ORDER BY period DESC, version DESC LIMIT 1"
    assert served.value(newest) == "published"
    withdraw(head)
    served.wait_for(("draft",), newest)
    edit(clerk, served)
    approve(head)
    served.wait_for(("published",), newest)
    sign(person("head02"), served)


def withdraw(head: Person) -> None:
    page = head.page
    head.go("/bulletins")
    page.get_by_test_id("withdraw-bulletin").click(timeout=SLOW)
    page.get_by_test_id("reason-text").fill("统计口径有误，重新公示")
    page.get_by_test_id("withdraw-bulletin-sheet").locator(".buttons button").last.click()


def edit(clerk: Person, served: Served) -> None:
    """Who names somebody is told to take it out; who edits has no button to approve."""
    page = clerk.page
    clerk.go("/bulletins")
    expect(page.get_by_test_id("bulletin-row").first).to_contain_text("待批准", timeout=SLOW)
    field = page.get_by_test_id("bulletin-remark")
    field.fill("表扬督查员01")
    page.get_by_test_id("save-remark").click()
    expect(page.get_by_test_id("bulletin-refused")).to_contain_text("姓名", timeout=SLOW)
    field.fill("请各单位自查高频条目")
    page.get_by_test_id("save-remark").click()
    served.wait_for(
        ("请各单位自查高频条目",),
        "SELECT remark FROM bulletins ORDER BY period DESC, version DESC LIMIT 1",
    )
    expect(page.get_by_test_id("approve-bulletin")).to_have_count(0)


def approve(head: Person) -> None:
    page = head.page
    expect(page.get_by_test_id("bulletin-row").first).to_contain_text("待批准", timeout=SLOW)
    page.get_by_test_id("bulletin-row").first.click()
    page.get_by_test_id("approve-bulletin").click()
    page.get_by_test_id("approve-sheet").locator(".buttons button").last.click()
    expect(page.get_by_test_id("receipt").first).to_have_attribute(
        "data-signed", "false", timeout=SLOW
    )


def sign(branch: Person, served: Served) -> None:
    page = branch.page
    branch.go("/bulletins")
    page.get_by_test_id("bulletin-row").first.click(timeout=SLOW)
    page.get_by_test_id("sign-bulletin").click(timeout=SLOW)
    expect(page.get_by_test_id("sign-bulletin")).to_have_count(0)
    signed = "SELECT acknowledged_by FROM bulletin_receipts JOIN bulletins b ON b.id = bulletin_id"
    signed += " WHERE b.version = 2 AND unit_name = '石篷分公司'"
    served.wait_for(("分公司负责人02",), signed)
