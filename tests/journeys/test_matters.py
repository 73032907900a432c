"""A superior's letter: key by itself, broken down, done with a photo, closed, read by both."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SLOW = 40_000
TITLE = "落实停气提前告知要求"
STATE = "SELECT state FROM supervision_matters WHERE title = ?"


@pytest.mark.clause("W1-10(2).2", "W1-12(2)b")
def test_a_letter_becomes_key_is_done_closed_and_read_by_both(
    served: Served, person: PersonOf
) -> None:
    clerk, head = person("clerk01", is_phone=False), person("head03")
    register(clerk)
    served.wait_for(("open",), STATE, TITLE)
    track = "SELECT track, key_match FROM supervision_matters WHERE title = ?"
    assert served.ask(track, TITLE) == [("key", "发改")]
    matter_id = served.value("SELECT id FROM supervision_matters WHERE title = ?", TITLE)
    report(head, matter_id)
    served.wait_for(("done",), "SELECT state FROM matter_parts WHERE matter_id = ?", matter_id)
    photo = "SELECT blob FROM photos WHERE subject_id = ? AND slot != ''"
    served.wait_for(("present",), photo, matter_id)
    close(clerk.page)
    served.wait_for(("closed",), STATE, TITLE)
    confirm(head, matter_id)
    confirm(person("service01"), matter_id)
    read = "SELECT count(*) FROM matter_receipts WHERE matter_id = ? AND read_at IS NOT NULL"
    served.wait_for((2,), read, matter_id)
    receipts = clerk.page.get_by_test_id("matter-receipt")
    expect(receipts.and_(clerk.page.locator("[data-state=read]"))).to_have_count(2, timeout=SLOW)
    expect(clerk.page.get_by_test_id("matter-panel")).to_contain_text("分公司负责人03")


def register(clerk: Person) -> None:
    page = clerk.page
    clerk.go("/matters")
    page.get_by_test_id("new-matter").click()
    page.get_by_test_id("matter-source").select_option("letter")
    page.get_by_test_id("letter-channel").select_option("superior")
    word = page.get_by_test_id("key-word")
    expect(word).to_have_attribute("data-key", "cases", timeout=SLOW)
    page.get_by_test_id("letter-sender").fill("市发改委价格处")
    expect(word).to_have_attribute("data-key", "key")
    expect(word).to_contain_text("来函单位含“发改”")
    page.get_by_test_id("register").click()
    expect(page.get_by_test_id("register-matter")).to_contain_text("还有内容没有填好")
    page.get_by_test_id("matter-title").fill(TITLE)
    page.get_by_test_id("add-part").click()
    part = page.get_by_test_id("part-form")
    part.get_by_test_id("part-title").fill("公布停气计划并提前告知")
    part.get_by_test_id("part-unit").select_option(label="青樾分公司")
    part.get_by_role("switch").check()
    page.get_by_test_id("register").click()
    expect(page.get_by_test_id("matter-panel")).to_contain_text(TITLE, timeout=SLOW)
    expect(page.get_by_test_id("close-matter")).to_be_disabled()


def report(head: Person, matter_id: str) -> None:
    """On the phone: without a photo it is not sent."""
    page = head.page
    head.go(f"/matters/{matter_id}")
    page.get_by_test_id("report-part").click(timeout=SLOW)
    sheet = page.get_by_test_id("report-sheet")
    sheet.get_by_test_id("report-text").fill("停气计划已公布，短信已发送")
    sheet.locator(".buttons button").last.click()
    expect(sheet).to_contain_text("请至少附一张")
    head.shoot(sheet.get_by_test_id("report-shoot").click, "停气公告")
    expect(sheet.locator("[data-photo]")).to_have_count(1, timeout=SLOW)
    sheet.locator(".buttons button").last.click()
    done = page.locator("[data-testid=matter-part][data-state=done]")
    expect(done).to_have_count(1, timeout=SLOW)


def close(page: Page) -> None:
    expect(page.get_by_test_id("close-matter")).to_be_enabled(timeout=SLOW)
    page.get_by_test_id("close-matter").click()
    sheet = page.get_by_test_id("matter-reason")
    sheet.get_by_test_id("reason-text").fill("已核实，停气告知到位")
    sheet.locator(".buttons button").last.click()
    expect(page.get_by_test_id("matter-result")).to_contain_text("停气告知到位", timeout=SLOW)


def confirm(reader: Person, matter_id: str) -> None:
    reader.go(f"/matters/{matter_id}")
    button = reader.page.get_by_test_id("confirm-receipt")
    button.click(timeout=SLOW)
    expect(button).to_have_count(0, timeout=SLOW)
